"""ZIP archives: members are checked before they are read, and nothing is unpacked to disk.

Only the directory is left to :mod:`zipfile`. Members are read by their checked places, because its
own reader does not bound what a bzip2 or LZMA member gives at once.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from undertow.ingest.compression import BLOCK_BYTES, ContentError, expanded
from undertow.ingest.container import ZIP_MAGIC, Limits
from undertow.ingest.outcomes import Rejected
from undertow.ingest.physical import Physical
from undertow.ingest.zip_directory import (
    METHODS,
    RandomAccess,
    problem_of,
    read_directory,
    refuse_overlaps,
    shown_name,
    stored_start,
)


class Held(io.BytesIO):
    """Bytes in memory, with their length."""

    @property
    def size(self) -> int:
        """Length in bytes."""
        return self.getbuffer().nbytes


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an archive, as its directory lists it.

    Parameters
    ----------
    name : str
        Path inside the archive; characters that do not print are shown as escapes.
    offset, n_stored : int
        Where its stored bytes lie in the archive.
    n_content : int
        Length of its content according to the directory.
    method : int
        How it is compressed, by its number in the ZIP specification.
    crc : int
        CRC-32 of its content according to the directory.
    is_folder : bool
        Whether it only names a folder.
    problem : Rejected or None
        Why it is not read.
    """

    name: str
    offset: int
    n_stored: int
    n_content: int
    method: int
    crc: int
    is_folder: bool = False
    problem: Rejected | None = None


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive whose directory was read and found consistent.

    Parameters
    ----------
    source : RandomAccess
        Its bytes.
    members : tuple of Member
        In the order of their names.
    """

    source: RandomAccess
    members: tuple[Member, ...]

    @classmethod
    def open(cls, source: RandomAccess, limits: Limits) -> Archive:
        """Read the directory of an archive.

        Raises
        ------
        ContentError
            The archive is cut or damaged, has too many members, members that share bytes, or
            content out of proportion to its length.
        """
        infos = read_directory(source)
        n_content = sum(info.file_size for info in infos)
        too_much = n_content > limits.expansion_from_bytes and (
            n_content > limits.expansion * max(1, source.size)
        )
        if too_much or n_content > limits.content_bytes:
            raise ContentError(
                "expands_too_far",
                f"{source.size} bytes of archive claim to hold {n_content}; it was not read",
            )
        by_place = sorted(infos, key=lambda info: info.header_offset)
        starts = [stored_start(source, info) for info in by_place]
        refuse_overlaps(by_place, starts, source.size)
        times = Counter(shown_name(info.orig_filename) for info in infos)
        members = [
            _member(info, start, n_times=times[shown_name(info.orig_filename)])
            for info, start in zip(by_place, starts, strict=True)
        ]
        return cls(source, tuple(sorted(members, key=lambda member: (member.name, member.offset))))

    @property
    def is_workbook(self) -> bool:
        """Whether the members are the parts of an XLSX workbook."""
        names = {member.name for member in self.members}
        return "[Content_Types].xml" in names and "xl/workbook.xml" in names

    @property
    def n_content(self) -> int:
        """Length of the content of all members, in bytes."""
        return sum(member.n_content for member in self.members)

    def find(self, name: str) -> Member | None:
        """Return the member of a name that can be read."""
        return next((m for m in self.members if m.name == name and m.problem is None), None)

    def read(self, member: Member) -> MemberSource:
        """Open a member for reading its content."""
        return MemberSource(self.source, member)

    def hold(self, member: Member, limits: Limits) -> Held:
        """Return the content of a member in memory.

        Raises
        ------
        ContentError
            It is longer than what may be held in memory, or damaged.
        """
        if member.n_content > limits.held_bytes:
            raise ContentError(
                "member_too_long",
                f"the member is {member.n_content} bytes long; at most {limits.held_bytes} are "
                "held in memory: unpack it and ingest that",
            )
        return Held(b"".join(self.read(member).blocks()))

    def stored(self, member: Member) -> Physical:
        """Return the place of the stored bytes of a member in the archive, and their hash."""
        digest = hashlib.sha256()
        n_bytes = 0
        for block, _ in expanded(_Slice(self.source, member), None):
            digest.update(block)
            n_bytes += len(block)
        return Physical(None, member.offset, n_bytes, digest.hexdigest())


class MemberSource:
    """The content of a member, read from its start; its length and CRC-32 are checked."""

    def __init__(self, source: RandomAccess, member: Member) -> None:
        self._source = source
        self._member = member
        self._blocks = self.blocks()
        self._held = b""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go back to the start; there is no other place to go to."""
        if offset or whence:
            raise io.UnsupportedOperation("a member is read from its start")
        self._blocks, self._held = self.blocks(), b""
        return 0

    def read(self, size: int = -1, /) -> bytes:
        """Return at most ``size`` bytes; empty at the end.

        Raises
        ------
        ContentError
            The member is damaged.
        """
        if not self._held:
            self._held = next(self._blocks, b"")
        size = len(self._held) if size < 0 else size
        part, self._held = self._held[:size], self._held[size:]
        return part

    def blocks(self) -> Iterator[bytes]:
        """Yield the content in blocks of at most 1 MiB.

        Raises
        ------
        ContentError
            The member is damaged.
        """
        member = self._member
        crc = n_content = 0
        try:
            for block, _ in expanded(_Slice(self._source, member), METHODS[member.method]):
                crc = zlib.crc32(block, crc)
                n_content += len(block)
                if n_content > member.n_content:
                    break
                yield block
        except ContentError as error:
            raise ContentError("damaged_member", f"the member is damaged: {error}") from error
        if n_content != member.n_content or crc != member.crc:
            raise ContentError(
                "damaged_member",
                "the content of the member is not what the archive says: its length or CRC-32 "
                "differs",
            )


class _Slice:
    """The stored bytes of a member, read on from wherever it stands."""

    def __init__(self, source: RandomAccess, member: Member) -> None:
        self._source = source
        self._position = member.offset
        self._end = member.offset + member.n_stored

    def read(self, size: int = -1, /) -> bytes:
        self._source.seek(self._position)
        part = self._source.read(min(self._end - self._position, BLOCK_BYTES)) or b""
        self._position += len(part)
        return part

    def seek(self, offset: int, whence: int = 0, /) -> int:
        raise io.UnsupportedOperation("stored bytes are read once")


def is_zip(source: RandomAccess) -> bool:
    """Whether a file begins as a ZIP archive does."""
    source.seek(0)
    return (source.read(4) or b"").startswith(ZIP_MAGIC)


def _member(info: zipfile.ZipInfo, start: int | None, *, n_times: int) -> Member:
    return Member(
        name=shown_name(info.orig_filename),
        offset=max(0, info.header_offset) if start is None else start,
        n_stored=info.compress_size,
        n_content=info.file_size,
        method=info.compress_type,
        crc=info.CRC,
        is_folder=info.orig_filename.endswith(("/", "\\")) and not info.file_size,
        problem=problem_of(info, start, n_times),
    )
