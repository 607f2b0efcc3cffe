"""Coverage of one file: what it held, what was left out, what threads say is missing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from undertow.ingest.evidence import StoredFile
from undertow.schema import Coverage


def coverage_rows(
    file: StoredFile,
    format_id: str | None,
    *,
    counts: tuple[int, int, int],
    ignored: Mapping[str, int],
    declared: Mapping[tuple[str, str], int],
    note: str,
    records: Path,
) -> pa.Table:
    """Return the rows of ``coverage`` for a file.

    Parameters
    ----------
    file : StoredFile
        The file.
    format_id : str or None
        Format it was read in.
    counts : (int, int, int)
        Records accepted, seen before, and in quarantine.
    ignored : mapping
        Rule -> records left out.
    declared : mapping
        (platform, id of a post) -> answers it has according to the source.
    note : str
        Why the format was chosen, or why the file could not be read.
    records : Path
        Draft of the records of the file.
    """
    common = {"file_sha256": file.sha256, "file_name": file.name, "format_id": format_id}
    n_accepted, n_duplicate, n_quarantined = counts
    n_ignored = sum(ignored.values())
    first_at, last_at = _span(records)
    rows: list[dict[str, Any]] = [
        common
        | _counted(n_accepted, n_duplicate, n_ignored, n_quarantined)
        | {"scope": "file", "scope_id": "", "first_at": first_at, "last_at": last_at, "note": note}
    ]
    for rule, n_rule in ignored.items():
        rows.append(
            common | _counted(0, 0, n_rule, 0) | {"scope": "ignored_rule", "scope_id": rule}
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


def _span(records: Path) -> tuple[Any, Any]:
    """Return the times of the first and last post, a row group at a time."""
    file = pq.ParquetFile(records)
    spans = [
        pc.min_max(file.read_row_group(index, columns=["created_at"]).column(0))
        for index in range(file.num_row_groups)
    ]
    first = [span["min"].as_py() for span in spans if span["min"].is_valid]
    last = [span["max"].as_py() for span in spans if span["max"].is_valid]
    return min(first, default=None), max(last, default=None)


def _delivered(
    declared: Mapping[tuple[str, str], int], records: Path
) -> dict[tuple[str, str], int]:
    """Count the distinct answers delivered to each post that declares some."""
    if not declared:
        return {}
    platforms, ids = zip(*declared, strict=True)
    engine = duckdb.connect()
    try:
        engine.register("threads", pa.table({"platform": platforms, "in_reply_to_id": ids}))
        rows = engine.execute(
            """
            SELECT platform, in_reply_to_id, count(DISTINCT record_uid)
            FROM read_parquet(?) SEMI JOIN threads USING (platform, in_reply_to_id)
            GROUP BY ALL
            """,
            [str(records)],
        ).fetchall()
    finally:
        engine.close()
    return {(platform, thread_id): n_seen for platform, thread_id, n_seen in rows}
