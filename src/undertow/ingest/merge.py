"""Stage ``merge``: records to accounts, snapshots, posts, media and engagement."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from undertow.engine import connect
from undertow.errors import CaseError
from undertow.ingest import merge_sql
from undertow.ingest.id_times import account_times
from undertow.ingest.time_checks import account_contradictions, post_contradictions
from undertow.schema import (
    Accounts,
    AccountSnapshots,
    CoverageWarnings,
    Engagement,
    Media,
    Posts,
    ProfileChanges,
    Records,
    Table,
    TableSpec,
)
from undertow.settings import NoSettings

Part: TypeAlias = tuple[type[TableSpec], Iterable[pa.RecordBatch]]
# A part of what the engine keeps of every record cannot be spilled: a million that are all
# different fail in 200 MB and pass in 250, a million that are there thrice pass in 300.
_BYTES_PER_RECORD = 400
_LEAST_BYTES = 400_000_000
_BATCH_ROWS = 1 << 13


def merge_files(
    records: Sequence[Path], settings: NoSettings, *, rng_seed: int, spill: Path
) -> Iterator[Part]:
    """Merge what many records say about a post or an account into one row each.

    Parameters
    ----------
    records : sequence of Path
        Files of the table ``records``, duplicates included.
    settings : NoSettings
        Nothing can be set.
    rng_seed : int
        Not used: nothing here is random.
    spill : Path
        Folder for what does not fit in memory; removed at the end.

    Yields
    ------
    (type[TableSpec], iterable of pa.RecordBatch)
        ``accounts``, ``account_snapshots``, ``profile_changes``, ``posts``, ``media``,
        ``engagement``, ``coverage_warnings``, each in the order of its key.

    Notes
    -----
    The newest observed value that is not missing wins, field by field; equally new ones are told
    apart by the hash of their bytes, so the order of records and files never matters. An account
    exists when it wrote something or a profile of it was collected; one that was only answered
    does not. Its age is that of its id where no record gives one and the platform writes times into
    ids. A field is known to be absent when some record says so and none has a value.

    O(n log n) in records. The engine spills to disk beyond 400 MB, or 400 bytes a record where that
    is more.
    """
    shutil.rmtree(spill, ignore_errors=True)  # what a killed run left
    memory = f"{_memory_bytes(records)}B"
    engine = connect(memory_limit=memory, temp_directory=str(spill))
    try:
        files = [str(file) for file in records]
        if files:
            engine.read_parquet(files).create_view("records")
        else:
            engine.register("records", Records.arrow_schema().empty_table())
        yield from _parts(engine)
    except duckdb.Error as error:
        raise _failed(error) from error
    finally:
        engine.close()
        shutil.rmtree(spill, ignore_errors=True)


def merge_records(
    records: Table[Records], settings: NoSettings, *, rng_seed: int
) -> tuple[Table[Any], ...]:
    """Merge records that are in memory; see :func:`merge_files`."""
    engine = connect()
    try:
        engine.register("records", records.arrow)
        return tuple(
            Table.checked(spec, pa.Table.from_batches(list(rows), spec.arrow_schema()))
            for spec, rows in _parts(engine)
        )
    finally:
        engine.close()


def _parts(engine: duckdb.DuckDBPyConnection) -> Iterator[Part]:
    """Yield the tables that the view ``records`` gives, one after the other."""
    engine.execute("SET TimeZone = 'UTC'")
    engine.execute("SET preserve_insertion_order = false")
    # What a join keeps in memory is its right side as written: the narrow one, never texts.
    engine.execute("SET disabled_optimizers = 'build_side_probe_side'")
    for statement in merge_sql.PREPARED:
        engine.execute(statement)
    wrong: list[pa.RecordBatch] = []
    yield Accounts, _with_id_times(_sorted(engine, Accounts, merge_sql.ACCOUNTS), wrong)
    for spec, query in (
        (AccountSnapshots, merge_sql.SNAPSHOTS),
        (ProfileChanges, merge_sql.CHANGES),
        (Posts, merge_sql.POSTS),
        (Media, merge_sql.MEDIA),
        (Engagement, merge_sql.ENGAGEMENT),
    ):
        yield spec, _sorted(engine, spec, query)
    # Accounts sort before posts: "account_..." and "post_..." are the first part of the key.
    yield CoverageWarnings, [*wrong, *post_contradictions(engine)]


def _sorted(
    engine: duckdb.DuckDBPyConnection, spec: type[TableSpec], query: str
) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a query as a table has them."""
    names = ", ".join(f'"{name}"' for name in spec.arrow_schema().names)
    key = ", ".join(spec.key)
    ordered = engine.sql(f"SELECT {names} FROM ({query}) ORDER BY {key}")  # noqa: S608 (own names)
    try:
        for batch in ordered.to_arrow_reader(_BATCH_ROWS):
            yield batch.cast(spec.arrow_schema())
    except (duckdb.Error, OSError) as error:  # of the engine, told by Arrow
        raise _failed(error) from error


def _memory_bytes(records: Sequence[Path]) -> int:
    try:
        n_records: int = sum(pq.read_metadata(file).num_rows for file in records)
    except (pa.ArrowException, OSError) as error:
        raise _failed(error) from error
    return max(_LEAST_BYTES, _BYTES_PER_RECORD * n_records)


def _failed(error: Exception) -> CaseError:
    what = str(error).partition("\n")[0]  # the engine goes on with advice that is not for users
    return CaseError(
        f"records could not be merged: {what}; make room in memory and on the disk and run "
        "`undertow analyze`"
    )


def _with_id_times(
    accounts: Iterable[pa.RecordBatch], wrong: list[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """Fill ages that no record gives with those that ids tell; the source column says so."""
    for batch in accounts:
        told = account_times(batch.column("platform"), batch.column("native_id"))
        wrong.append(account_contradictions(batch, told))
        is_told = pc.and_(pc.is_null(batch.column("created_at")), pc.is_valid(told))
        is_rough = pc.equal(batch.column("platform"), "tiktok")
        filled = {
            "created_at": told,
            "created_precision": pc.if_else(is_rough, "estimate", "second"),
            "created_source": pa.scalar("id_derived"),
        }
        columns = [
            pc.if_else(is_told, filled[name], batch.column(name))
            if name in filled
            else batch.column(name)
            for name in batch.schema.names
        ]
        yield pa.RecordBatch.from_arrays(columns, schema=batch.schema)
