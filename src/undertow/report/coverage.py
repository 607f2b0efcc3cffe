"""What was read, and what became of it, summed over all files."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from undertow.case import Case
from undertow.report.reading import read_columns
from undertow.schema import Coverage, Quarantine

OUTCOMES = ("n_accepted", "n_duplicate", "n_ignored", "n_quarantined")


@dataclass(frozen=True, slots=True)
class PlatformCoverage:
    """What was seen of a platform."""

    platform: str
    n_accepted: int
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class CoverageSummary:
    """Coverage of a case.

    Attributes
    ----------
    n_files : int
        Files read.
    n_missing : int
        Records that threads declare and the captures do not hold.
    totals : dict
        ``n_records`` and each outcome.
    platforms : tuple of PlatformCoverage
        By name.
    ignored, quarantined : tuple of (str, int)
        Rules and reasons, most records first.
    """

    n_files: int
    n_missing: int
    totals: dict[str, int]
    platforms: tuple[PlatformCoverage, ...]
    ignored: tuple[tuple[str, int], ...]
    quarantined: tuple[tuple[str, int], ...]


def read_coverage(case: Case) -> CoverageSummary:
    """Sum the coverage table."""
    rows = case.read(Coverage).arrow.to_pylist()
    files = [row for row in rows if row["scope"] == "file"]
    ignored: Counter[str] = Counter()
    for row in rows:
        if row["scope"] == "ignored_rule":
            ignored[row["scope_id"]] += row["n_ignored"]
    reasons = read_columns(case, Quarantine, ["reason_code"]).column("reason_code").to_pylist()
    return CoverageSummary(
        n_files=len(files),
        n_missing=sum(row["n_missing"] or 0 for row in rows if row["scope"] == "thread"),
        totals={name: sum(row[name] for row in files) for name in ("n_records", *OUTCOMES)},
        platforms=tuple(_platforms(rows)),
        ignored=_ranked(ignored),
        quarantined=_ranked(Counter(reasons)),
    )


def _platforms(rows: list[dict[str, Any]]) -> list[PlatformCoverage]:
    days: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row["scope"] == "platform_day":
            days.setdefault(row["scope_id"].split("/")[0], []).append(row)
    return [
        PlatformCoverage(
            platform,
            sum(row["n_accepted"] for row in days[platform]),
            min((row["first_at"] for row in days[platform] if row["first_at"]), default=None),
            max((row["last_at"] for row in days[platform] if row["last_at"]), default=None),
        )
        for platform in sorted(days)
    ]


def _ranked(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
