"""Known operations, what of them is in a case, and who else a campaign could be.

Machines compare, and say how far their evidence can carry; who is behind a campaign is a judgement
that a person makes and signs.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
