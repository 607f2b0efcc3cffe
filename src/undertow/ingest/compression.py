"""Compressed streams undone in bounded steps: gzip, Zstandard, bzip2, xz, and ZIP's deflate."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import zstandard

BLOCK_BYTES = 1 << 20
_ZSTD_STEP_BYTES = 1 << 10
_MAX_ZSTD_WINDOW = 1 << 31
_XZ_MEMORY_BYTES = 128 << 20
_ZSTD_SKIPPABLE = b"\x2a\x4d\x18"
_MAGIC = (
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
)


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


class _Decompressor(Protocol):
    """What bz2, lzma and :class:`_Inflate` share."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class _Inflate:
    """A zlib stream that keeps what it has not read yet, as bz2 and lzma do."""

    def __init__(self, wbits: int) -> None:
        self._stream = zlib.decompressobj(wbits=wbits)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        """Whether the end mark was reached."""
        return self._stream.eof

    @property
    def unused_data(self) -> bytes:
        """What follows the end mark."""
        return self._stream.unused_data

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """Return at most ``max_length`` bytes."""
        block = self._stream.decompress(self._stream.unconsumed_tail + data, max_length)
        self.needs_input = not self._stream.unconsumed_tail and len(block) < max_length
        return block


@dataclass(frozen=True, slots=True)
class _Codec:
    """How one kind of compression is undone."""

    title: str
    new: Callable[[], _Decompressor]
    errors: tuple[type[Exception], ...]


_CODECS = {
    "gzip": _Codec("gzip", lambda: _Inflate(zlib.MAX_WBITS | 16), (zlib.error,)),
    "deflate": _Codec("deflate", lambda: _Inflate(-zlib.MAX_WBITS), (zlib.error,)),
    "zlib": _Codec("zlib", lambda: _Inflate(zlib.MAX_WBITS), (zlib.error,)),
    "bzip2": _Codec("bzip2", bz2.BZ2Decompressor, (OSError, ValueError)),
    "xz": _Codec(
        "xz",
        lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY_BYTES),
        (lzma.LZMAError, MemoryError),
    ),
}


def compression_of(head: bytes) -> str | None:
    """Return the compression that the first 16 bytes of a file tell, if any."""
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    is_skippable = head[1:4] == _ZSTD_SKIPPABLE and head[0] >> 4 == 5
    return "zstd" if is_skippable else None


def expanded(source: ByteSource, compression: str | None) -> Iterator[tuple[bytes, int]]:
    """Yield content from where ``source`` stands, with the number of stored bytes read so far.

    Streams that follow one another are read as one content, as their tools do.

    Parameters
    ----------
    source : ByteSource
        The stored bytes.
    compression : str or None
        ``gzip``, ``zstd``, ``bzip2``, ``xz``, ``deflate`` (without a header, as in ZIP),
        ``zlib``, or None.

    Raises
    ------
    ContentError
        The data is damaged, ends too early or needs more than 128 MiB to be undone.
    """
    if compression == "zstd":
        yield from _unzstd(source)
    elif compression is not None:
        yield from _streams(source, compression, _CODECS[compression])
    else:
        n_read = 0
        while block := source.read(BLOCK_BYTES):
            n_read += len(block)
            yield block, n_read


def _streams(source: ByteSource, name: str, codec: _Codec) -> Iterator[tuple[bytes, int]]:
    """Undo one stream after the other."""
    n_read = 0
    pending = b""
    stream = codec.new()
    is_inside = False
    while True:
        if not pending and (not is_inside or stream.needs_input):
            pending = source.read(BLOCK_BYTES) or b""
            n_read += len(pending)
            if not pending:
                break
        if not is_inside and n_read > len(pending):
            pending = pending.lstrip(b"\0")  # tar, tapes and xz pad with zeros
            if not pending:
                continue
        is_inside = True
        try:
            block = stream.decompress(pending, BLOCK_BYTES)
        except codec.errors as error:
            raise _damaged(name, codec.title, error) from error
        pending = b""
        if stream.eof:
            pending, is_inside = stream.unused_data.lstrip(b"\0"), False
            stream = codec.new()
        if block:
            yield block, n_read
    if is_inside:
        raise ContentError(f"truncated_{name}", f"the {codec.title} data ends before its end mark")


def _damaged(name: str, title: str, error: Exception) -> ContentError:
    if "memory" in str(error).lower():
        return ContentError(
            "needs_too_much_memory",
            f"the {title} data needs more than {_XZ_MEMORY_BYTES >> 20} MiB to be undone; unpack "
            "it and ingest that",
        )
    return ContentError(f"damaged_{name}", f"the {title} data is damaged: {error}")


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
