"""Posts to comparable texts; groups of the same, of nearly the same text and of the same claim."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
