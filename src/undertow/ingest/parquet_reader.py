"""Reader of Parquet: rows of one physical record, the file itself."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, cast

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from undertow.ingest.container import Limits
from undertow.ingest.formats.spec import FormatSpec
from undertow.ingest.mapping import Reading, below, mapped, required
from undertow.ingest.outcomes import Rejected
from undertow.ingest.physical import Physical
from undertow.ingest.zip_directory import RandomAccess

_BATCH_ROWS = 2_000
_ROW_GROUP_DOCUMENTS = 8
_DAMAGE = (pa.ArrowException, OSError, ValueError)


def parquet_columns(source: RandomAccess) -> tuple[str, ...]:
    """Return the column names of a Parquet file; none when it is damaged."""
    buffered = io.BufferedReader(cast("io.RawIOBase", source))
    try:
        return tuple(pq.ParquetFile(buffered).schema_arrow.names)
    except _DAMAGE:
        return ()
    finally:
        buffered.detach()  # or the source would be closed with it


def read_parquet(
    source: RandomAccess, whole: Physical, spec: FormatSpec, limits: Limits
) -> Reading:
    """Read the rows of a Parquet file, a batch at a time.

    Parameters
    ----------
    source : RandomAccess
        The file.
    whole : Physical
        The file as a physical record: rows have no bytes of their own.
    spec : FormatSpec
        Maps one row.
    limits : Limits
        A row group longer than eight documents is refused.
    """
    map_object = required(spec.map_object)
    index = 0
    buffered = io.BufferedReader(cast("io.RawIOBase", source))
    try:
        file = pq.ParquetFile(buffered)
        largest = max(
            (file.metadata.row_group(i).total_byte_size for i in range(file.num_row_groups)),
            default=0,
        )
        if largest > _ROW_GROUP_DOCUMENTS * limits.held_bytes:
            message = f"a row group is {largest} bytes long: write smaller row groups"
            yield whole, (Rejected("container", "row_group_too_long", None, message),)
            return
        for batch in file.iter_batches(batch_size=_BATCH_ROWS, use_threads=False):
            for row in _rows(batch):
                outcomes = (row,) if isinstance(row, Rejected) else mapped(map_object, row)
                yield whole, below(outcomes, index)
                index += 1
    except _DAMAGE as error:
        message = f"the Parquet data is damaged after row {index}: {error}"
        yield whole, (Rejected("container", "damaged_parquet", None, message),)
    finally:
        buffered.detach()


def _rows(batch: pa.RecordBatch) -> Iterator[dict[str, Any] | Rejected]:
    """Yield rows as plain values; a row that holds what Python cannot is rejected alone."""
    try:
        yield from _plain(batch)
        return
    except Exception as error:  # hostile content must never end an import
        if batch.num_rows == 1:
            message = f"a value of the row cannot be read ({type(error).__name__}: {error})"
            yield Rejected("schema", "bad_value", "$", message)
            return
    for index in range(batch.num_rows):
        yield from _rows(batch.slice(index, 1))


def _plain(batch: pa.RecordBatch) -> list[dict[str, Any]]:
    """Return rows as plain values; nanoseconds are cut, and any zone is given as UTC."""
    columns = [
        pc.cast(column, options=_in_microseconds(column.type))
        if pa.types.is_timestamp(column.type)
        else column
        for column in batch.columns
    ]
    rows: list[dict[str, Any]] = pa.RecordBatch.from_arrays(
        columns, names=batch.schema.names
    ).to_pylist()
    return rows


def _in_microseconds(kind: pa.TimestampType) -> pc.CastOptions:
    zone = None if kind.tz is None else "UTC"
    return pc.CastOptions(pa.timestamp("us", zone), allow_time_truncate=True)
