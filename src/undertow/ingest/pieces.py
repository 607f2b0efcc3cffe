"""Files of JSON lines in pieces, so that several processes can read one file.

Pieces have a fixed size, whatever the number of processes: the tables of a case do not depend on
the machine. Offsets, and the record numbers made from them, count from the start of the file.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import msgspec
import numpy as np
import pyarrow as pa

from undertow.case import Case
from undertow.ingest.container import BLOCK_BYTES, Container, Limits
from undertow.ingest.evidence import EvidenceStore
from undertow.ingest.formats import FORMATS, FormatSpec
from undertow.ingest.json_reader import read_json_line, read_json_lines
from undertow.ingest.line_batches import LineBatch, read_line_batches
from undertow.ingest.mapping import Reading
from undertow.ingest.outcomes import Accepted, Ignored, Mapped, Rejected
from undertow.ingest.part import Part
from undertow.ingest.piece_writer import PieceWriter, settle
from undertow.ingest.record_columns import accept_columns
from undertow.ingest.seekable import SeekableReader

if TYPE_CHECKING:
    from undertow.ingest.reading import Capture

PIECE_BYTES = 16 << 20


class PieceCounts(msgspec.Struct):
    """What became of the records of a piece.

    Parameters
    ----------
    n_records : int
        Records found.
    n_read : int
        Records of these that were read, first or again.
    n_lines : int
        Lines of the piece.
    reasons, ignored : dict
        Quarantine reasons and ignore rules with their counts.
    declared : list of (str, str, int)
        Platform and id of posts, and answers they have according to the source.
    """

    n_records: int = 0
    n_read: int = 0
    n_lines: int = 0
    reasons: dict[str, int] = msgspec.field(default_factory=dict)
    ignored: dict[str, int] = msgspec.field(default_factory=dict)
    declared: list[tuple[str, str, int]] = msgspec.field(default_factory=list)


class ReadPiece(msgspec.Struct, tag=True, frozen=True):
    """Read the bytes from ``begin`` to ``end`` of a stored file as JSON lines of a format."""

    case: str
    file_sha256: str
    file_name: str
    format_id: str
    piece: int
    begin: int
    end: int
    bom_bytes: int
    limits: Limits


class SettlePiece(msgspec.Struct, tag=True, frozen=True):
    """Write the observations of a piece that was read; ``is_first`` holds a bit a record."""

    case: str
    file_sha256: str
    piece: int
    n_lines_before: int
    n_read: int
    is_first: bytes


Task: TypeAlias = ReadPiece | SettlePiece


def do(task: Task) -> PieceCounts:
    """Do a task on a piece."""
    if isinstance(task, ReadPiece):
        with _few_collections():
            return read_piece(task)
    settle_piece(task)
    return PieceCounts()


def is_known(spec: FormatSpec | None) -> bool:
    """Whether the name of a format is enough for any process to read a piece in it."""
    return spec is not None and FORMATS.get(spec.format_id) is spec


def bounds(capture: Capture | None) -> list[tuple[int, int]]:
    """Return where the pieces of a capture begin and end; none when it is read in one go.

    A piece ends with the line in which it would exceed its size.
    """
    if (
        capture is None
        or not isinstance(capture.source, SeekableReader)
        or capture.sample.layout != "lines"
        or capture.container.compression is not None
        or capture.container.encoding != "utf-8"
    ):
        return []
    size = capture.source.size
    cuts = [0]
    while cuts[-1] + PIECE_BYTES < size:
        cuts.append(_line_end(capture.source, cuts[-1] + PIECE_BYTES, size))
    if cuts[-1] < size:
        cuts.append(size)
    return list(pairwise(cuts))


def read_piece(task: ReadPiece) -> PieceCounts:
    """Read a piece into drafts of the case, and count what is in it."""
    spec = FORMATS[task.format_id]
    case = Case.open(Path(task.case))
    writer = PieceWriter(case, task.file_sha256, task.file_name, task.piece)
    counts = PieceCounts()
    try:
        with EvidenceStore(case.path / "evidence").open(task.file_sha256) as source:
            content = _range(source, task.begin, task.end)
            container = Container(None, "utf-8", task.bom_bytes)
            begin = (content, container, spec, task.limits, task.begin)
            if spec.decode_line is None:
                readings: Iterator[LineBatch | Reading] = iter([read_json_lines(*begin)])
            else:
                readings = read_line_batches(*begin)
            writer.enter(Part(iter(()), spec))
            for reading in readings:
                if isinstance(reading, LineBatch):
                    _keep_batch(reading, spec, writer, counts)
                else:
                    keep(reading, writer, counts)
        writer.finish()
    finally:
        writer.close()
    return counts


def settle_piece(task: SettlePiece) -> None:
    """Write what became of the records of a piece."""
    bits = np.unpackbits(np.frombuffer(task.is_first, np.uint8), count=task.n_read)
    case = Case.open(Path(task.case))
    settle(case, task.file_sha256, task.piece, task.n_lines_before, bits.astype(np.bool_))


def keep(
    reading: Reading, writer: PieceWriter, counts: PieceCounts, base: int = 0, free: int = 0
) -> int:
    """Write down and count the outcomes of a reading.

    Parameters
    ----------
    reading : Reading
        Physical records with their outcomes.
    writer : PieceWriter
        Takes them.
    counts : PieceCounts
        Added to.
    base : int
        Number that a record at offset 0 gets at least.
    free : int
        The first number that no record before has.

    Returns
    -------
    int
        The first number that no record has: numbers rise with the offset in the content.
    """
    reasons, ignored = Counter(counts.reasons), Counter(counts.ignored)
    for where, outcomes in reading:
        free = max(free, base + where.byte_offset)
        for outcome in outcomes:
            if isinstance(outcome, Accepted):
                writer.accept(free, where, outcome)
                counts.n_read += 1
            elif isinstance(outcome, Rejected):
                writer.reject(free, where, outcome)
                reasons[outcome.reason_code] += 1
            elif isinstance(outcome, Ignored):
                ignored[outcome.rule] += 1
            else:
                counts.declared.append((outcome.platform, outcome.thread_id, outcome.n_declared))
                continue
            free += 1
            counts.n_records += 1
        counts.n_lines = where.line or 0
        writer.add_bytes(where.byte_length)
    counts.reasons, counts.ignored = dict(reasons), dict(ignored)
    return free


@contextmanager
def _few_collections() -> Iterator[None]:
    """Look for garbage less often: rows by the thousand are none."""
    usual = gc.get_threshold()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _keep_batch(
    batch: LineBatch, spec: FormatSpec, writer: PieceWriter, counts: PieceCounts
) -> None:
    """Write down and count what becomes of lines that are a record each, or none."""
    assert spec.decode_line is not None
    records, undecoded = batch.records(spec.decode_line)
    others: dict[int, Iterable[Mapped]] = {
        line: read_json_line(batch.raw[line], spec) for line in undecoded
    }
    lines = np.delete(np.arange(len(batch.raw)), undecoded)
    try:
        columns, rejected = accept_columns(records)
    except Exception:  # hostile content must never end an import; one by one it harms itself alone
        others = {line: read_json_line(raw, spec) for line, raw in enumerate(batch.raw)}
    else:
        others |= {int(lines[row]): (outcome,) for row, outcome in rejected.items()}
    if others:
        keep(batch.reading(others), writer, counts)
    if len(others) < len(batch.raw):
        places = batch.places()
        if others:
            kept = np.delete(np.arange(len(lines)), list(rejected))
            columns, places = columns.take(pa.array(kept)), places.take(pa.array(lines[kept]))
        writer.accept_columns(columns, places)
        counts.n_read += columns.num_rows
        counts.n_records += columns.num_rows
    counts.n_lines = batch.number + len(batch.raw) - 1


def _range(source: SeekableReader, begin: int, end: int) -> Iterator[bytes]:
    source.seek(begin)
    while begin < end and (block := source.read(min(BLOCK_BYTES, end - begin))):
        begin += len(block)
        yield block


def _line_end(source: SeekableReader, begin: int, size: int) -> int:
    """Return where the line that holds offset ``begin`` ends, its line feed included."""
    for block in _range(source, begin, size):
        found = block.find(b"\n")
        if found >= 0:
            return begin + found + 1
        begin += len(block)
    return size
