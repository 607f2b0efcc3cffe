from .bearing import Bearing, bearing_of
from .breakout import Breakout, as_breakout, read_breakouts, record_breakout
from .record import Assessment, corrections, propose, read_assessments, sign, withdraw
from .response import Recorded, Response, read_response, read_responses, record_response
from .statement import ActorStatement, read_statement

__all__ = [
    "ActorStatement",
    "Assessment",
    "Bearing",
    "Breakout",
    "Recorded",
    "Response",
    "as_breakout",
    "bearing_of",
    "corrections",
    "propose",
    "read_assessments",
    "read_breakouts",
    "read_response",
    "read_responses",
    "read_statement",
    "record_breakout",
    "record_response",
    "sign",
    "withdraw",
]
