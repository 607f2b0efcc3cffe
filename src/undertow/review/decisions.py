"""The decisions of people: their chain, what the custody log says of it, and the notices."""

from __future__ import annotations

from undertow.case import Case
from undertow.decisions import DecisionLog, Outbox, objections
from undertow.errors import UndertowError
from undertow.review.outcomes import Outcome, Problem

_EFFECT = "no decision or approval in it can be relied on"


def check_decisions(case: Case) -> Outcome:
    """Check the decision log of a case. No claim rests on it, so none falls with it."""
    log = DecisionLog.of(case)
    try:
        events, notices = Outbox(log).snapshot()
    except UndertowError as error:
        return Outcome("decisions", 0, (Problem(str(error), "decisions", _EFFECT),))
    problems = [Problem(fault, log.where, _EFFECT) for fault in log.faults(events)]
    for notice_id, fault in objections(events, notices):
        what = f"notice {notice_id[:12]} {fault}"
        problems.append(Problem(what, log.where, "nothing is sent before that is explained"))
    return Outcome("decisions", len(events), tuple(problems))
