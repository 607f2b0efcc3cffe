"""Notification of the officials that a campaign addresses: drafts, which only a person sends."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
