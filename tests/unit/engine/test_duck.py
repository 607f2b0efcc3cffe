"""The default engine: scans, keeps, spills and forgets."""

from __future__ import annotations

from pathlib import Path

import duckdb
import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from undertow.engine import DuckDBEngine, Limits, connect, failures_told, register
from undertow.errors import EngineError
from undertow.schema import StoredTable, Table, Targets

NUMBERS = pa.table({"n": pa.array(range(10), pa.int64())})


@pytest.fixture
def stored(tmp_path: Path, rows_of) -> StoredTable[Targets]:  # type: ignore[no-untyped-def]
    """A table in a file, whose rows must not be read whole."""
    rows = Table.checked(Targets, rows_of(Targets, {"target_id": "t1"}, {"target_id": "t2"}))
    file = tmp_path / "part-0.parquet"
    pq.write_table(rows.arrow, file)

    def read() -> Table[Targets]:
        raise AssertionError("read whole")

    return StoredTable(Targets, [str(file)], 2, read)


def test_tables_in_memory_and_in_files_are_scanned_alike(stored: StoredTable[Targets]) -> None:
    with DuckDBEngine() as engine:
        assert engine.to_arrow(engine.scan(NUMBERS)).equals(NUMBERS)
        assert engine.to_arrow(engine.scan(stored).select("target_id")).num_rows == 2
    with connect() as connection:
        register(connection, "targets", stored)
        register(connection, "numbers", NUMBERS)
        found = connection.sql("SELECT target_id FROM targets JOIN numbers ON n = 0").fetchall()
    assert sorted(found) == [("t1",), ("t2",)]


def test_a_table_in_files_tells_what_it_can_without_being_read(
    stored: StoredTable[Targets],
) -> None:
    assert stored.n_rows == 2
    assert stored.columns("target_id").column(0).to_pylist() == ["t1", "t2"]
    with pytest.raises(AssertionError, match="read whole"):
        _ = stored.arrow


def test_a_table_in_files_is_read_once(stored: StoredTable[Targets]) -> None:
    calls: list[int] = []

    def read() -> Table[Targets]:
        calls.append(1)
        return Table.empty(Targets)

    table = StoredTable(Targets, stored.files, 0, read)
    assert table.arrow is table.arrow
    assert table.columns("name").column_names == ["name"]
    assert calls == [1]


def test_what_is_kept_is_not_what_it_was_made_from(stored: StoredTable[Targets]) -> None:
    with DuckDBEngine() as engine:
        kept = engine.materialise(engine.scan(stored))
        again = engine.materialise(kept)
        Path(stored.files[0]).unlink()
        assert engine.to_arrow(again).num_rows == 2


def test_release_forgets_views_and_tables(stored: StoredTable[Targets]) -> None:
    with DuckDBEngine() as engine:
        kept = engine.materialise(engine.scan(stored))
        engine.release()
        with pytest.raises(duckdb.CatalogException):
            engine.to_arrow(kept)
        assert engine.to_arrow(engine.materialise(engine.scan(NUMBERS))).num_rows == 10


def test_an_engine_that_was_never_used_closes() -> None:
    with DuckDBEngine() as engine:
        engine.release()


def test_days_are_days_in_utc() -> None:
    at = pa.table({"at": pa.array([23 * 3600 * 10**6], pa.timestamp("us", tz="UTC"))})
    with DuckDBEngine() as engine:
        day = engine.to_arrow(engine.scan(at).select(day=lambda t: t["at"].date()))
    assert str(day.column("day")[0]) == "1970-01-01"


def test_what_does_not_fit_in_memory_goes_to_the_disk_and_comes_back(tmp_path: Path) -> None:
    n_rows = 1_000_000
    rows = pa.table(
        {"n": np.random.default_rng(1).permutation(n_rows), "pad": ["x" * 100] * n_rows}
    )
    with DuckDBEngine(Limits(64_000_000, threads=1, spill=tmp_path / "not" / "yet")) as engine:
        kept = engine.materialise(engine.scan(rows))
        spilled = sum(f.stat().st_size for f in tmp_path.rglob("*") if f.is_file())
        total = engine.to_arrow(kept.aggregate(n=kept.n.sum(), rows=kept.count())).to_pylist()
    assert spilled > 1_000_000
    assert total == [{"n": n_rows * (n_rows - 1) // 2, "rows": n_rows}]


def test_too_little_memory_is_told_with_what_to_do(tmp_path: Path) -> None:
    text = pa.table({"n": pa.array(np.arange(400_000)), "pad": ["x" * 100] * 400_000})
    expected = r"stage s: Out of Memory.*--memory"
    with (
        DuckDBEngine(Limits(4_000_000, threads=1, spill=tmp_path)) as engine,
        pytest.raises(EngineError, match=expected),
        failures_told("stage s"),
    ):
        engine.to_arrow(engine.scan(text).group_by("n").aggregate(all=ibis._.pad.collect()))
