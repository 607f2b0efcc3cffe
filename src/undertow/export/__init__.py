"""Findings for others: STIX 2.1, CSV files, tables as text, and bundles of evidence."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
