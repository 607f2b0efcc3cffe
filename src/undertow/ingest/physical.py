"""Physical records: where a record's exact bytes lie in the content, and their hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import msgspec

from undertow.ingest.container import Container, ContentError, Limits
from undertow.ingest.outcomes import Rejected

_LONGEST_END_BYTES = 4


class Physical(msgspec.Struct, frozen=True, gc=False):
    """A line without its end, a CSV row, or a JSON document.

    ``problem`` says why the bytes were not kept, where they were not.
    """

    line: int | None
    byte_offset: int
    byte_length: int
    sha256: str
    problem: Rejected | None = None


class Line(msgspec.Struct, frozen=True, gc=False):
    """A line as it lies in the content, its end included."""

    number: int
    offset: int
    raw: bytes


def physical(raw: bytes, offset: int, line: int | None) -> Physical:
    """Return the physical record of bytes that were kept."""
    return Physical(line, offset, len(raw), hashlib.sha256(raw).hexdigest())


def without_end(raw: bytes, encoding: str) -> bytes:
    """Return a line without its line feed and carriage return."""
    newline, carriage_return = "\n".encode(encoding), "\r".encode(encoding)
    if not raw.endswith(newline):
        return raw
    return raw.removesuffix(newline).removesuffix(carriage_return)


def split_lines(
    content: Iterator[bytes],
    container: Container,
    limits: Limits,
    offset: int = 0,
    number: int = 1,
) -> Iterator[Line | Physical]:
    """Yield the lines of a content stream, holding at most one line in memory.

    Parameters
    ----------
    content : iterator of bytes
        From ``container.blocks``.
    container : Container
        Encoding, and the byte order mark to skip.
    limits : Limits
        A longer line is hashed as it passes.
    offset : int
        Where the first block lies in the content, at the begin of a line.
    number : int
        Number of that line.

    Yields
    ------
    Line or Physical
        A physical record with a problem stands for a line that is too long, or for the rest of
        content that cannot be read.
    """
    splitter = _Splitter(container, limits.line_bytes, offset, number)
    try:
        for block in content:
            yield from splitter.feed(block)
    except ContentError as error:
        yield splitter.broken(error)
        return
    yield from splitter.end()


class _Splitter:
    """Cuts blocks into lines; what is held back is the start of the next line."""

    def __init__(self, container: Container, line_bytes: int, offset: int, number: int) -> None:
        self._encoding = container.encoding
        self._newline = "\n".encode(container.encoding)
        self._line_bytes = line_bytes
        self._skip = 0 if offset else container.bom_bytes
        self._held = b""
        self._offset = offset
        self._number = number
        self._digest = hashlib.sha256()
        self._n_hashed = 0

    def feed(self, block: bytes) -> Iterator[Line | Physical]:
        """Add a block and yield the lines it completes."""
        held = self._held + block
        if self._skip:
            if len(held) <= self._skip:
                self._held = held
                return
            held, self._offset, self._skip = held[self._skip :], self._skip, 0
        start = 0
        while (end := self._find(held, start)) >= 0:
            end += len(self._newline)
            yield self._line(held[start:end])
            start = end
        self._held = held[start:]
        if self._n_hashed + len(self._held) > self._line_bytes + _LONGEST_END_BYTES:
            self._hash_held()

    def end(self) -> Iterator[Line | Physical]:
        """Yield the last line when nothing ends it."""
        if self._n_hashed or (self._held and not self._skip):
            yield self._line(self._held)

    def broken(self, error: ContentError) -> Physical:
        """Return what is held when the content cannot be read on."""
        self._digest.update(self._held)
        problem = Rejected("container", error.reason_code, None, str(error))
        length = self._n_hashed + len(self._held)
        digest = self._digest.hexdigest()
        return Physical(self._number, self._offset, length, digest, problem)

    def _find(self, held: bytes, start: int) -> int:
        """Return where the next newline begins; in UTF-16 only whole units count."""
        end = held.find(self._newline, start)
        while end % len(self._newline) == 1 and end >= 0:
            end = held.find(self._newline, end + 1)
        return end

    def _line(self, raw: bytes) -> Line | Physical:
        line: Line | Physical = Line(self._number, self._offset, raw)
        length = self._n_hashed + len(raw)
        if length > self._line_bytes + _LONGEST_END_BYTES:
            line = self._too_long(raw)
        self._offset += length
        self._number += 1
        return line

    def _too_long(self, raw: bytes) -> Physical:
        """Return the record of a line of which only the hash was kept."""
        body = without_end(raw, self._encoding)
        self._digest.update(body)
        length = self._n_hashed + len(body)
        problem = Rejected(
            "container",
            "line_too_long",
            None,
            f"the line is {length} bytes long; at most {self._line_bytes} are read",
        )
        record = Physical(self._number, self._offset, length, self._digest.hexdigest(), problem)
        self._digest, self._n_hashed = hashlib.sha256(), 0
        return record

    def _hash_held(self) -> None:
        # A line end may be at the end of what is held; and hashing an even number of bytes
        # keeps what is held aligned to the units of UTF-16.
        n_ready = (len(self._held) - _LONGEST_END_BYTES) & ~1
        self._digest.update(self._held[:n_ready])
        self._n_hashed += n_ready
        self._held = self._held[n_ready:]
