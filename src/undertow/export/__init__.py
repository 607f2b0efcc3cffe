"""Findings for others: STIX 2.1, CSV files, tables as text, and bundles of evidence."""

from __future__ import annotations

from undertow.export.csv import write_csv
from undertow.export.evidence import WrittenBundle, write_evidence
from undertow.export.stix import write_stix
from undertow.export.tables import render_table

__all__ = ["WrittenBundle", "render_table", "write_csv", "write_evidence", "write_stix"]
