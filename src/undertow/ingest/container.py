"""What a stored file holds: its compression and encoding, undone in a bounded stream.

Offsets everywhere in a case are offsets in the *content*: the bytes after gzip or Zstandard are
undone, before any decoding.
"""

from __future__ import annotations

import codecs
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import zstandard

BLOCK_BYTES = 1 << 20
_GZIP_MAGIC = b"\x1f\x8b"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_ZSTD_SKIPPABLE = b"\x2a\x4d\x18"
_ZSTD_STEP_BYTES = 1 << 10
_MAX_ZSTD_WINDOW = 1 << 31
_REFUSED = (
    (b"PK\x03\x04", "a ZIP archive (or an office document)"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ\x00", "an xz file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"%PDF-", "a PDF document"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what is read; beyond them content goes to quarantine, never to memory.

    Parameters
    ----------
    line_bytes : int
        Longest line.
    document_bytes : int
        Longest JSON document or Parquet file.
    expansion : int
        Most content bytes for a compressed byte, looked at after ``expansion_from_bytes``.
    expansion_from_bytes : int
        Content below this is never refused for its expansion.
    content_bytes : int
        Most content of a file.
    """

    line_bytes: int = 16 << 20
    document_bytes: int = 64 << 20
    expansion: int = 300
    expansion_from_bytes: int = 64 << 20
    content_bytes: int = 1 << 40


class ContentError(Exception):
    """The rest of the content cannot be read; ``reason_code`` says why."""

    def __init__(self, reason_code: str, message: str) -> None:
        super().__init__(message)
        self.reason_code = reason_code


class ByteSource(Protocol):
    """What content is read from: an evidence reader, or a file opened for reading bytes."""

    def read(self, size: int = -1, /) -> bytes | None:
        """Return at most ``size`` bytes; empty at the end."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Move to an offset."""


@dataclass(frozen=True, slots=True)
class Container:
    """How the content of a file is wrapped.

    Parameters
    ----------
    compression : str or None
        ``gzip``, ``zstd`` or None.
    encoding : str
        ``utf-8``, ``utf-16-le`` or ``utf-16-be``.
    bom_bytes : int
        Length of the byte order mark at the start of the content.
    """

    compression: str | None
    encoding: str
    bom_bytes: int


def open_container(source: ByteSource, limits: Limits) -> Container:
    """Say how a file is wrapped, from its first bytes.

    Raises
    ------
    ContentError
        It is a container that is not read (the message says what to do), or a damaged one.
    """
    source.seek(0)
    head = source.read(16) or b""
    compression = _compression(head)
    _refuse(head)
    first = next(blocks(source, compression, limits), b"")
    _refuse(first)
    for mark, encoding in _BOMS:
        if first.startswith(mark):
            return Container(compression, encoding, len(mark))
    return Container(compression, "utf-8", 0)


def _compression(head: bytes) -> str | None:
    if head.startswith(_GZIP_MAGIC):
        return "gzip"
    is_skippable = head[1:4] == _ZSTD_SKIPPABLE and head[0] >> 4 == 5
    return "zstd" if is_skippable or head.startswith(_ZSTD_MAGIC) else None


def _refuse(head: bytes) -> None:
    for magic, name in _REFUSED:
        if head.startswith(magic):
            raise ContentError(
                "unsupported_container",
                f"this is {name}; unpack or export it to NDJSON, CSV or Parquet and ingest that",
            )


def blocks(source: ByteSource, compression: str | None, limits: Limits) -> Iterator[bytes]:
    """Yield the content of a file from its start, in blocks of at most 1 MiB.

    Raises
    ------
    ContentError
        The compressed data is damaged or cut, or expands beyond the limits; everything before
        that point has been given.
    """
    source.seek(0)
    n_content = 0
    for block, n_read in _expanded(source, compression):
        n_content += len(block)
        too_much = n_content > limits.expansion_from_bytes and (
            n_content > limits.expansion * max(1, n_read)
        )
        if (compression and too_much) or n_content > limits.content_bytes:
            raise ContentError(
                "expands_too_far",
                f"{n_read} bytes expand to more than {n_content - len(block)}; the rest was not "
                "read",
            )
        yield block


def _expanded(source: ByteSource, compression: str | None) -> Iterator[tuple[bytes, int]]:
    """Yield content blocks, each with the number of stored bytes read so far."""
    if compression == "gzip":
        yield from _gunzip(source)
    elif compression == "zstd":
        yield from _unzstd(source)
    else:
        n_read = 0
        while block := source.read(BLOCK_BYTES):
            n_read += len(block)
            yield block, n_read


def _gunzip(source: ByteSource) -> Iterator[tuple[bytes, int]]:
    """Undo gzip, member after member."""
    n_read = 0
    pending = b""
    member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    has_begun = False
    try:
        while True:
            if not pending:
                pending = source.read(BLOCK_BYTES) or b""
                n_read += len(pending)
                if not pending:
                    break
            has_begun = True
            block = member.decompress(pending, BLOCK_BYTES)
            pending = member.unconsumed_tail
            if member.eof:
                pending = member.unused_data.lstrip(b"\0")  # tar and tapes pad with zeros
                member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
                has_begun = False
            if block:
                yield block, n_read
        while has_begun and (block := member.decompress(b"", BLOCK_BYTES)):
            yield block, n_read
    except zlib.error as error:
        raise ContentError("damaged_gzip", f"the gzip data is damaged: {error}") from error
    if has_begun:
        raise ContentError("truncated_gzip", "the gzip data ends before its end mark")


def _unzstd(source: ByteSource) -> Iterator[tuple[bytes, int]]:
    """Undo Zstandard, frame after frame."""
    decompressor = zstandard.ZstdDecompressor(max_window_size=_MAX_ZSTD_WINDOW)
    frame = decompressor.decompressobj()
    is_inside = False
    n_read = 0
    try:
        while stored := source.read(BLOCK_BYTES):
            # Small steps bound what one call can give: four stored bytes may stand for 128 KiB.
            for start in range(0, len(stored), _ZSTD_STEP_BYTES):
                pending = stored[start : start + _ZSTD_STEP_BYTES]
                n_read += len(pending)
                while pending:
                    is_inside = True
                    block = frame.decompress(pending)
                    pending = b""
                    if frame.eof:
                        pending, is_inside = frame.unused_data, False
                        frame = decompressor.decompressobj()
                    if block:
                        yield block, n_read
    except (zstandard.ZstdError, MemoryError) as error:
        raise ContentError("damaged_zstd", f"the Zstandard data is damaged: {error}") from error
    if is_inside:
        raise ContentError("truncated_zstd", "the Zstandard data ends inside a frame")
