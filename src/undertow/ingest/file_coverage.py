"""Coverage of one file: what it held, what was left out, what threads say is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from undertow.engine import connect
from undertow.ingest.evidence import StoredFile
from undertow.ingest.report import FileReport, MemberReport, Tally
from undertow.schema import Coverage


def coverage_rows(
    file: StoredFile, report: FileReport, tally: Tally, records: Sequence[Path]
) -> pa.Table:
    """Return the rows of ``coverage`` for a file.

    Parameters
    ----------
    file : StoredFile
        The file.
    report : FileReport
        What became of it.
    tally : Tally
        What was counted while it was read.
    records : sequence of Path
        Drafts of the records of the file.
    """
    common = {"file_sha256": file.sha256, "file_name": file.name, "format_id": report.format_id}
    declared = tally.declared
    first_at, last_at = _span(records)
    rows: list[dict[str, Any]] = [
        common
        | _counted(report.n_accepted, report.n_duplicate, report.n_ignored, report.n_quarantined)
        | {
            "scope": "file",
            "scope_id": "",
            "encoding": tally.encoding,
            "first_at": first_at,
            "last_at": last_at,
            "note": report.problem or "; ".join(report.detection),
        }
    ]
    rows += (common | row for row in _member_rows(report.members))
    for rule, n_rule in report.ignored.items():
        rows.append(
            common | _counted(0, 0, n_rule, 0) | {"scope": "ignored_rule", "scope_id": rule}
        )
    for name, warning in tally.warnings.items():
        rows.append(
            common | _counted(0, 0, 0, 0) | {"scope": "warning", "scope_id": name, "note": warning}
        )
    delivered = _delivered(declared, records)
    for (platform, thread_id), n_declared in declared.items():
        n_seen = delivered.get((platform, thread_id), 0)
        rows.append(
            common
            | _counted(n_seen, 0, 0, 0)
            | {
                "scope": "thread",
                "scope_id": f"{platform}:{thread_id}",
                "n_declared": n_declared,
                "n_missing": max(0, n_declared - n_seen),
            }
        )
    return pa.Table.from_pylist(rows, schema=Coverage.arrow_schema())


def _member_rows(members: Sequence[MemberReport]) -> Iterator[dict[str, Any]]:
    """Yield a row a member, whatever the number of formats in it."""
    by_name: dict[str, list[MemberReport]] = {}
    for member in members:
        if member.name is not None:
            by_name.setdefault(member.name, []).append(member)
    for name, parts in by_name.items():
        formats = {part.format_id for part in parts if part.format_id}
        yield _counted(
            sum(part.n_accepted for part in parts),
            sum(part.n_duplicate for part in parts),
            sum(part.n_ignored for part in parts),
            sum(part.n_quarantined for part in parts),
        ) | {
            "scope": "member",
            "scope_id": name,
            "format_id": formats.pop() if len(formats) == 1 else None,
            "note": "; ".join(reason for part in parts for reason in part.detection),
        }


def _counted(
    n_accepted: int, n_duplicate: int, n_ignored: int, n_quarantined: int
) -> dict[str, int]:
    return {
        "n_records": n_accepted + n_duplicate + n_ignored + n_quarantined,
        "n_accepted": n_accepted,
        "n_duplicate": n_duplicate,
        "n_ignored": n_ignored,
        "n_quarantined": n_quarantined,
    }


def _span(records: Sequence[Path]) -> tuple[Any, Any]:
    """Return the times of the first and last post, as the statistics of the files give them."""
    times = []
    for path in records:
        metadata = pq.read_metadata(path)
        column = metadata.schema.names.index("created_at")
        for group in range(metadata.num_row_groups):
            statistics = metadata.row_group(group).column(column).statistics
            if statistics is not None and statistics.has_min_max:
                times += [statistics.min, statistics.max]
    return min(times, default=None), max(times, default=None)


def _delivered(
    declared: Mapping[tuple[str, str], int], records: Sequence[Path]
) -> dict[tuple[str, str], int]:
    """Count the distinct answers delivered to each post that declares some."""
    if not declared:
        return {}
    platforms, ids = zip(*declared, strict=True)
    engine = connect()
    try:
        engine.register("threads", pa.table({"platform": platforms, "in_reply_to_id": ids}))
        rows = engine.execute(
            """
            SELECT platform, in_reply_to_id, count(DISTINCT record_uid)
            FROM read_parquet(?) SEMI JOIN threads USING (platform, in_reply_to_id)
            GROUP BY ALL
            """,
            [[str(path) for path in records]],
        ).fetchall()
    finally:
        engine.close()
    return {(platform, thread_id): n_seen for platform, thread_id, n_seen in rows}
