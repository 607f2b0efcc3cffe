from .approvals import named, objections, require_second_person, same_person
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
    "named",
    "objections",
    "parse_url",
    "require_second_person",
    "same_person",
]
