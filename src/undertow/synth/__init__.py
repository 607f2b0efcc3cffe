"""Labelled scenarios of invented people, made offline, to test the detector against the truth."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
