from .sign import CONTEXT, FOUND_BY, NOT_MEASURED, NOT_SHOWN, PUBLISHED, QUOTED, SHOWN, Group, State
from .stage import SIGNS, measure_signs

__all__ = [
    "CONTEXT",
    "FOUND_BY",
    "NOT_MEASURED",
    "NOT_SHOWN",
    "PUBLISHED",
    "QUOTED",
    "SHOWN",
    "SIGNS",
    "Group",
    "State",
    "measure_signs",
]
