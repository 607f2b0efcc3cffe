"""Findings as STIX 2.1, in the types of OpenCTI where the specification has none."""

from __future__ import annotations

from undertow.export.stix.bundle import NAME, stix_file, write_stix

__all__ = ["NAME", "stix_file", "write_stix"]
