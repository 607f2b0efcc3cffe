"""When the pages of a collection were fetched: the logs of its runs are evidence too."""

from __future__ import annotations

import io
from datetime import datetime

import msgspec

from undertow.case import Case
from undertow.errors import VerificationError
from undertow.ingest.custody import CustodyLog
from undertow.ingest.evidence import EvidenceStore


class _Page(msgspec.Struct):
    """What is needed of a line of ``pages.jsonl``."""

    sha256: str
    fetched_at: datetime


_decode = msgspec.json.Decoder(_Page).decode


def fetch_times(case: Case) -> dict[str, datetime]:
    """Return SHA-256 of a page -> when it was fetched, the first time if there were several.

    A log that is missing or damaged tells nothing; ``undertow verify`` says that it is.
    """
    store = EvidenceStore(case.path / "evidence")
    times: dict[str, datetime] = {}
    for entry in CustodyLog.of(case).entries():
        log = entry.get("pages_log_sha256")
        if not isinstance(log, str):
            continue
        try:
            with store.open(log) as source:
                for line in io.BufferedReader(source):
                    page = _decode(line)
                    times.setdefault(page.sha256, page.fetched_at)
        except (VerificationError, msgspec.DecodeError, OSError):
            continue
    return times
