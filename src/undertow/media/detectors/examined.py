"""What is known of a file once a detector has looked at it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Examined:
    """A score and the traits of the file it was given for.

    Attributes
    ----------
    raw : float or None
        Score, as the model gives it.
    traits : dict
        Trait -> value; all are positive. Which there are depends on the input of the detector.
    features : tuple of float or None
        What the model saw, where the manifest names such an output.
    reason : str
        Why there is no score, else empty.
    """

    raw: float | None
    traits: dict[str, float]
    features: tuple[float, ...] | None = None
    reason: str = ""
