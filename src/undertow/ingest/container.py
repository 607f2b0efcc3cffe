"""What a stored file holds: its compression and encoding, undone in a bounded stream.

Offsets everywhere in a case are offsets in the *content*: the bytes after compression is undone,
before any decoding.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass

from undertow.errors import InputError
from undertow.ingest.compression import (
    BLOCK_BYTES,
    ByteSource,
    ContentError,
    compression_of,
    expanded,
)

ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_REFUSED = (
    (ZIP_MAGIC[0], "a ZIP archive inside another compression"),
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
_ENCODINGS = frozenset(
    {
        *("utf-16-le", "utf-16-be", "gb18030", "gbk", "big5", "big5hkscs", "shift_jis", "cp932"),
        *("euc_jp", "euc_kr", "cp949", "koi8-r", "koi8-u", "mac-roman", "cp437", "cp850"),
        *(f"cp125{number}" for number in range(9)),
        *(f"iso8859-{number}" for number in (*range(1, 12), 13, 14, 15, 16)),
    }
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


@dataclass(frozen=True, slots=True)
class Container:
    """How the content of a file is wrapped.

    Parameters
    ----------
    compression : str or None
        ``gzip``, ``zstd``, ``bzip2``, ``xz`` or None.
    encoding : str
        ``utf-8``, ``utf-16-le``, ``utf-16-be``, or the encoding the user named.
    bom_bytes : int
        Length of the byte order mark at the start of the content.
    """

    compression: str | None
    encoding: str
    bom_bytes: int


def known_encoding(name: str) -> str:
    """Return the name under which Python knows an encoding that files may be read in.

    Raises
    ------
    InputError
        There is none of this name, or it is none in which captures are written.
    """
    try:
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        known = ""
    if known != "utf-8" and known not in _ENCODINGS:
        raise InputError(
            f"encoding {name!r} is unknown; name it as windows-1252, iso-8859-1, gb18030, "
            "shift_jis or utf-16-le, say"
        )
    return known


def open_container(source: ByteSource, limits: Limits, encoding: str | None = None) -> Container:
    """Say how a file is wrapped, from its first bytes.

    Parameters
    ----------
    source : ByteSource
        The file.
    limits : Limits
        Bounds on what is read.
    encoding : str or None
        Encoding of content that has no byte order mark and is not UTF-8, as
        :func:`known_encoding` names it. When given, content is read once to its end to tell.

    Raises
    ------
    ContentError
        It is a container that is not read (the message says what to do), or a damaged one.
    """
    source.seek(0)
    compression = compression_of(source.read(16) or b"")
    first = next(blocks(source, compression, limits), b"")
    _refuse(first)
    for mark, marked in _BOMS:
        if first.startswith(mark):
            return Container(compression, marked, len(mark))
    if encoding is not None and not _is_utf8(blocks(source, compression, limits)):
        return Container(compression, encoding, 0)
    return Container(compression, "utf-8", 0)


def _refuse(head: bytes) -> None:
    for magic, name in _REFUSED:
        if head.startswith(magic):
            raise ContentError(
                "unsupported_container",
                f"this is {name}; unpack or export it to NDJSON, CSV or Parquet and ingest that",
            )


def _is_utf8(content: Iterator[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for block in content:
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    except ContentError:  # met again, and told, when the content is read
        return True
    return True


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
    for block, n_read in expanded(source, compression):
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


__all__ = [
    "BLOCK_BYTES",
    "ZIP_MAGIC",
    "ByteSource",
    "Container",
    "ContentError",
    "Limits",
    "blocks",
    "known_encoding",
    "open_container",
]
