"""Are the members of a community what they pretend to be, and what would explain them innocently.

Coordination is not judged here and never raises a score. Language, ethnicity, time zone and opinion
are read by nothing in this package, and of names only whether handles have one pattern.
"""

from undertow.accounts.authenticity import assess_authenticity
from undertow.accounts.changes import find_changes
from undertow.accounts.explanations import weigh_explanations
from undertow.accounts.signals import AUTHENTICITY_SIGNALS, BATCH_SIGNAL, FAMILIES

__all__ = [
    "AUTHENTICITY_SIGNALS",
    "BATCH_SIGNAL",
    "FAMILIES",
    "assess_authenticity",
    "find_changes",
    "weigh_explanations",
]
