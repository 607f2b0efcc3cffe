from .approvals import approvals, is_approved, named, same_person
from .database import parse_url
from .event import Event
from .log import DecisionLog, Transaction
from .outbox import Notice, Outbox, State

__all__ = [
    "DecisionLog",
    "Event",
    "Notice",
    "Outbox",
    "State",
    "Transaction",
    "approvals",
    "is_approved",
    "named",
    "parse_url",
    "same_person",
]
