"""Lines of JSON taken many at a time, for formats in which a line is a post.

What a line holds, and what is wrong with it, is told by the same functions as when lines are read
one by one; only what is done for each of them is less.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import accumulate, chain, islice
from typing import TypeAlias

import msgspec
import numpy as np
import pyarrow as pa

from undertow.ingest.container import Container, Limits
from undertow.ingest.formats.spec import FormatSpec
from undertow.ingest.json_reader import read_json_lines
from undertow.ingest.mapping import Reading
from undertow.ingest.outcomes import Mapped
from undertow.ingest.physical import physical
from undertow.ingest.record import CanonicalRecord
from undertow.ingest.surrogates import with_whole_characters

Decode: TypeAlias = Callable[[bytes], CanonicalRecord]
_BATCH_BYTES = 2 << 20
_BATCH_LINES = 4_000


class LineBatch(msgspec.Struct, frozen=True, gc=False):
    """Lines that follow one another.

    Parameters
    ----------
    number : int
        Number of the first line.
    offsets : list of int
        Where each line begins in the content.
    raw : list of bytes
        The lines without their ends.
    """

    number: int
    offsets: list[int]
    raw: list[bytes]

    def places(self) -> pa.RecordBatch:
        """Return where every line lies, with its hash: columns of ``observations``."""
        columns = {
            "record_no": pa.array(self.offsets, pa.int64()),
            "raw_sha256": pa.array([hashlib.sha256(raw).hexdigest() for raw in self.raw]),
            "line": pa.array(np.arange(self.number, self.number + len(self.raw))),
            "byte_offset": pa.array(self.offsets, pa.int64()),
            "byte_length": pa.array([len(raw) for raw in self.raw], pa.int64()),
            "json_path": pa.repeat("$", len(self.raw)),
        }
        return pa.RecordBatch.from_pydict(columns)

    def reading(self, outcomes: Mapping[int, Iterable[Mapped]]) -> Reading:
        """Yield the physical records of some lines, by their place, with their outcomes."""
        for line, outcome in sorted(outcomes.items()):
            where = physical(self.raw[line], self.offsets[line], self.number + line)
            yield where, outcome

    def records(self, decode: Decode) -> tuple[list[CanonicalRecord], list[int]]:
        """Return what the lines hold, and the places of those that cannot be decoded."""
        try:
            return [decode(raw) for raw in self.raw], []
        except (ValueError, RecursionError):
            found = [_decoded(raw, decode) for raw in self.raw]
        undecoded = [place for place, record in enumerate(found) if record is None]
        return [record for record in found if record is not None], undecoded


def read_line_batches(
    content: Iterator[bytes],
    container: Container,
    spec: FormatSpec,
    limits: Limits,
    offset: int = 0,
) -> Iterator[LineBatch | Reading]:
    """Read lines of UTF-8 from ``offset`` in the content on.

    Parameters
    ----------
    content : iterator of bytes
        From ``container.blocks``; not compressed.
    container : Container
        The byte order mark to skip.
    spec : FormatSpec
        With ``decode_line``.
    limits : Limits
        From the first line that is longer on, lines are read one by one.
    offset : int
        Where the first block lies in the content, at the begin of a line.

    Yields
    ------
    LineBatch or Reading
        The reading is the last, and of all lines that are left.
    """
    skip = 0 if offset else container.bom_bytes
    held, offset, number = b"", offset + skip, 1
    for block in content:
        held += block[skip:]
        skip = max(0, skip - len(block))
        if len(held) < _BATCH_BYTES and len(held) <= limits.line_bytes:
            continue
        end = held.rfind(b"\n") + 1
        lines = held[:end].split(b"\n")
        if max(*map(len, lines), len(held) - end) > limits.line_bytes:
            rest = chain([held], content)
            yield read_json_lines(rest, Container(None, "utf-8", 0), spec, limits, offset, number)
            return
        yield from _batches(lines[:-1], offset, number)  # nothing follows the last line feed
        held, offset, number = held[end:], offset + end, number + len(lines) - 1
    end = held.rfind(b"\n") + 1
    lines = held[:end].split(b"\n")
    yield from _batches(lines[:-1], offset, number)
    if held[end:]:  # a line that nothing ends
        yield LineBatch(number + len(lines) - 1, [offset + end], [held[end:]])


def _batches(lines: list[bytes], offset: int, number: int) -> Iterator[LineBatch]:
    """Yield lines without their line feeds in batches."""
    offsets = accumulate((len(line) + 1 for line in lines), initial=offset)
    for start in range(0, len(lines), _BATCH_LINES):
        raw = lines[start : start + _BATCH_LINES]
        begins = list(islice(offsets, len(raw)))
        raw = [line.removesuffix(b"\r") for line in raw]
        yield LineBatch(number + start, begins, raw)


def _decoded(raw: bytes, decode: Decode) -> CanonicalRecord | None:
    try:
        return decode(with_whole_characters(raw))
    except (ValueError, RecursionError):
        return None
