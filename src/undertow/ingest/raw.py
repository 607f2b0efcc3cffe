"""From an observation back to the exact bytes it was read from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from undertow.errors import VerificationError
from undertow.ingest.container import ContentError, Limits, blocks, open_container
from undertow.ingest.evidence import EvidenceStore


def hash_records(
    store: EvidenceStore, file_sha256: str, ranges: Iterable[tuple[int, int]]
) -> Iterator[str | None]:
    """Recompute the hashes of physical records from the evidence, in one pass over a file.

    Parameters
    ----------
    store : EvidenceStore
        Where the file is.
    file_sha256 : str
        Hash of the file.
    ranges : iterable of (int, int)
        ``byte_offset`` and ``byte_length`` of the records, best sorted: going back starts anew.

    Yields
    ------
    str or None
        SHA-256 of the bytes there now, to be compared with ``raw_sha256``; None where they cannot
        be read. Damage to one part of a file leaves the records outside it readable, unless the
        file itself is compressed.
    """
    for digest, _ in _records(store, file_sha256, ranges, is_kept=False):
        yield digest


def record_bytes(
    store: EvidenceStore, file_sha256: str, byte_offset: int, byte_length: int
) -> bytes | None:
    """Return the exact bytes of a physical record, or None when they cannot be read."""
    ranges = [(byte_offset, byte_length)]
    digest, raw = next(_records(store, file_sha256, ranges, is_kept=True))
    return None if digest is None else raw


def _records(
    store: EvidenceStore, file_sha256: str, ranges: Iterable[tuple[int, int]], *, is_kept: bool
) -> Iterator[tuple[str | None, bytes]]:
    cursor = _Cursor(store, file_sha256)
    try:
        for offset, length in ranges:
            yield cursor.take(offset, length, is_kept=is_kept)
    finally:
        cursor.close()


class _Cursor:
    """Moves forward through the content of a stored file."""

    def __init__(self, store: EvidenceStore, sha256: str) -> None:
        self._content: Iterator[bytes] = iter(())
        self._block = memoryview(b"")
        self._position = 0
        self._is_readable = True
        try:
            self._source = store.open(sha256, fill_damaged=True)
        except VerificationError:
            self._is_readable = False
            return
        self._restart()

    def close(self) -> None:
        """Close the stored file."""
        if hasattr(self, "_source"):
            self._source.close()

    def take(self, offset: int, length: int, *, is_kept: bool) -> tuple[str | None, bytes]:
        """Return the hash of a range, and its bytes if they are to be kept."""
        if not self._is_readable:
            return None, b""
        if offset < self._position:
            self._restart()
        digest = hashlib.sha256()
        kept = bytearray()
        try:
            for _ in self._parts(offset - self._position):
                pass
            for part in self._parts(length):
                digest.update(part)
                if is_kept:
                    kept += part
        except ContentError:
            return None, b""
        return digest.hexdigest(), bytes(kept)

    def _parts(self, length: int) -> Iterator[memoryview]:
        """Yield the next ``length`` bytes in pieces."""
        while length:
            if not self._block:
                try:
                    self._block = memoryview(next(self._content))
                except StopIteration:
                    raise ContentError("too_short", "the content ends too early") from None
            part, self._block = self._block[:length], self._block[length:]
            self._position += len(part)
            length -= len(part)
            yield part

    def _restart(self) -> None:
        try:
            container = open_container(self._source, Limits())
        except ContentError:
            self._is_readable = False
            return
        self._content = blocks(self._source, container.compression, Limits())
        self._block = memoryview(b"")
        self._position = 0
