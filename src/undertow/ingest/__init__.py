"""Captures to canonical records: evidence, custody, quarantine, coverage, merging."""

from __future__ import annotations

from undertow.ingest.container import Limits
from undertow.ingest.coverage_ledger import build_coverage_ledger
from undertow.ingest.custody import CustodyLog, CustodyProblem
from undertow.ingest.evidence import EvidenceStore, StoredFile
from undertow.ingest.formats import FORMATS
from undertow.ingest.importer import Importer, ingest, ingest_file
from undertow.ingest.merge import merge_records
from undertow.ingest.partitions import discard_incomplete
from undertow.ingest.report import FileReport, MemberReport

__all__ = [
    "FORMATS",
    "CustodyLog",
    "CustodyProblem",
    "EvidenceStore",
    "FileReport",
    "Importer",
    "Limits",
    "MemberReport",
    "StoredFile",
    "build_coverage_ledger",
    "discard_incomplete",
    "ingest",
    "ingest_file",
    "merge_records",
]
