"""ZIP archives: members are checked before they are read, and nothing is unpacked to disk.

Only the directory is left to :mod:`zipfile`. Members are read by their checked places, because its
own reader does not bound what a bzip2 or LZMA member gives at once.
"""

from __future__ import annotations

import hashlib
import io
import re
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from undertow.ingest.compression import BLOCK_BYTES, ContentError, expanded
from undertow.ingest.container import ZIP_MAGIC, Limits
from undertow.ingest.outcomes import Rejected
from undertow.ingest.physical import Physical

MAX_MEMBERS = 50_000
_DIRECTORY_BYTES = 8 << 20
_MAX_NAME_CHARS = 1_000
_SHOWN_CHARS = 200
_LOCAL = struct.Struct("<4s5H3I2H")
_METHODS = {0: None, 8: "deflate", 12: "bzip2"}
_IS_ENCRYPTED = 0x1
_IS_UTF8 = 0x800
_DRIVE = re.compile(r"[A-Za-z]:")
_SEPARATOR = re.compile(r"[/\\]")
_CONTROL = re.compile("[\0-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_DIRECTORY_ERRORS = (
    zipfile.BadZipFile,
    NotImplementedError,
    ValueError,
    struct.error,
    OverflowError,
    EOFError,
)


class RandomAccess(Protocol):
    """A stored file or bytes in memory, read from any position."""

    @property
    def size(self) -> int:
        """Length in bytes."""

    def read(self, size: int = -1, /) -> bytes | None:
        """Return at most ``size`` bytes; empty at the end."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Move to an offset."""

    def tell(self) -> int:
        """Return the position."""


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
        infos = _directory(source)
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
        starts = [_start(source, info) for info in by_place]
        _refuse_overlaps(by_place, starts, source.size)
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
            It is longer than a document may be, or damaged.
        """
        if member.n_content > limits.document_bytes:
            raise ContentError(
                "member_too_long",
                f"the member is {member.n_content} bytes long; at most {limits.document_bytes} are "
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
            for block, _ in expanded(_Slice(self._source, member), _METHODS[member.method]):
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


class _Bounded:
    """What zipfile reads the directory from: whole reads, none longer than a directory may be."""

    def __init__(self, source: RandomAccess) -> None:
        self._source = source
        self.seek, self.tell = source.seek, source.tell

    def seekable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        wanted = self._source.size - self._source.tell() if size < 0 else size
        if wanted > _DIRECTORY_BYTES:
            raise ContentError(
                "too_many_members",
                f"the directory of the archive is {wanted} bytes long; at most {_DIRECTORY_BYTES} "
                "are read: split the archive",
            )
        parts = []
        while wanted > 0 and (part := self._source.read(wanted)):
            parts.append(part)
            wanted -= len(part)
        return b"".join(parts)


def is_zip(source: RandomAccess) -> bool:
    """Whether a file begins as a ZIP archive does."""
    source.seek(0)
    return (source.read(4) or b"").startswith(ZIP_MAGIC)


def _directory(source: RandomAccess) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(_Bounded(source)) as archive:
            infos: list[zipfile.ZipInfo] = archive.infolist()
    except _DIRECTORY_ERRORS as error:
        if "not a zip file" in str(error):
            raise ContentError(
                "truncated_zip",
                "the archive ends before its directory, so it was cut short; get it again",
            ) from error
        raise ContentError("damaged_zip", f"the archive is damaged: {error}") from error
    if len(infos) > MAX_MEMBERS:
        raise ContentError(
            "too_many_members",
            f"the archive has {len(infos)} members; at most {MAX_MEMBERS} are read: split it",
        )
    return infos


def _start(source: RandomAccess, info: zipfile.ZipInfo) -> int | None:
    """Return where the stored bytes of a member begin; None when its own header denies it."""
    name = info.orig_filename.encode("utf-8" if info.flag_bits & _IS_UTF8 else "cp437")
    if info.header_offset < 0:
        return None
    source.seek(info.header_offset)
    head = _Bounded(source).read(_LOCAL.size + len(name))
    if len(head) < _LOCAL.size + len(name):
        return None
    magic, _, flags, method, *_, n_name, n_extra = _LOCAL.unpack_from(head)
    stated = (ZIP_MAGIC[0], info.compress_type, info.flag_bits & _IS_ENCRYPTED, name)
    found = (magic, method, flags & _IS_ENCRYPTED, head[_LOCAL.size :])
    if found != stated or n_name != len(name):
        return None
    return info.header_offset + len(head) + int(n_extra)


def _refuse_overlaps(
    infos: list[zipfile.ZipInfo], starts: list[int | None], n_archive: int
) -> None:
    """Refuse archives whose members share bytes: no honest tool makes them."""
    end = 0
    for info, start in zip(infos, starts, strict=True):
        begin = info.header_offset
        if begin < end or begin > n_archive:
            raise ContentError(
                "overlapping_members",
                f"members of the archive share the bytes from {begin} on, as in archives made to "
                "exhaust their reader; it was not read",
            )
        end = (begin if start is None else start) + info.compress_size


def _member(info: zipfile.ZipInfo, start: int | None, *, n_times: int) -> Member:
    return Member(
        name=shown_name(info.orig_filename),
        offset=max(0, info.header_offset) if start is None else start,
        n_stored=info.compress_size,
        n_content=info.file_size,
        method=info.compress_type,
        crc=info.CRC,
        is_folder=info.orig_filename.endswith(("/", "\\")) and not info.file_size,
        problem=_problem(info, start, n_times),
    )


def shown_name(name: str) -> str:
    """Return a name with what does not print as escapes; a name beyond all measure cut short."""
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)
    return shown if len(shown) <= _MAX_NAME_CHARS else f"{shown[:_SHOWN_CHARS]}…"


def _problem(info: zipfile.ZipInfo, start: int | None, n_times: int) -> Rejected | None:
    """Say why a member is not read, if so."""
    name = info.orig_filename
    reason = message = ""
    if fault := _name_fault(name):
        reason, message = "unsafe_member_name", f"the name of the member {fault}; it was not read"
    elif n_times > 1:
        reason = "duplicate_member"
        message = f"{n_times} members have this name, so it does not say which is meant"
    elif stat.S_ISLNK(info.external_attr >> 16):
        reason, message = "member_is_link", "the member is a link, which is not followed"
    elif info.flag_bits & _IS_ENCRYPTED:
        reason = "encrypted_member"
        message = "the member is encrypted; unpack the archive with its password and ingest that"
    elif start is None:
        reason = "damaged_member"
        message = "the archive has no such member where its directory says; get it again"
    elif info.compress_type not in _METHODS:
        reason = "unsupported_compression"
        message = (
            f"the member is compressed by method {info.compress_type}, which is not read; unpack "
            "the archive and ingest that"
        )
    return Rejected("container", reason, None, message) if reason else None


def _name_fault(name: str) -> str:
    """Say what is wrong with a path that would be printed, bundled or unpacked one day."""
    if not name or len(name) > _MAX_NAME_CHARS:
        return "is empty or too long"
    if _CONTROL.search(name):
        return "holds control characters"
    if name.startswith(("/", "\\")) or _DRIVE.match(name):
        return "is an absolute path"
    return "leads out of the archive" if ".." in _SEPARATOR.split(name) else ""
