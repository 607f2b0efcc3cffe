"""The duty to warn: how long ago an official was first found to be addressed, and what was done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from undertow.case import Case
from undertow.decisions import DecisionLog, Event, Notice, Outbox
from undertow.decisions.approvals import DRAFTED
from undertow.decisions.outbox import APPROVED, times_of
from undertow.schema import CampaignTargets

FOUND: Final = "targets_found"
_ARRIVED: Final = frozenset({"sent", "delivered"})
BASELINE_DAYS: Final = 33
"""Days from knowing the extent to warning the officials in 2023 (20 September to 23 October)."""


@dataclass(frozen=True, slots=True)
class Duty:
    """What is owed to an official.

    Attributes
    ----------
    target_id : str
        The official.
    found_at : str or None
        When an analysis first found them to be addressed by a campaign (ISO 8601, UTC).
    drafted_at, approved_at, sent_at : str or None
        When first a draft was made, a notice approved, and one taken by a mail server that did not
        come back.
    state : str
        ``found``, ``drafted``, or the state of the last notice.
    notice_id : str or None
        The last notice.
    reply : str
        Last words of a server, or the reason of a person.
    hours : float or None
        From ``found_at`` to ``sent_at``, or to now where nothing was sent.
    """

    target_id: str
    found_at: str | None
    drafted_at: str | None
    approved_at: str | None
    sent_at: str | None
    state: str
    notice_id: str | None
    reply: str
    hours: float | None


def record_found(case: Case, log: DecisionLog, *, operator: str) -> int:
    """Start the clock of officials whom the campaigns of an analysis address; return how many.

    The clock of an official starts once, and runs on whatever later analyses find.
    """
    addressed = set(case.read(CampaignTargets).arrow.column("target_id").to_pylist())
    if not addressed or not addressed - _found(log.sound_events(FOUND)).keys():
        return 0
    with log.transaction() as change:
        new = sorted(addressed - _found(change.events(FOUND)).keys())
        if new:
            change.append(FOUND, who="", operator=operator, body={"targets": new})
    return len(new)


def duties(log: DecisionLog, now: datetime | None = None) -> list[Duty]:
    """Return what is owed to every official that was ever found, drafted for or written to.

    Parameters
    ----------
    log : DecisionLog
        Decisions of the case.
    now : datetime or None
        With zone; now by default.

    Raises
    ------
    VerificationError
        The decision log was changed, or is an older copy.
    """
    events, notices = Outbox(log).snapshot()
    log.require_sound(events)
    found, drafted = _found(events), _drafted(events)
    approved = {e.subject: e.at for e in events if e.action == APPROVED}
    handed = times_of(events, "handed_over")
    last: dict[str, Notice] = {}
    first_approved: dict[str, str] = {}
    sent: dict[str, str] = {}
    for notice in sorted(notices, key=lambda n: approved.get(n.notice_id, "")):
        target = notice.target_id
        if notice.state != "withdrawn" or target not in last:
            last[target] = notice
        if notice.notice_id in approved:
            first_approved.setdefault(target, approved[notice.notice_id])
        if notice.state in _ARRIVED:
            sent.setdefault(target, handed.get(notice.notice_id, notice.changed_at))
    until = now or datetime.now(UTC)
    return [
        _duty(
            last.get(target),
            until,
            target_id=target,
            found_at=found.get(target),
            drafted_at=drafted.get(target),
            approved_at=first_approved.get(target),
            sent_at=sent.get(target),
        )
        for target in sorted({*found, *drafted, *last})
    ]


def _duty(
    notice: Notice | None,
    now: datetime,
    *,
    target_id: str,
    found_at: str | None,
    drafted_at: str | None,
    approved_at: str | None,
    sent_at: str | None,
) -> Duty:
    state = "found" if drafted_at is None else "drafted"
    if notice is not None and notice.state != "withdrawn":
        state = notice.state
    end = now if sent_at is None else _moment(sent_at)
    return Duty(
        target_id,
        found_at,
        drafted_at,
        approved_at,
        sent_at,
        state,
        None if notice is None else notice.notice_id,
        "" if notice is None else notice.reply,
        None if found_at is None else round((end - _moment(found_at)).total_seconds() / 3600, 2),
    )


def _found(events: Iterable[Event]) -> dict[str, str]:
    found: dict[str, str] = {}
    for event in events:
        if event.action == FOUND:
            for target in event.body["targets"]:
                found.setdefault(target, event.at)
    return found


def _drafted(events: Iterable[Event]) -> dict[str, str]:
    drafted: dict[str, str] = {}
    for event in events:
        if event.action == DRAFTED:
            for target in event.body["drafts"]:
                drafted.setdefault(target, event.at)
    return drafted


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at)
