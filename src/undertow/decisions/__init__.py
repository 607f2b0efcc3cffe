"""What people decided of a case: an append-only log in a database, and the notices to be sent."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
