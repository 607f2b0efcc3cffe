"""What a campaign does, in the terms of the DISARM Framework."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
