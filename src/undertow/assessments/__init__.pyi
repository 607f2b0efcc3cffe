from .bearing import Bearing, bearing_of
from .record import Assessment, corrections, propose, read_assessments, sign, withdraw
from .response import Recorded, Response, read_response, read_responses, record_response
from .statement import ActorStatement, read_statement

__all__ = [
    "ActorStatement",
    "Assessment",
    "Bearing",
    "Recorded",
    "Response",
    "bearing_of",
    "corrections",
    "propose",
    "read_assessments",
    "read_response",
    "read_responses",
    "read_statement",
    "record_response",
    "sign",
    "withdraw",
]
