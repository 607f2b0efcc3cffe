from .bearing import Bearing, bearing_of
from .record import Assessment, corrections, propose, read_assessments, sign, withdraw
from .statement import ActorStatement, read_statement

__all__ = [
    "ActorStatement",
    "Assessment",
    "Bearing",
    "bearing_of",
    "corrections",
    "propose",
    "read_assessments",
    "read_statement",
    "sign",
    "withdraw",
]
