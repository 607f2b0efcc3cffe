"""Detectors of manipulation that know when to keep silent: ONNX models, calibrated by domain.

A score decides nothing here. A detector gives a likelihood ratio with an interval, only for items
like those it was calibrated on, and never more than its calibration supports; see
``docs/how-to/media-detectors.md``.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
