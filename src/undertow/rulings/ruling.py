"""A decision of a person on something that the machine found, and what several of them make.

Nothing is overwritten: a later decision of the same person takes the place of their earlier one,
and both stay in the log. Where people disagree, the more cautious decision holds until somebody
settles it, which takes the place of everybody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, get_args

from undertow.decisions import DecisionLog, Event, same_person

Decision = Literal["accept", "doubt", "reject"]
Kind = Literal["account", "community", "campaign", "claim"]

DECISIONS: Final[tuple[str, ...]] = get_args(Decision)
"""From the least to the most cautious."""

KINDS: Final[tuple[str, ...]] = get_args(Kind)

RULED: Final = "reviewed"
"""Action of the log; its subject is ``<kind>:<id>``."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision of one person.

    Attributes
    ----------
    seq : int
        Number in the decision log.
    kind, ident : str
        What it is about.
    decision : str
        ``accept``, ``doubt`` or ``reject``.
    by, operator : str
        Who decided, and at which login.
    at : str
        When (ISO 8601, UTC).
    reason : str
        In their words.
    settles : bool
        Whether it takes the place of what everybody decided before.
    """

    seq: int
    kind: Kind
    ident: str
    decision: Decision
    by: str
    operator: str
    at: str
    reason: str
    settles: bool


@dataclass(frozen=True, slots=True)
class Item:
    """Something that people decided on.

    Attributes
    ----------
    kind, ident : str
        What it is.
    history : tuple of Ruling
        All decisions, oldest first.
    standing : tuple of Ruling
        Those that hold: one of each person, since it was last settled.
    """

    kind: Kind
    ident: str
    history: tuple[Ruling, ...]
    standing: tuple[Ruling, ...]

    @property
    def outcome(self) -> Decision:
        """The most cautious decision that stands."""
        return max((own.decision for own in self.standing), key=DECISIONS.index)

    @property
    def is_disputed(self) -> bool:
        """Whether those who decided disagree."""
        return len({own.decision for own in self.standing}) > 1

    def was_seen_by(self, name: str) -> bool:
        """Whether somebody decided on it already."""
        return any(same_person(name, own.by) for own in self.history)


def read_rulings(log: DecisionLog) -> list[Ruling]:
    """Return every decision, oldest first.

    Raises
    ------
    VerificationError
        The decision log was changed.
    """
    return [_ruling(event) for event in log.sound_events(RULED)]


def items(rulings: Iterable[Ruling]) -> dict[tuple[Kind, str], Item]:
    """Return what was decided on, each with its decisions."""
    histories: dict[tuple[Kind, str], list[Ruling]] = {}
    for ruling in rulings:
        histories.setdefault((ruling.kind, ruling.ident), []).append(ruling)
    return {key: Item(*key, tuple(own), _standing(own)) for key, own in histories.items()}


def _name(by: str) -> list[str]:
    """Return the words of a name: whoever only may be the same person replaces nobody."""
    return sorted(re.findall(r"\w+", by.casefold()))


def _standing(history: Iterable[Ruling]) -> tuple[Ruling, ...]:
    standing: list[Ruling] = []
    for ruling in history:
        kept = [own for own in standing if _name(own.by) != _name(ruling.by)]
        standing = [] if ruling.settles else kept
        standing.append(ruling)
    return tuple(standing)


def _ruling(event: Event) -> Ruling:
    body = event.body
    return Ruling(
        seq=event.seq,
        kind=body["kind"],
        ident=body["id"],
        decision=body["decision"],
        by=event.who,
        operator=event.operator,
        at=event.at,
        reason=body["reason"],
        settles=body["settles"],
    )
