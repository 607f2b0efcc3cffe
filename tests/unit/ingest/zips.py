"""ZIP archives for tests: ordinary ones, and ones that no honest tool makes."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping


def zipped(members: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive of members in the order given."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2023, 9, 2, 0, 0, 0)), content, compression)
    return buffer.getvalue()


def entry(
    name: bytes, content: bytes, *, method: int = 8, flags: int = 0x800, mode: int = 0
) -> tuple[bytes, bytes]:
    """Return a local header with its content, and a directory entry that lacks its offset."""
    stored = content
    if method == 8:
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        stored = packer.compress(content) + packer.flush()
    sizes = struct.pack("<III", zlib.crc32(content), len(stored), len(content))
    middle = struct.pack("<HHHHH", 20, flags, method, 0, 0x5722) + sizes
    lengths = struct.pack("<HH", len(name), 0)
    local = b"PK\3\4" + middle + lengths + name + stored
    rest = struct.pack("<HHHII", 0, 0, 0, mode << 16, 0)
    return local, b"PK\1\2" + struct.pack("<H", 0x314) + middle + lengths + rest + name


def at_offset(directory_entry: bytes, offset: int) -> bytes:
    """Return a directory entry with the offset of its local header."""
    return directory_entry[:42] + struct.pack("<I", offset) + directory_entry[46:]


def assembled(*entries: tuple[bytes, bytes], offsets: list[int] | None = None) -> bytes:
    """Return an archive of entries, at their offsets or at others."""
    body, directory = b"", b""
    for number, (local, listed) in enumerate(entries):
        offset = len(body) if offsets is None else offsets[number]
        directory += at_offset(listed, offset)
        body += local
    n = len(entries)
    end = struct.pack("<HHHHIIH", 0, 0, n, n, len(directory), len(body), 0)
    return body + directory + b"PK\5\6" + end
