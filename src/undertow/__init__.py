"""From social-media captures to coordinated campaigns, with evidence anybody can verify.

Here, as in the packages below, a name is loaded when it is first asked for: numerical libraries
take seconds to load, and most commands need none. What there is stands in ``__init__.pyi``.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
