"""What two people released: the bytes they signed, who signed, and what was withdrawn since."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
