"""Are the members of a community what they pretend to be, and what would explain them innocently.

Coordination is not judged here and never raises a score; language, name, ethnicity, time zone and
opinion are read by nothing in this package.
"""

from undertow.accounts.authenticity import assess_authenticity
from undertow.accounts.explanations import weigh_explanations
from undertow.accounts.signals import AUTHENTICITY_SIGNALS, BATCH_SIGNAL

__all__ = ["AUTHENTICITY_SIGNALS", "BATCH_SIGNAL", "assess_authenticity", "weigh_explanations"]
