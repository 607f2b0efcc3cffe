"""What people decided on accounts, groups, campaigns and claims, and what products tell then."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
