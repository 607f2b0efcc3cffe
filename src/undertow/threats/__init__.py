"""Posts that may threaten physical harm or give private information away: for a person to judge."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
