"""What every reader of published indicators gives."""

from __future__ import annotations

from dataclasses import dataclass

from undertow.attribution.knowledge.observable import Observable


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """One entry of a published file.

    Parameters
    ----------
    place : int
        1-based row or object in the file.
    published_as : str
        The indicator as it is written there.
    observables : tuple of Observable
        What of it can be looked for; empty where nothing can.
    reason : str
        Why nothing can; empty where something can.
    procedure : str
        What the source says it was used for.
    note : str
        What else the source says of it.
    """

    place: int
    published_as: str
    observables: tuple[Observable, ...]
    reason: str = ""
    procedure: str = ""
    note: str = ""
