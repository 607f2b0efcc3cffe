"""The merge keeps within its memory and spills, whatever the number of posts."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from undertow.errors import CaseError
from undertow.ingest import merge, merge_files, merge_records
from undertow.schema import Posts, Records, Table
from undertow.settings import NoSettings

N_POSTS = 60_000
TEXT = "A text of the length that posts have, with a few words more to fill the memory. " * 4


@pytest.fixture(scope="module")
def records() -> pa.Table:
    """Posts that answer one another, with long texts, all with authors."""
    schema = Records.arrow_schema()
    columns: dict[str, Any] = {field.name: pa.nulls(N_POSTS, field.type) for field in schema}
    at = pa.scalar(datetime(2023, 9, 2, tzinfo=UTC), schema.field("created_at").type)
    uids = [str(number) for number in range(N_POSTS)]
    columns |= {
        "file_sha256": pa.repeat("f" * 64, N_POSTS),
        "record_no": pa.array(range(N_POSTS)),
        "record_uid": pa.array([f"x:{uid}" for uid in uids]),
        "raw_sha256": pa.array([f"{number:064x}" for number in range(N_POSTS)]),
        "platform": pa.repeat("x", N_POSTS),
        "id": pa.array(uids),
        "author_id": pa.array([str(number % 9000) for number in range(N_POSTS)]),
        "in_reply_to_id": pa.array([str(number // 2) for number in range(N_POSTS)]),
        "created_at": pa.repeat(at, N_POSTS),
        "created_precision": pa.repeat("second", N_POSTS),
        "created_source": pa.repeat("field", N_POSTS),
        "kind": pa.repeat("reply", N_POSTS),
        "text": pa.array([f"{uid} {TEXT}" for uid in uids]),
    }
    return pa.table([columns[name] for name in schema.names], schema=schema)


def test_a_merge_that_does_not_fit_spills(
    records: pa.Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "records.parquet"
    pq.write_table(records, file, row_group_size=4000)
    # Joins that hold whole posts fail in this and in half as much again.
    monkeypatch.setattr(merge, "_LEAST_BYTES", 100_000_000)
    spilled = tmp_path / "spill"
    merged = {
        spec: pa.Table.from_batches(list(rows), spec.arrow_schema())
        for spec, rows in merge_files([file], NoSettings(), rng_seed=0, spill=spilled)
    }
    in_memory = merge_records(Table.checked(Records, records), NoSettings(), rng_seed=0)
    whole = {table.spec: table.arrow for table in in_memory}
    assert {spec: table.combine_chunks() for spec, table in merged.items()} == whole
    assert merged[Posts].num_rows == N_POSTS
    assert not spilled.exists()


def test_more_records_get_more_memory(records: pa.Table, tmp_path: Path) -> None:
    file = tmp_path / "records.parquet"
    pq.write_table(records, file)
    assert merge._memory_bytes([]) == merge._memory_bytes([file]) == 400_000_000
    assert merge._memory_bytes([file] * 100) == 100 * N_POSTS * 400


def test_a_damaged_table_is_told_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "records.parquet"
    file.write_bytes(b"PAR1 damaged")
    with pytest.raises(CaseError, match="records could not be merged") as caught:
        list(merge_files([file], NoSettings(), rng_seed=0, spill=tmp_path / "spill"))
    assert "\n" not in str(caught.value)
