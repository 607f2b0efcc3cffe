"""The files of a capture in the tables of a case, made visible so that a kill leaves nothing half.

A file has a partition in each of ``records``, ``observations``, ``quarantine`` and ``coverage``; a
long one is read in pieces, and has a partition a piece in the first three. All are written under
draft names and then renamed, coverage last: a file with a partition in ``coverage`` is complete,
any other partition is discarded.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from undertow.case import Case
from undertow.schema import Coverage, Observations, Quarantine, Records, TableSpec
from undertow.table_store import Move, TableFile

PIECED: tuple[type[TableSpec], ...] = (Records, Observations, Quarantine)
_TABLES: tuple[type[TableSpec], ...] = (*PIECED, Coverage)
_ID_DIGITS = 16


def partition(spec: type[TableSpec], sha256: str, piece: int = 0) -> TableFile:
    """Return the partition of a piece of a file in a table."""
    suffix = f".{piece:06d}" if piece else ""
    return TableFile(spec.name, f"{sha256[:_ID_DIGITS]}{suffix}.parquet")


def partitions(case: Case, spec: type[TableSpec], sha256: str) -> list[TableFile]:
    """Return the partitions of all pieces of a file in a table, in the order of the pieces."""
    first = partition(spec, sha256)
    names = case.store.names(spec.name, f"{sha256[:_ID_DIGITS]}.")
    return [first, *(TableFile(spec.name, name) for name in names if name != first.name)]


def partition_paths(case: Case, spec: type[TableSpec], sha256: str) -> list[Path]:
    """Return the partitions of a file in a table as they can be read on this machine.

    Raises
    ------
    FileNotFoundError
        The first is not there and the tables are in an object store.
    """
    return case.store.paths(partitions(case, spec, sha256))


def content_sha256(case: Case, sha256: str) -> str:
    """Return a hash over all partitions of a file, which says whether any was touched.

    Notes
    -----
    SHA-256 of a line ``<table> <name> <SHA-256>`` for each partition.
    """
    lines = [
        f"{spec.name} {file.name} {case.store.sha256(file)}\n"
        for spec in _TABLES
        for file in partitions(case, spec, sha256)
    ]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def draft(case: Case, spec: type[TableSpec], sha256: str, piece: int, stage: str = "") -> Path:
    """Return the name under which a partition is written before anybody may see it."""
    return case.table_dir(spec) / f".{sha256[:_ID_DIGITS]}.{piece:06d}{stage}.tmp"


def writer_for(schema: pa.Schema, path: Path) -> pq.ParquetWriter:
    """Return a writer of Parquet; dictionaries cost time and save nothing that zstd does not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    times = [field.name for field in schema if pa.types.is_timestamp(field.type)]
    return pq.ParquetWriter(
        path, schema, compression="zstd", use_dictionary=False, write_statistics=times
    )


def is_complete(case: Case, sha256: str) -> bool:
    """Whether a file was imported to its end."""
    return all(case.store.exists(partition(spec, sha256)) for spec in _TABLES)


def publish(case: Case, sha256: str, n_pieces: int, coverage: pa.Table) -> None:
    """Make the finished drafts of all pieces visible, with the coverage of the file last.

    What the file gave before goes; a kill in between leaves it incomplete, to be read again.

    Parameters
    ----------
    case : Case
        Opened for writing.
    sha256 : str
        Hash of the file.
    n_pieces : int
        Number of its pieces, whose drafts are complete.
    coverage : pa.Table
        Rows of ``coverage``.
    """
    last = draft(case, Coverage, sha256, 0, ".final")
    with writer_for(Coverage.arrow_schema(), last) as writer:
        writer.write_table(coverage)
    moves = [
        Move(draft(case, spec, sha256, piece, ".final"), partition(spec, sha256, piece))
        for spec in PIECED
        for piece in range(n_pieces)
    ]
    moves.append(Move(last, partition(Coverage, sha256)))
    for source, _ in moves:
        with source.open("rb") as handle:
            os.fsync(handle.fileno())
    case.store.replace(moves, remove=_all(case, sha256))


def discard(case: Case, sha256: str) -> None:
    """Remove the partitions of a file, the mark of completeness first."""
    case.store.replace([], remove=_all(case, sha256))


def _all(case: Case, sha256: str) -> list[TableFile]:
    """Return the partitions of a file, in the order in which they may go."""
    return [file for spec in reversed(_TABLES) for file in partitions(case, spec, sha256)]


def discard_drafts(case: Case) -> None:
    """Remove what an import that failed or was killed has left."""
    for spec in _TABLES:
        for path in case.table_dir(spec).glob(".*.tmp"):
            path.unlink(missing_ok=True)


def discard_incomplete(case: Case) -> list[str]:
    """Remove drafts and partitions of files whose import was killed.

    Returns
    -------
    list of str
        First 16 digits of the SHA-256 of the files that have to be ingested again.
    """
    discard_drafts(case)
    names = [{name[:_ID_DIGITS] for name in case.store.names(spec.name)} for spec in _TABLES]
    incomplete = sorted(names[0].union(*names) - names[0].intersection(*names))
    for name in incomplete:
        discard(case, name)
    return incomplete
