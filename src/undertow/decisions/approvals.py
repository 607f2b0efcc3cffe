"""Names of people, and whether notices are what a second person approved."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

import disarm

from undertow.decisions.event import Event
from undertow.decisions.outbox import APPROVED, Notice, logged_states
from undertow.errors import InputError, ReviewRequiredError

DRAFTED: Final = "notices_drafted"
"""Action of the making of drafts; its body names the SHA-256 of each."""

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
    """Whether two names may be those of one person.

    They are when the words of one are among those of the other, whatever their order, case,
    accents, punctuation and look-alike letters: ``Roy, Ana`` and ``Ana M. Roy``.
    """
    parts = _parts(one), _parts(other)
    return parts[0] <= parts[1] or parts[1] <= parts[0]


def _parts(name: str) -> frozenset[str]:
    plain = disarm.normalize_confusables(unicodedata.normalize("NFKC", name)).casefold()
    letters = "".join(
        c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c)
    )
    return frozenset(re.findall(r"\w+", letters)) or frozenset({name})


def require_second_person(
    made_by: str, made_at: str, *, by: str, operator: str, shares_login: bool, what: str
) -> None:
    """Raise unless whoever approves something is not who made it.

    Parameters
    ----------
    made_by, made_at : str
        Who made it, and at which login.
    by, operator : str
        Who would approve, and at which login.
    shares_login : bool
        Whether they say that they work at the login of whoever made it.
    what : str
        What it is, as in "these drafts".

    Raises
    ------
    ReviewRequiredError
        They may be the same person.
    """
    if same_person(by, made_by):
        raise ReviewRequiredError(
            f"{made_by} made {what}, and {by} may be the same person; a second person has to read "
            "that and approve"
        )
    if operator == made_at and not shares_login:
        raise ReviewRequiredError(
            f"{made_by} made {what} at this login ({made_at}); approve at your own, or say "
            "--shared-login if you share it, which goes on record"
        )


def objections(events: list[Event], notices: Iterable[Notice]) -> Iterator[tuple[str, str]]:
    """Yield id and fault of every notice that is not what was approved, or not where it says.

    Parameters
    ----------
    events : list of Event
        All entries of the log, checked to be what they were.
    notices : iterable of Notice
        All notices.
    """
    approvals = {event.subject: event for event in events if event.action == APPROVED}
    drafts = {event.seq: event for event in events if event.action == DRAFTED}
    states = logged_states(events)
    notices = list(notices)
    for notice in notices:
        approval = approvals.get(notice.notice_id)
        if approval is None or not _is_approved(notice, approval, drafts):
            yield notice.notice_id, "is not what a second person approved"
        elif states[notice.notice_id][0] != notice.state:
            logged = states[notice.notice_id][0]
            yield notice.notice_id, f"is marked {notice.state}, and {logged} by the log"
    for missing in approvals.keys() - {notice.notice_id for notice in notices}:
        yield missing, "was approved, and is missing"
    waiting = Counter(notice.target_id for notice in notices if notice.state == "waiting")
    for notice in notices:
        if notice.state == "waiting" and waiting[notice.target_id] > 1:
            yield notice.notice_id, f"is one of several that wait for {notice.target_id}"


def _is_approved(notice: Notice, approval: Event, drafts: dict[int, Event]) -> bool:
    """Whether a notice is, to the byte and the address, what a second person approved."""
    body = approval.body
    drafted = drafts.get(body.get("drafts_seq", 0))
    if drafted is None or drafted.seq > approval.seq:
        return False
    made = drafted.body.get("drafts")
    return (
        hashlib.sha256(notice.message).hexdigest() == notice.notice_id
        and body.get("target_id") == notice.target_id
        and body.get("recipient") == notice.recipient
        and isinstance(made, dict)
        and made.get(notice.target_id) == body.get("draft_sha256")
        and bool(approval.who)
        and not same_person(approval.who, drafted.who)
    )
