"""Reader of web archives (WARC, ISO 28500): records with the place of their exact bytes.

Own reader, because evidence needs places in the decompressed content, damage kept to the record it
is in, and memory bounded by one document.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

import msgspec

from undertow.ingest.container import ContentError, Limits
from undertow.ingest.outcomes import Rejected
from undertow.ingest.physical import Physical

_MAGIC = b"WARC/"
_HEADER_END = b"\r\n\r\n"
_NEXT_RECORD = b"\r\nWARC/1."
_MAX_HEADER_BYTES = 64 << 10
_STEP_BYTES = 1 << 20
_LOOK_BYTES = 64


class WarcRecord(msgspec.Struct, frozen=True, gc=False):
    """A record of a web archive; ``block`` is empty when there is a problem.

    Names in ``headers`` are lower case.
    """

    where: Physical
    headers: Mapping[str, str]
    block: bytes

    @property
    def kind(self) -> str:
        """What the archive says the record is: response, request, ..."""
        return self.headers.get("warc-type", "").strip().lower()


def read_warc(content: Iterator[bytes], limits: Limits) -> Iterator[WarcRecord]:
    """Yield the records of a web archive.

    Parameters
    ----------
    content : iterator of bytes
        Decompressed content.
    limits : Limits
        A block longer than a document is hashed as it passes.

    Yields
    ------
    WarcRecord
        One with a problem stands for a record that is too long or damaged, or for bytes between
        records.
    """
    stream = _Stream(content)
    while stream.skip_blank_lines():
        yield _record(stream, limits)


def _record(stream: _Stream, limits: Limits) -> WarcRecord:
    start = stream.offset
    digest = hashlib.sha256()
    head = stream.header()
    headers = parse_headers(head) if head.startswith(_MAGIC) else {}
    length = headers.get("content-length", "").strip()
    if not (length.isascii() and length.isdigit() and len(length) < 16):
        n_bytes = stream.pass_until(_NEXT_RECORD, digest)
        return _damaged(start, n_bytes, digest, stream)
    stream.take(len(head))
    digest.update(head)
    n_block = int(length)
    if n_block <= limits.held_bytes:
        block = stream.take(n_block)
        digest.update(block)
        n_read = len(block)
    else:
        block, n_read = b"", stream.pass_bytes(n_block, digest)
    if n_read < n_block:
        return _damaged(start, len(head) + n_read, digest, stream)
    problem = None
    if n_block > limits.held_bytes:
        message = f"the record is {n_block} bytes long; at most {limits.held_bytes} are read"
        problem = Rejected("container", "document_too_long", None, message)
    where = Physical(None, start, len(head) + n_block, digest.hexdigest(), problem)
    return WarcRecord(where, headers, block)


def _damaged(start: int, n_bytes: int, digest: hashlib._Hash, stream: _Stream) -> WarcRecord:
    """Return what stands for bytes that are no whole record."""
    if (error := stream.tell_error()) is not None:
        reason, message = error.reason_code, str(error)
    elif stream.is_at_end:
        reason, message = "truncated_warc", "the web archive ends inside a record"
    else:
        reason, message = "damaged_warc", "these bytes of the web archive are no record"
    problem = Rejected("container", reason, None, message)
    return WarcRecord(Physical(None, start, n_bytes, digest.hexdigest(), problem), {}, b"")


def parse_headers(head: bytes) -> dict[str, str]:
    """Return the named fields after the first line of a header, by their lower-case names."""
    headers: dict[str, str] = {}
    name = ""
    for line in head.decode("utf-8", errors="replace").split("\r\n")[1:]:
        if line[:1] in (" ", "\t") and name:  # a field folded onto another line
            headers[name] += f" {line.strip()}"
            continue
        name, colon, value = line.partition(":")
        name = name.strip().lower()
        if colon:
            headers[name] = value.strip()
    return headers


class _Stream:
    """Content with a place in it, holding no more than is asked for."""

    def __init__(self, content: Iterator[bytes]) -> None:
        self._content = content
        self._held = bytearray()
        self.offset = 0
        self._error: ContentError | None = None
        self._is_told = False

    @property
    def is_at_end(self) -> bool:
        """Whether there is nothing more."""
        return not self._fill(1)

    def skip_blank_lines(self) -> bool:
        """Go on to the next byte that ends no line; return whether there is one."""
        while self._fill(1):
            first = self._held[:_LOOK_BYTES]
            n_blank = len(first) - len(first.lstrip(b"\r\n"))
            self.take(n_blank)
            if n_blank < len(first):
                return True
        # What cannot be read on is told once, by a record of its own where no other told it.
        return self._error is not None and not self._is_told

    def tell_error(self) -> ContentError | None:
        """Return why the content cannot be read on, if so."""
        self._is_told = self._error is not None
        return self._error

    def header(self) -> bytes:
        """Return the header that begins here with its end, without going on; empty if none."""
        self._fill(_MAX_HEADER_BYTES)
        end = self._held.find(_HEADER_END, 0, _MAX_HEADER_BYTES)
        return bytes(self._held[: end + len(_HEADER_END)]) if end >= 0 else b""

    def take(self, n_bytes: int) -> bytes:
        """Return the next bytes; fewer at the end."""
        self._fill(n_bytes)
        part = bytes(self._held[:n_bytes])
        del self._held[:n_bytes]
        self.offset += len(part)
        return part

    def pass_bytes(self, n_bytes: int, digest: hashlib._Hash) -> int:
        """Hash the next bytes and return how many there were."""
        n_passed = 0
        while n_passed < n_bytes and (part := self.take(min(n_bytes - n_passed, _STEP_BYTES))):
            digest.update(part)
            n_passed += len(part)
        return n_passed

    def pass_until(self, mark: bytes, digest: hashlib._Hash) -> int:
        """Hash the bytes before the next mark, or all there are, and return how many."""
        n_passed = 0
        while self._fill(_STEP_BYTES) or self._held:
            place = self._held.find(mark, 1)
            is_found = place >= 0
            if not is_found:
                is_last = len(self._held) < _STEP_BYTES
                place = len(self._held) - (0 if is_last else len(mark))
            n_passed += self.pass_bytes(place, digest)
            if is_found:
                break
        return n_passed

    def _fill(self, n_bytes: int) -> bool:
        try:
            while len(self._held) < n_bytes:
                block = next(self._content, b"")
                if not block:
                    return False
                self._held += block
        except ContentError as error:
            self._error = error
            return False
        return True
