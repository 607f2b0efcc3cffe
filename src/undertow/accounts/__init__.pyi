from .authenticity import assess_authenticity
from .changes import find_changes
from .explanations import weigh_explanations
from .signals import AUTHENTICITY_SIGNALS, BATCH_SIGNAL, FAMILIES

__all__ = [
    "AUTHENTICITY_SIGNALS",
    "BATCH_SIGNAL",
    "FAMILIES",
    "assess_authenticity",
    "find_changes",
    "weigh_explanations",
]
