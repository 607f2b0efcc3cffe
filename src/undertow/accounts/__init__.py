"""Are the members of a community what they pretend to be, and what would explain them innocently.

Coordination is not judged here and never raises a score. Language, ethnicity, time zone and opinion
are read by nothing in this package, and of names only whether handles have one pattern.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
