"""The custody log: its chain, its form, and the stored files it should mention."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

from undertow.case import Case
from undertow.ingest.custody import CustodyLog
from undertow.ingest.evidence import EvidenceStore
from undertow.review.outcomes import Outcome, Problem

BADLY_WRITTEN = "the entry is not written as the log writes it"


def check_custody(case: Case) -> tuple[Outcome, frozenset[str]]:
    """Check the custody log; return also the stored files that no sound entry mentions.

    The chain covers what the entries say, not how they are written: blanks are compared here.
    """
    log = CustodyLog.of(case)
    lines = split_lines(log.path.read_bytes() if log.path.exists() else b"")
    faults = [(fault.seq, fault.message) for fault in log.check()]
    faults += [(seq, BADLY_WRITTEN) for seq in badly_written(lines)]
    faulty = {seq for seq, _ in faults}
    problems = [Problem(what, _where(seq), "custody cannot be shown") for seq, what in faults]
    mentioned = {
        value
        for seq, entry in readable(lines)
        if seq not in faulty
        for value in entry.values()
        if isinstance(value, str)
    }
    stored = frozenset(EvidenceStore(case.path / "evidence").hashes())
    unvouched = stored - mentioned
    problems += [
        Problem(
            "no sound entry of the custody log mentions this file",
            f"evidence/{sha256[:2]}/{sha256}.zst",
            "claims that rest on it alone fall",
        )
        for sha256 in sorted(unvouched)
    ]
    return Outcome("custody", len(lines), tuple(problems)), unvouched


def split_lines(log: bytes) -> list[bytes]:
    """Return the lines of a log with their ends."""
    return io.BytesIO(log).readlines()


def readable(lines: list[bytes]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the entries that can be read with the number of their line, from 1."""
    for seq, line in enumerate(lines, start=1):
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(entry, dict):
            yield seq, entry


def badly_written(lines: list[bytes]) -> list[int]:
    """Return the numbers of entries that say what they said, but are not written as they were."""
    return [seq for seq, entry in readable(lines) if lines[seq - 1] != _canonical(entry)]


def _where(seq: int) -> str:
    return f"evidence/custody.jsonl:{seq}" if seq else "evidence/custody.head"


def _canonical(entry: dict[str, Any]) -> bytes:
    return json.dumps(entry, sort_keys=True, separators=(",", ":")).encode() + b"\n"
