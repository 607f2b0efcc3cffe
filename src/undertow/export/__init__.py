"""Findings for other systems: STIX 2.1, CSV files, and tables as CSV or JSON text."""

from __future__ import annotations

from undertow.export.csv import write_csv
from undertow.export.stix import write_stix
from undertow.export.tables import render_table

__all__ = ["render_table", "write_csv", "write_stix"]
