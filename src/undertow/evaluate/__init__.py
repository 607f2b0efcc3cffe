"""Benchmarks against labels and peers; the detector never sees a label."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
