"""The rows of one file in the tables of a case, written so that a kill leaves nothing half-done.

A file has one Parquet file, its partition, in each of ``records``, ``observations``,
``quarantine`` and ``coverage``. All four are written under draft names and then renamed, coverage
last: a file with a partition in ``coverage`` is complete, any other partition is discarded.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from undertow.case import Case
from undertow.ingest.evidence import StoredFile
from undertow.ingest.outcomes import Accepted, Rejected
from undertow.ingest.physical import Physical
from undertow.ingest.record import MappedRecord
from undertow.schema import Coverage, Observations, Quarantine, Records, TableSpec

if TYPE_CHECKING:
    from undertow.ingest.part import Part

_TABLES: tuple[type[TableSpec], ...] = (Records, Observations, Quarantine, Coverage)
_MAPPED = MappedRecord.__struct_fields__
_PLACE = (
    *("record_no", "raw_sha256", "line", "byte_offset", "byte_length", "json_path"),
    *("member", "format_id", "mapper_version", "source_url"),
)
_PartOf: TypeAlias = tuple[str | None, str | None, str | None, str | None]
_BATCH_ROWS = 10_000
_BATCH_BYTES = 16 << 20


def partition(case: Case, spec: type[TableSpec], sha256: str) -> Path:
    """Return the partition of a file in a table."""
    return case.table_dir(spec) / f"{sha256[:16]}.parquet"


def is_complete(case: Case, sha256: str) -> bool:
    """Whether all partitions of a file are there."""
    return all(partition(case, spec, sha256).exists() for spec in _TABLES)


def discard(case: Case, sha256: str) -> None:
    """Remove the partitions of a file, the mark of completeness first."""
    for spec in reversed(_TABLES):
        partition(case, spec, sha256).unlink(missing_ok=True)


def discard_incomplete(case: Case) -> list[str]:
    """Remove drafts and partitions of files whose import was killed.

    Returns
    -------
    list of str
        First 16 digits of the SHA-256 of the files that have to be ingested again.
    """
    complete: set[str] | None = None
    found: set[str] = set()
    for spec in _TABLES:
        for draft in case.table_dir(spec).glob(".*.tmp"):
            draft.unlink()
        names = {file.stem for file in case.table_files(spec)}
        complete = names if complete is None else complete & names
        found |= names
    incomplete = sorted(found - (complete or set()))
    for name in incomplete:
        discard(case, name)
    return incomplete


class PartitionWriter:
    """Collects the outcomes of one file and writes them in batches.

    Parameters
    ----------
    case : Case
        Opened for writing.
    file : StoredFile
        The file.
    """

    def __init__(self, case: Case, file: StoredFile) -> None:
        self._case = case
        self._file = file
        self._source = {"file_sha256": file.sha256, "file_name": file.name}
        self._part: _PartOf = (None, None, None, None)
        self._n_bytes = 0
        self._rows: list[tuple[Any, ...]] = []
        self._places: list[tuple[Any, ...]] = []
        self._rejected: list[dict[str, Any]] = []
        self._writers = {
            spec: _writer(self._draft(spec), spec) for spec in (Records, Observations, Quarantine)
        }

    def enter(self, part: Part) -> None:
        """Go on to another part of the file: what follows lies in it and is read in its format."""
        spec = part.spec
        self._part = (
            part.member,
            spec.format_id if spec else None,
            spec.mapper_version if spec else None,
            part.source_url,
        )

    def add_bytes(self, n_bytes: int) -> None:
        """Count the bytes of a physical record; when enough are held they are written."""
        self._n_bytes += n_bytes
        if self._n_bytes >= _BATCH_BYTES or len(self._rows) >= _BATCH_ROWS:
            self._flush()

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
                *self._part,
            )
        )

    def reject(self, record_no: int, where: Physical, outcome: Rejected) -> None:
        """Add a record that could not be read."""
        member, format_id, mapper_version, _ = self._part
        self._rejected.append(
            {
                "quarantine_id": f"{self._file.sha256[:16]}-{record_no:09d}",
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

    def finish(self) -> tuple[Path, Path]:
        """Write what is held and return the drafts of records and observations."""
        self._flush()
        for writer in self._writers.values():
            writer.close()
        return self._draft(Records), self._draft(Observations)

    def commit(self, is_first: NDArray[np.bool_], coverage: pa.Table) -> None:
        """Put the outcome on every observation and make all partitions visible."""
        final = self._draft(Observations).with_suffix(".final.tmp")
        with _writer_for(Observations.arrow_schema(), final) as writer:
            for batch in _with_outcome(self._draft(Observations), is_first):
                writer.write_table(batch)
        final.replace(self._draft(Observations))
        self._case.table_dir(Coverage).mkdir(parents=True, exist_ok=True)
        with _writer_for(Coverage.arrow_schema(), self._draft(Coverage)) as writer:
            writer.write_table(coverage)
        for spec in _TABLES:
            with self._draft(spec).open("rb") as draft:
                os.fsync(draft.fileno())
        for spec in _TABLES:
            self._draft(spec).replace(partition(self._case, spec, self._file.sha256))

    def abandon(self) -> None:
        """Close and remove the drafts."""
        for writer in self._writers.values():
            writer.close()
        for spec in _TABLES:
            self._draft(spec).unlink(missing_ok=True)
            self._draft(spec).with_suffix(".final.tmp").unlink(missing_ok=True)

    def _draft(self, spec: type[TableSpec]) -> Path:
        return self._case.table_dir(spec) / f".{self._file.sha256[:16]}.tmp"

    def _flush(self) -> None:
        self._n_bytes = 0
        if self._rows:
            columns = self._columns()
            for spec in (Records, Observations):
                schema = _draft_schema(spec)
                arrays = [pa.array(columns[field.name], field.type) for field in schema]
                self._writers[spec].write_table(pa.Table.from_arrays(arrays, schema=schema))
            self._rows, self._places = [], []
        if self._rejected:
            schema = Quarantine.arrow_schema()
            table = pa.Table.from_pylist(self._rejected, schema=schema)
            self._writers[Quarantine].write_table(table)
            self._rejected = []

    def _columns(self) -> dict[str, Any]:
        """Return the columns of records and observations, by name."""
        columns: dict[str, Any] = dict(zip(_MAPPED, zip(*self._rows, strict=True), strict=True))
        columns |= zip(_PLACE, zip(*self._places, strict=True), strict=True)
        n_rows = len(self._rows)
        columns |= {name: pa.repeat(value, n_rows) for name, value in self._source.items()}
        prefix = self._file.sha256[:16]
        columns["obs_id"] = [f"{prefix}-{number:09d}" for number in columns["record_no"]]
        return columns


def _draft_schema(spec: type[TableSpec]) -> pa.Schema:
    """Return the schema of a draft: observations have no outcome until the end."""
    schema = spec.arrow_schema()
    index = schema.get_field_index("outcome")
    return schema.remove(index) if index >= 0 else schema


def _writer(draft: Path, spec: type[TableSpec]) -> pq.ParquetWriter:
    draft.parent.mkdir(parents=True, exist_ok=True)
    return _writer_for(_draft_schema(spec), draft)


def _writer_for(schema: pa.Schema, path: Path) -> pq.ParquetWriter:
    return pq.ParquetWriter(path, schema, compression="zstd", write_statistics=True)


def _with_outcome(draft: Path, is_first: NDArray[np.bool_]) -> Iterator[pa.Table]:
    """Yield observations with their outcome, a row group at a time, in record order."""
    schema = Observations.arrow_schema()
    file = pq.ParquetFile(draft)
    start = 0
    for index in range(file.num_row_groups):
        rows = file.read_row_group(index)
        part = is_first[start : start + rows.num_rows]
        start += rows.num_rows
        outcome = pa.array(np.where(part, "accepted", "duplicate"), pa.string())
        yield rows.append_column(schema.field("outcome"), outcome).select(schema.names)
