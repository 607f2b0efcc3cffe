"""An entry of the decision log, and the chain of hashes that entries make."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

START: Final = "0" * 64
"""What the first entry names as the one before."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a person decided, or that was done on a decision.

    Attributes
    ----------
    seq : int
        Its number, from 1.
    at : str
        When (ISO 8601, UTC, seconds).
    action : str
        What was decided, one word.
    who : str
        The person, by the name they gave; empty where a machine records what it did or saw.
    operator : str
        Who ran the command, by the name of the machine's account.
    subject : str
        What it is about: an official, a notice.
    body : mapping
        The rest: JSON values.
    prev_hash, hash : str
        SHA-256 of the entry before, and of this one with that in it.
    """

    seq: int
    at: str
    action: str
    who: str
    operator: str
    subject: str
    body: Mapping[str, Any]
    prev_hash: str
    hash: str


def chained(seq: int, prev_hash: str, **fields: Any) -> Event:
    """Return an event with its hash; ``fields`` are the others of :class:`Event`."""
    values = {"seq": seq, "prev_hash": prev_hash, **fields}
    return Event(hash=_hash(values), **values)


def canonical(body: Mapping[str, Any]) -> str:
    """Return a body as the log writes it: JSON in one line, keys sorted, in ASCII."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), allow_nan=False)


def faults(events: Iterable[Event]) -> Iterator[tuple[int, str]]:
    """Yield number and fault of every entry that is not what it was, or not where it was."""
    prev_hash, expected = START, 1
    for event in events:
        if event.seq != expected:
            yield event.seq, f"entry {expected} is missing before it"
        elif event.prev_hash != prev_hash:
            yield event.seq, "does not follow from the entry before it: one of the two was changed"
        if event.hash != _hash(_values(event)):
            yield event.seq, "was changed after it was written"
        prev_hash, expected = event.hash, event.seq + 1


def _values(event: Event) -> dict[str, Any]:
    names = ("seq", "at", "action", "who", "operator", "subject", "body", "prev_hash")
    return {name: getattr(event, name) for name in names}


def _hash(values: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(values).encode("ascii")).hexdigest()
