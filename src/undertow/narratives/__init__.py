"""What a campaign says: claim groups assembled over time into narratives."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
