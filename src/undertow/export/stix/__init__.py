"""Findings as STIX 2.1, in the types of OpenCTI where the specification has none."""

from __future__ import annotations

from undertow.export.stix.bundle import write_stix

__all__ = ["write_stix"]
