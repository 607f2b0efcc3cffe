"""Names of people, and whether a notice is what a second person approved."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, Final

from undertow.decisions.event import Event
from undertow.decisions.outbox import Notice
from undertow.errors import InputError

APPROVED: Final = "notice_approved"
"""Action of an approval; its subject is the id of the notice."""

_LONGEST_NAME: Final = 120


def named(name: str, option: str) -> str:
    """Return the name of a person, tidied.

    Raises
    ------
    InputError
        It is empty or too long to be a name.
    """
    tidy = " ".join(unicodedata.normalize("NFC", name).split())
    if not tidy or len(tidy) > _LONGEST_NAME or not tidy.isprintable():
        raise InputError(f"{option}: the name of a person is needed")
    return tidy


def same_person(one: str, other: str) -> bool:
    """Whether two names are written alike, whatever their case, accents' form and blanks."""

    def key(name: str) -> str:
        return " ".join(unicodedata.normalize("NFKC", name).casefold().split())

    return key(one) == key(other)


def approvals(events: Iterable[Event]) -> dict[str, Event]:
    """Return the approval of each notice by its id."""
    return {event.subject: event for event in events if event.action == APPROVED}


def is_approved(notice: Notice, approval: Event | None) -> bool:
    """Whether a notice is, to the byte and the address, what a second person approved."""
    if approval is None:
        return False
    body: Mapping[str, Any] = approval.body
    return (
        hashlib.sha256(notice.message).hexdigest() == notice.notice_id == approval.subject
        and body.get("target_id") == notice.target_id
        and body.get("recipient") == notice.recipient
        and bool(approval.who)
        and not same_person(approval.who, str(body.get("drafted_by", approval.who)))
    )
