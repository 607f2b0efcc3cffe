"""The content of a stored file or of a member of it: the bytes that offsets in a case count."""

from __future__ import annotations

from collections.abc import Iterator

from undertow.ingest.archive import Archive, is_zip
from undertow.ingest.compression import ByteSource, compression_of
from undertow.ingest.container import ZIP_MAGIC, ContentError, Limits, blocks
from undertow.ingest.parts import INSIDE
from undertow.ingest.seekable import SeekableReader


def file_content(
    source: SeekableReader, member: str | None = None, limits: Limits | None = None
) -> Iterator[bytes]:
    """Yield the content in which the records of a file lie.

    Parameters
    ----------
    source : SeekableReader
        The stored file.
    member : str or None
        Member of the archive that the file is; None for records in the file itself.
    limits : Limits or None
        Bounds on what is read; the usual ones when None.

    Yields
    ------
    bytes
        Blocks of at most 1 MiB, from the start of the content.

    Raises
    ------
    ContentError
        There is no such member, or the rest of the content cannot be read.
    """
    limits = limits or Limits()
    if member is None:
        compression = None if is_zip(source) else _compression(source)
        yield from blocks(source, compression, limits)
        return
    yield from _member_content(Archive.open(source, limits), member, limits)


def _member_content(archive: Archive, name: str, limits: Limits) -> Iterator[bytes]:
    found = archive.find(name)
    if found is not None:
        opened = archive.read(found)
        is_workbook = opened.read(4).startswith(ZIP_MAGIC)
        compression = None if is_workbook else _compression(opened)
        yield from blocks(opened, compression, limits)
        return
    outer, inside, rest = name.partition(INSIDE)
    nested = archive.find(outer) if inside else None
    if nested is None:
        raise ContentError("no_such_member", f"the archive has no member {name!r} that is read")
    inner = Archive.open(archive.hold(nested, limits), limits)
    yield from _member_content(inner, rest, limits)


def _compression(source: ByteSource) -> str | None:
    """Tell a compression, of content of any kind: pictures are content too."""
    source.seek(0)
    return compression_of(source.read(16) or b"")
