"""The register of releases: proposed by one person, approved by another, superseded, withdrawn."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal

from undertow.assessments.statement import Bilingual
from undertow.case import Case
from undertow.decisions import DecisionLog, Event
from undertow.errors import InputError

PROPOSED: Final = "release_proposed"
APPROVED: Final = "release_approved"
WITHDRAWN: Final = "release_withdrawn"

State = Literal["proposed", "released", "superseded", "withdrawn"]

_SHORTEST_ID: Final = 8


@dataclass(frozen=True, slots=True)
class Release:
    """Products that somebody proposed to release, and what became of that.

    Attributes
    ----------
    release_id : str
        Hash of the entry that proposed it.
    files : mapping of str to str
        Product, by its place under ``out/`` -> SHA-256 of what is released, which is not marked as
        a draft.
    checklist : mapping
        What was looked at before, by whom.
    state : str
        ``superseded`` by a later one that was approved.
    proposed_by, proposed_at, operator : str
        Who proposed it, when (ISO 8601, UTC), and at which login.
    approved_by, approved_at : str
        Who approved it, and when; empty where nobody did.
    shares_login : bool
        Whether the second person worked at the login of the first.
    ended_at : str
        When it was superseded or withdrawn; empty where it was not.
    correction : Bilingual or None
        Why it was withdrawn, for those who read it.
    """

    release_id: str
    files: Mapping[str, str]
    checklist: Mapping[str, Any]
    state: State
    proposed_by: str
    proposed_at: str
    operator: str
    approved_by: str = ""
    approved_at: str = ""
    shares_login: bool = False
    ended_at: str = ""
    correction: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """The products that are released as a case stands, by the bytes that were signed.

    Attributes
    ----------
    files : mapping of str to str
        Product -> SHA-256.
    """

    files: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, releases: Iterable[Release]) -> Signed:
        """Return what the release that stands has signed; nothing where none does."""
        standing = [own for own in releases if own.state == "released"]
        return cls(standing[-1].files if standing else {})

    def knows(self, name: str) -> bool:
        """Whether a product of this name was released, whatever its bytes."""
        return name in self.files

    def covers(self, name: str, content: bytes) -> bool:
        """Whether these very bytes were signed, so that they need not be marked as a draft."""
        return self.files.get(name) == hashlib.sha256(content).hexdigest()


def read_releases(log: DecisionLog) -> list[Release]:
    """Return all releases of a case, oldest first.

    Raises
    ------
    VerificationError
        The decision log was changed.
    """
    found: dict[str, Release] = {}
    for event in log.sound_events(PROPOSED, APPROVED, WITHDRAWN):
        if event.action == PROPOSED:
            found[event.hash] = _proposed(event)
            continue
        own = found[event.subject]
        if event.action == WITHDRAWN:
            correction = Bilingual.model_validate(event.body)
            own = replace(own, state="withdrawn", ended_at=event.at, correction=correction)
        else:
            for ident, other in found.items():
                if other.state == "released":
                    found[ident] = replace(other, state="superseded", ended_at=event.at)
            own = replace(
                own,
                state="released",
                approved_by=event.who,
                approved_at=event.at,
                shares_login=event.body["shares_login"],
            )
        found[event.subject] = own
    return list(found.values())


def find_release(log: DecisionLog, ident: str, *states: State) -> Release:
    """Return the release whose id begins with some digits, eight at least.

    Raises
    ------
    InputError
        No single one does, or it is in another state.
    """
    found = [own for own in read_releases(log) if own.release_id.startswith(ident.lower())]
    if len(ident) < _SHORTEST_ID or len(found) != 1:
        raise InputError(
            f"release {ident}: no single release has an id that begins so; `undertow release "
            "status` lists them"
        )
    if found[0].state not in states:
        raise InputError(f"release {ident}: is {found[0].state} already")
    return found[0]


def released_folder(case: Case, release_id: str) -> Path:
    """Return where the files of a release are kept as they were signed."""
    return case.path / "released" / release_id[:12]


def _proposed(event: Event) -> Release:
    body = event.body
    return Release(
        event.hash,
        body["files"],
        body["checklist"],
        "proposed",
        event.who,
        event.at,
        event.operator,
    )
