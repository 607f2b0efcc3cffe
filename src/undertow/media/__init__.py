"""Media files: decoded apart, hashed, matched, told of; never judged by a score."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
