"""Deletion of what nobody needs any more: bystanders' posts and raw captures, with the proof."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
