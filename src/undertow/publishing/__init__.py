"""Release by two people. undertow itself publishes nothing: it says what may be published."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
