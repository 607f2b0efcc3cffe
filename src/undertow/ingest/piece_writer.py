"""The rows of a piece of a file, in two steps: what it holds, then what became of each record.

While a piece is read nobody knows which of its records the case holds already, nor how many lines
the pieces before it have. So observations and quarantine are kept as they are read, and written to
their tables when both are known; records need neither and are written at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from undertow.case import Case
from undertow.ingest.id_times import id_lags
from undertow.ingest.outcomes import Accepted, Rejected
from undertow.ingest.partitions import draft, writer_for
from undertow.ingest.physical import Physical
from undertow.ingest.record import MappedRecord
from undertow.schema import Observations, Quarantine, Records, TableSpec

if TYPE_CHECKING:
    from undertow.ingest.part import Part

_MAPPED = MappedRecord.__struct_fields__
_PLACE = ("record_no", "raw_sha256", "line", "byte_offset", "byte_length", "json_path")
_PART = ("member", "format_id", "mapper_version", "source_url")
_PartOf: TypeAlias = tuple[str | None, str | None, str | None, str | None]
_BATCH_ROWS = 4_000
_BATCH_BYTES = 8 << 20
_GROUP_ROWS = 2 * _BATCH_ROWS
_HELD = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)


class PieceWriter:
    """Collects the outcomes of one piece of a file and writes them in batches.

    Parameters
    ----------
    case : Case
        Opened for writing.
    file_sha256, file_name : str
        The file.
    piece : int
        Number of the piece.
    """

    def __init__(self, case: Case, file_sha256: str, file_name: str, piece: int = 0) -> None:
        self._source = {"file_sha256": file_sha256, "file_name": file_name}
        self._part: _PartOf = (None, None, None, None)
        self._entered: list[tuple[int, _PartOf]] = []
        self._n_bytes = 0
        self._rows: list[tuple[Any, ...]] = []
        self._places: list[tuple[Any, ...]] = []
        self._rejected: list[dict[str, Any]] = []
        self._group: list[pa.Table] = []
        records = draft(case, Records, file_sha256, piece, ".final")
        self._records = writer_for(Records.arrow_schema(), records)
        self._held = {
            spec: _hold(spec, draft(case, spec, file_sha256, piece))
            for spec in (Observations, Quarantine)
        }

    def enter(self, part: Part) -> None:
        """Go on to another part of the file: what follows lies in it and is read in its format."""
        spec = part.spec
        version = spec.mapper_version if spec else None
        self._part = (part.member, spec.format_id if spec else None, version, part.source_url)
        self._enter()

    def _enter(self) -> None:
        self._entered.append((len(self._rows), self._part))

    def add_bytes(self, n_bytes: int) -> None:
        """Count the bytes of a physical record; when enough are held they are written."""
        self._n_bytes += n_bytes
        if self._n_bytes >= _BATCH_BYTES or len(self._rows) >= _BATCH_ROWS:
            self._write()

    def accept(self, record_no: int, where: Physical, outcome: Accepted) -> None:
        """Add a record that was read."""
        self._rows.append(msgspec.structs.astuple(outcome.record))
        self._places.append(
            (
                record_no,
                where.sha256,
                where.line,
                where.byte_offset,
                where.byte_length,
                outcome.json_path,
            )
        )

    def accept_columns(self, records: pa.RecordBatch, places: pa.RecordBatch) -> None:
        """Add many records of one part at once.

        Parameters
        ----------
        records : (n,) pa.RecordBatch
            With the fields of :class:`undertow.ingest.record.MappedRecord`.
        places : (n,) pa.RecordBatch
            Where they lie: ``record_no`` and the columns after it in ``observations``.
        """
        self._write()
        if not records.num_rows:
            return
        columns = {
            name: batch.column(name) for batch in (records, places) for name in batch.schema.names
        }
        values = zip(_PART, self._part, strict=True)
        columns |= {
            name: pa.repeat(pa.scalar(value, pa.string()), records.num_rows)
            for name, value in values
        }
        self._write_accepted(columns, records.num_rows)

    def reject(self, record_no: int, where: Physical, outcome: Rejected) -> None:
        """Add a record that could not be read."""
        member, format_id, mapper_version, _ = self._part
        self._rejected.append(
            {
                "quarantine_id": f"{self._source['file_sha256'][:16]}-{record_no:09d}",
                "line": where.line,
                "byte_offset": where.byte_offset,
                "byte_length": where.byte_length,
                "raw_sha256": where.sha256,
                "stage": outcome.stage,
                "reason_code": outcome.reason_code,
                "json_path": outcome.json_path,
                "message": outcome.message,
                "member": member,
                "format_id": format_id,
                "mapper_version": mapper_version,
                **self._source,
            }
        )

    def finish(self) -> None:
        """Write what is held; the drafts can then be settled."""
        self._write()
        self._write_group()
        self.close()

    def close(self) -> None:
        """Close the drafts, complete or not."""
        self._records.close()
        for held in self._held.values():
            held.close()

    def _write(self) -> None:
        self._n_bytes = 0
        if self._rows:
            columns: dict[str, Any] = dict(zip(_MAPPED, zip(*self._rows, strict=True), strict=True))
            columns |= zip(_PLACE, zip(*self._places, strict=True), strict=True)
            columns |= self._part_columns()
            self._write_accepted(columns, len(self._rows))
            self._rows, self._places, self._entered = [], [], []
            self._enter()
        if self._rejected:
            schema = _held_schema(Quarantine)
            rows = pa.RecordBatch.from_pylist(self._rejected, schema=schema)
            self._held[Quarantine].write_batch(rows)
            self._rejected = []

    def _write_accepted(self, columns: dict[str, Any], n_rows: int) -> None:
        """Write columns of records and observations, by name."""
        columns |= {name: pa.repeat(value, n_rows) for name, value in self._source.items()}
        schema = Records.arrow_schema()
        for name in ("platform", "id", "kind", "created_at", "created_source", "record_no"):
            kind = pa.int64() if name == "record_no" else schema.field(name).type
            columns[name] = _array(columns[name], kind)
        lags = id_lags(*(columns[name] for name in ("platform", "id", "kind", "created_at")))
        is_claimed = pc.equal(columns["created_source"], "field")
        columns["created_id_lag_s"] = pc.if_else(is_claimed, lags, None)
        columns["obs_id"] = _identifiers(self._source["file_sha256"], columns["record_no"])
        self._add_records(pa.Table.from_arrays(_of(schema, columns), schema=schema))
        schema = _held_schema(Observations)
        batch = pa.RecordBatch.from_arrays(_of(schema, columns), schema=schema)
        self._held[Observations].write_batch(batch)

    def _add_records(self, rows: pa.Table) -> None:
        """Write records when there are enough: a group of rows costs something for every column."""
        self._group.append(rows)
        held = sum(table.num_rows for table in self._group)
        n_bytes = sum(table.nbytes for table in self._group)
        if held >= _GROUP_ROWS or n_bytes >= _BATCH_BYTES:
            self._write_group()

    def _write_group(self) -> None:
        if self._group:
            self._records.write_table(pa.concat_tables(self._group).combine_chunks())
            self._group = []

    def _part_columns(self) -> dict[str, pa.Array]:
        """Return what is the same for all records of a part, repeated for each of them."""
        starts = [start for start, _ in self._entered]
        lengths = np.diff([*starts, len(self._rows)])
        index = np.repeat(np.arange(len(starts)), lengths)
        values = zip(*(part for _, part in self._entered), strict=True)
        return {
            name: pa.array(column, pa.string()).take(pa.array(index))
            for name, column in zip(_PART, values, strict=True)
        }


def settle(
    case: Case, file_sha256: str, piece: int, n_lines_before: int, is_first: NDArray[np.bool_]
) -> None:
    """Write the observations and the quarantine of a piece as their tables have them.

    Parameters
    ----------
    case : Case
        Opened for writing.
    file_sha256 : str
        The file.
    piece : int
        Number of the piece, which was read to its end.
    n_lines_before : int
        Lines in the pieces before it.
    is_first : (n_read,) bool
        Which of the records that were read, in their order, the case did not hold.
    """
    start = 0
    for spec in (Observations, Quarantine):
        schema = spec.arrow_schema()
        with writer_for(schema, draft(case, spec, file_sha256, piece, ".final")) as writer:
            for batch in _read(draft(case, spec, file_sha256, piece)):
                columns = dict(zip(batch.schema.names, batch.columns, strict=True))
                columns["line"] = pc.add(columns["line"], n_lines_before)
                if spec is Observations:
                    part = is_first[start : start + batch.num_rows]
                    columns["outcome"] = pa.array(np.where(part, "accepted", "duplicate"))
                    start += batch.num_rows
                writer.write_table(pa.Table.from_arrays(_of(schema, columns), schema=schema))
        draft(case, spec, file_sha256, piece).unlink()


def _identifiers(file_sha256: str, record_no: pa.Array) -> pa.Array:
    numbers = pc.utf8_lpad(record_no.cast(pa.string()), 9, "0")
    return pc.binary_join_element_wise(file_sha256[:16], numbers, "-")


def _held_schema(spec: type[TableSpec]) -> pa.Schema:
    """Return the schema of what is held: observations have no outcome until the end."""
    schema = spec.arrow_schema()
    index = schema.get_field_index("outcome")
    return schema.remove(index) if index >= 0 else schema


def _hold(spec: type[TableSpec], path: Path) -> pa.ipc.RecordBatchFileWriter:
    path.parent.mkdir(parents=True, exist_ok=True)
    return pa.ipc.new_file(str(path), _held_schema(spec), options=_HELD)


def _read(path: Path) -> Iterator[pa.RecordBatch]:
    with pa.OSFile(str(path)) as file, pa.ipc.open_file(file) as held:
        for index in range(held.num_record_batches):
            yield held.get_batch(index)


def _of(schema: pa.Schema, columns: dict[str, Any]) -> list[pa.Array]:
    """Return the columns of a schema; one without any value costs nothing."""
    return [_array(columns[field.name], field.type) for field in schema]


def _array(values: Any, kind: pa.DataType) -> pa.Array:
    if isinstance(values, pa.Array):
        return values
    if values.count(None) == len(values):
        return pa.nulls(len(values), kind)
    return pa.array(values, kind)
