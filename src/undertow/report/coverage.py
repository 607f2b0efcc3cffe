"""What was read, and what became of it, summed over all files."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from undertow.case import Case
from undertow.ingest import count_field_states
from undertow.report.reading import read_columns
from undertow.schema import Coverage, CoverageLedger, CoverageWarnings, Quarantine

_SHOWN = 20
OUTCOMES = ("n_accepted", "n_duplicate", "n_ignored", "n_quarantined")


@dataclass(frozen=True, slots=True)
class PlatformCoverage:
    """What was seen of a platform, and what its sources say is missing.

    Attributes
    ----------
    platform : str
        Its id.
    n_seen, n_deleted : int
        Posts in the case, and those of them that a source says are gone.
    n_missing : int or None
        Answers declared and not collected; None when no source declares any.
    first_at, last_at : datetime
        Days of the first and the last post.
    never_collected : tuple of str
        Fields that no record of the platform gives, known to be absent or with a value.
    """

    platform: str
    n_seen: int
    n_deleted: int
    n_missing: int | None
    first_at: datetime
    last_at: datetime
    never_collected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A record whose time is not the one in its id."""

    platform: str
    raw_sha256: str
    claimed_at: datetime
    id_at: datetime


@dataclass(frozen=True, slots=True)
class CoverageSummary:
    """Coverage of a case.

    Attributes
    ----------
    n_files : int
        Files read.
    n_missing : int
        Answers that threads declare and the captures do not hold.
    totals : dict
        ``n_records`` and each outcome.
    platforms : tuple of PlatformCoverage
        By name.
    n_targets_missing, n_target_answers_missing : int
        Officials on whose pages answers are missing, and these answers.
    contradictions : tuple of Contradiction
        The first records whose time is not the one in their id.
    n_contradictions : int
        Number of all of them.
    ignored, quarantined : tuple of (str, int)
        Rules and reasons, most records first.
    """

    n_files: int
    n_missing: int
    totals: dict[str, int]
    platforms: tuple[PlatformCoverage, ...]
    n_targets_missing: int
    n_target_answers_missing: int
    contradictions: tuple[Contradiction, ...]
    n_contradictions: int
    ignored: tuple[tuple[str, int], ...]
    quarantined: tuple[tuple[str, int], ...]


def read_coverage(case: Case) -> CoverageSummary:
    """Sum the coverage tables."""
    rows = case.read(Coverage).arrow.to_pylist()
    files = [row for row in rows if row["scope"] == "file"]
    ignored: Counter[str] = Counter()
    for row in rows:
        if row["scope"] == "ignored_rule":
            ignored[row["scope_id"]] += row["n_ignored"]
    reasons = read_columns(case, Quarantine, ["reason_code"]).column("reason_code").to_pylist()
    ledger = case.read(CoverageLedger).arrow
    warnings = case.read(CoverageWarnings).arrow
    threads = ledger.filter(pc.equal(ledger.column("scope"), "thread"))
    gaps = [row["n_missing_sum"] for row in _sums(ledger, "target_day") if row["n_missing_sum"]]
    return CoverageSummary(
        n_files=len(files),
        n_missing=pc.sum(threads.column("n_missing")).as_py() or 0,
        totals={name: sum(row[name] for row in files) for name in ("n_records", *OUTCOMES)},
        platforms=tuple(_platforms(case, ledger)),
        n_targets_missing=len(gaps),
        n_target_answers_missing=sum(gaps),
        contradictions=tuple(
            Contradiction(row["platform"], row["raw_sha256"], row["claimed_at"], row["id_at"])
            for row in warnings.slice(0, _SHOWN).to_pylist()
        ),
        n_contradictions=warnings.num_rows,
        ignored=_ranked(ignored),
        quarantined=_ranked(Counter(reasons)),
    )


def _sums(ledger: pa.Table, scope: str) -> list[dict[str, Any]]:
    """Return the sums over the days of a scope, by id."""
    own = ledger.filter(pc.equal(ledger.column("scope"), scope))
    parts = [(name, "sum") for name in ("n_seen", "n_missing", "n_deleted")]
    sums = own.group_by("scope_id").aggregate([*parts, ("day", "min"), ("day", "max")])
    rows: list[dict[str, Any]] = sums.sort_by("scope_id").to_pylist()
    return rows


def _platforms(case: Case, ledger: pa.Table) -> list[PlatformCoverage]:
    never: dict[str, list[str]] = {}
    for row in count_field_states(case).to_pylist():
        if row["n_value"] + row["n_known_absent"] == 0:
            never.setdefault(row["platform"], []).append(row["field"])
    return [
        PlatformCoverage(
            row["scope_id"],
            row["n_seen_sum"],
            row["n_deleted_sum"],
            row["n_missing_sum"],
            row["day_min"],
            row["day_max"],
            tuple(never.get(row["scope_id"], ())),
        )
        for row in _sums(ledger, "platform_day")
    ]


def _ranked(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
