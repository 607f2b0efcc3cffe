"""The Zstandard seekable format: independent frames and a table of them at the end.

Any Zstandard decoder reads such a file from start to end; with the table a reader finds the frame
that holds a byte, and a damaged frame leaves the others readable.

Format: https://github.com/facebook/zstd/blob/dev/contrib/seekable_format (version 0.1.0).
"""

from __future__ import annotations

import io
import struct
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import zstandard

from undertow.errors import VerificationError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

FRAME_BYTES = 1 << 20
_LEVEL = 3
_N_COMPRESSED = 2
_N_HELD = 4
_SKIPPABLE_MAGIC = 0x184D2A5E
_SEEKABLE_MAGIC = 0x8F92EAB1
_HAS_CHECKSUMS = 0x80
_HEAD = struct.Struct("<II")
_ENTRY = struct.Struct("<III")
_FOOT = struct.Struct("<IBI")
_UNUSED_DESCRIPTOR_BIT = 0x10


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame: where it lies in the stored file, and which raw bytes it holds."""

    stored_offset: int
    stored_length: int
    raw_offset: int
    raw_length: int
    checksum: int


class SeekableWriter:
    """Write raw bytes as frames; :meth:`finish` appends the table.

    Frames are independent, so several are compressed at a time, and few are held.

    Parameters
    ----------
    target : binary file
        Opened for writing.
    """

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self._pending = bytearray()
        self._entries: list[bytes] = []
        self._threads = ThreadPoolExecutor(_N_COMPRESSED)
        self._running: deque[Future[tuple[bytes, int]]] = deque()

    def write(self, block: bytes) -> None:
        """Add raw bytes."""
        if len(block) == FRAME_BYTES and not self._pending:  # as files are read: nothing to copy
            self._compress(block)
            return
        self._pending += block
        while len(self._pending) >= FRAME_BYTES:
            self._compress(bytes(self._pending[:FRAME_BYTES]))
            del self._pending[:FRAME_BYTES]

    def finish(self) -> None:
        """Write the last frame and the table."""
        if self._pending:
            self._compress(bytes(self._pending))
            self._pending.clear()
        while self._running:
            self._write_frame()
        self.close()
        self._target.write(_table_bytes(self._entries))

    def close(self) -> None:
        """Give up what is not written yet."""
        self._threads.shutdown(cancel_futures=True)

    def _compress(self, raw: bytes) -> None:
        if len(self._running) == _N_HELD:
            self._write_frame()
        self._running.append(self._threads.submit(_frame_of, raw))

    def _write_frame(self) -> None:
        stored, raw_length = self._running.popleft().result()
        self._target.write(stored)
        checksum = int.from_bytes(stored[-4:], "little")
        self._entries.append(_ENTRY.pack(len(stored), raw_length, checksum))


def _frame_of(raw: bytes) -> tuple[bytes, int]:
    compressor = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)
    return compressor.compress(raw), len(raw)


def _table_bytes(entries: list[bytes]) -> bytes:
    body = b"".join(entries) + _FOOT.pack(len(entries), _HAS_CHECKSUMS, _SEEKABLE_MAGIC)
    return _HEAD.pack(_SKIPPABLE_MAGIC, len(body)) + body


def read_frames(stored: BinaryIO) -> list[Frame]:
    """Read the table of a stored file.

    Raises
    ------
    VerificationError
        The table is damaged: it is not exactly what the frames before it call for.
    """
    size = stored.seek(0, io.SEEK_END)
    if size < _HEAD.size + _FOOT.size:
        raise VerificationError("stored evidence is too short to hold its seek table")
    stored.seek(size - _FOOT.size)
    count, _, _ = _FOOT.unpack(stored.read(_FOOT.size))
    table_size = _HEAD.size + count * _ENTRY.size + _FOOT.size
    if table_size > size:
        raise VerificationError("the seek table of stored evidence is damaged")
    stored.seek(size - table_size)
    table = stored.read(table_size)
    body = table[_HEAD.size : table_size - _FOOT.size]
    entries = [body[i : i + _ENTRY.size] for i in range(0, len(body), _ENTRY.size)]
    frames = list(_frames(entries))
    end = frames[-1].stored_offset + frames[-1].stored_length if frames else 0
    if table != _table_bytes(entries) or end != size - table_size:
        raise VerificationError("the seek table of stored evidence is damaged")
    return frames


def _frames(entries: list[bytes]) -> Iterator[Frame]:
    stored_offset = raw_offset = 0
    for entry in entries:
        stored_length, raw_length, checksum = _ENTRY.unpack(entry)
        yield Frame(stored_offset, stored_length, raw_offset, raw_length, checksum)
        stored_offset += stored_length
        raw_offset += raw_length


def read_frame(stored: BinaryIO, frame: Frame) -> bytes:
    """Return the raw bytes of one frame.

    Raises
    ------
    VerificationError
        The frame is damaged.
    """
    stored.seek(frame.stored_offset)
    packed = stored.read(frame.stored_length)
    try:
        # A decoder ignores the unused bit of the descriptor; evidence is exact or damaged.
        if packed[4] & _UNUSED_DESCRIPTOR_BIT or frame.raw_length > FRAME_BYTES:
            raise ValueError
        if int.from_bytes(packed[-4:], "little") != frame.checksum:
            raise ValueError
        if zstandard.get_frame_parameters(packed).content_size != frame.raw_length:
            raise ValueError
        raw: bytes = zstandard.ZstdDecompressor().decompress(packed, allow_extra_data=False)
    except (zstandard.ZstdError, ValueError, IndexError) as error:
        raise VerificationError(
            f"stored evidence is damaged: bytes {frame.raw_offset} to "
            f"{frame.raw_offset + frame.raw_length} of the file cannot be read"
        ) from error
    return raw


class SeekableReader(io.RawIOBase):
    """Read the raw bytes of a stored file, from any position.

    Parameters
    ----------
    stored : binary file
        Opened for reading; closed with this reader.
    fill_damaged : bool
        Give zero bytes in place of a damaged frame, so that what lies outside it can still be
        read and hashed. Otherwise reading a damaged frame raises
        :class:`~undertow.errors.VerificationError`.
    """

    def __init__(self, stored: BinaryIO, *, fill_damaged: bool = False) -> None:
        self._stored = stored
        self._frames = read_frames(stored)
        self._starts = [frame.raw_offset for frame in self._frames]
        self._fill_damaged = fill_damaged
        self._position = 0
        self._cached: tuple[int, bytes] = (-1, b"")
        last = self._frames[-1] if self._frames else None
        self.size = last.raw_offset + last.raw_length if last else 0

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return the position in the raw bytes."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to a position in the raw bytes."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill ``buffer`` up to the end of the current frame."""
        view = memoryview(buffer).cast("B")
        if self._position >= self.size:
            return 0
        index = bisect_right(self._starts, self._position) - 1
        raw = self._frame(index)
        begin = self._position - self._starts[index]
        part = raw[begin : begin + len(view)]
        view[: len(part)] = part
        self._position += len(part)
        return len(part)

    def close(self) -> None:
        """Close the stored file too."""
        self._stored.close()
        super().close()

    def _frame(self, index: int) -> bytes:
        if self._cached[0] != index:
            frame = self._frames[index]
            try:
                raw = read_frame(self._stored, frame)
            except VerificationError:
                if not self._fill_damaged:
                    raise
                raw = bytes(frame.raw_length)
            self._cached = (index, raw)
        return self._cached[1]
