"""The decisions of people: their chain, what the custody log says of it, and the notices."""

from __future__ import annotations

from undertow.case import Case
from undertow.decisions import DecisionLog, Outbox
from undertow.decisions.approvals import approvals, is_approved
from undertow.decisions.event import faults
from undertow.ingest.custody import CustodyLog
from undertow.review.outcomes import Outcome, Problem

_EFFECT = "no decision or approval in it can be relied on"


def check_decisions(case: Case) -> Outcome:
    """Check the decision log of a case; no claim rests on it."""
    log = DecisionLog.of(case)
    events = log.events()
    problems = [
        Problem(f"decision {seq} {fault}", log.where, _EFFECT) for seq, fault in faults(events)
    ]
    hashes = {event.seq: event.hash for event in events}
    for entry in CustodyLog.of(case).entries():
        seq, noted = entry.get("decisions_seq"), entry.get("decisions_hash")
        if seq and noted != hashes.get(seq):
            what = f"decision {seq} is missing or another than the custody log noted"
            problems.append(Problem(what, log.where, _EFFECT))
    known = approvals(events)
    for notice in Outbox(log).notices():
        if not is_approved(notice, known.get(notice.notice_id)):
            what = f"notice {notice.notice_id[:12]} is not what a second person approved"
            problems.append(Problem(what, log.where, "it must not be sent, or was not approved"))
    return Outcome("decisions", len(events), tuple(problems))
