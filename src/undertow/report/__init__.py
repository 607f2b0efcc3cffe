"""Reports: one block model, said in English and in French, with pictures and an evidence annex."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
