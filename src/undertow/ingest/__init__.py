"""Captures to canonical records: evidence, custody, quarantine, coverage, merging."""

from __future__ import annotations

from undertow.ingest.container import Limits
from undertow.ingest.coverage_ledger import build_coverage_ledger
from undertow.ingest.custody import CustodyLog, CustodyProblem
from undertow.ingest.evidence import EvidenceStore, StoredFile
from undertow.ingest.field_states import count_field_states
from undertow.ingest.files import ingest, ingest_file, retry
from undertow.ingest.formats import FORMATS
from undertow.ingest.importer import Importer
from undertow.ingest.merge import merge_files, merge_records
from undertow.ingest.partitions import discard_incomplete
from undertow.ingest.quarantine import quarantine_reasons
from undertow.ingest.report import FileReport, MemberReport
from undertow.ingest.runs import altered, left_behind, record_run, take_over

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
    "altered",
    "build_coverage_ledger",
    "count_field_states",
    "discard_incomplete",
    "ingest",
    "ingest_file",
    "left_behind",
    "merge_files",
    "merge_records",
    "quarantine_reasons",
    "record_run",
    "retry",
    "take_over",
]
