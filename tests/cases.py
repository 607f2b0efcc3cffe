"""What a case made by hand lacks: the beginning of its custody log, and provenance rows."""

from __future__ import annotations

from undertow.case import Case
from undertow.ingest import CustodyLog
from undertow.pipeline import record_source
from undertow.schema import TABLES, Provenance


def log_init(case: Case) -> Case:
    """Begin the custody log as ``undertow init`` does."""
    stated = {"purpose": case.purpose, "owner": case.owner}
    CustodyLog.of(case).append("init", who="ana", command="undertow init", fields=stated)
    return case


def vouch(case: Case) -> Case:
    """Record every table as it is now: without that, no product is made from it."""
    for name, spec in TABLES.items():
        if spec is not Provenance and case.table_files(spec):
            record_source(case, name, (spec,))
    return case
