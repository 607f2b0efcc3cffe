from .container import Limits
from .coverage_ledger import build_coverage_ledger
from .custody import CustodyLog, CustodyProblem
from .evidence import EvidenceStore, StoredFile
from .field_states import count_field_states
from .files import ingest, ingest_file, retry
from .formats import FORMATS
from .importer import Importer
from .merge import merge_files, merge_records
from .partitions import discard_incomplete
from .quarantine import quarantine_reasons
from .report import FileReport, MemberReport
from .runs import altered, left_behind, record_run, take_over

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
