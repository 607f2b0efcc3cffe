"""The custody log: its chain, its form, and the stored files it should mention."""

from __future__ import annotations

import json

from undertow.case import Case
from undertow.ingest.custody import CustodyLog
from undertow.ingest.evidence import EvidenceStore
from undertow.review.outcomes import Outcome, Problem


def check_custody(case: Case) -> tuple[Outcome, frozenset[str]]:
    """Check the custody log; return also the stored files that no sound entry mentions.

    The chain covers what the entries say, not how they are written: blanks are compared here.
    """
    log = CustodyLog.of(case)
    faults = log.check()
    faulty = {fault.seq for fault in faults}
    problems = [
        Problem(fault.message, _where(fault.seq), "custody cannot be shown")
        for fault in faults
    ]
    mentioned: set[str] = set()
    lines = log.path.read_bytes().splitlines(keepends=True) if log.path.exists() else []
    for number, line in enumerate(lines, start=1):
        entry = _entry(line)
        if entry is None or number in faulty:
            continue
        if line != _canonical(entry):
            problems.append(
                Problem(
                    "the entry is not written as the log writes it",
                    f"evidence/custody.jsonl:{number}",
                    "custody cannot be shown",
                )
            )
            continue
        mentioned.update(value for value in entry.values() if isinstance(value, str))
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


def _where(seq: int) -> str:
    return f"evidence/custody.jsonl:{seq}" if seq else "evidence/custody.head"


def _entry(line: bytes) -> dict[str, object] | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) else None


def _canonical(entry: dict[str, object]) -> bytes:
    return json.dumps(entry, sort_keys=True, separators=(",", ":")).encode() + b"\n"
