"""The directory of a ZIP archive: read by :mod:`zipfile` within bounds, then checked."""

from __future__ import annotations

import re
import stat
import struct
import zipfile
from typing import Protocol

from undertow.ingest.compression import ContentError
from undertow.ingest.container import ZIP_MAGIC
from undertow.ingest.outcomes import Rejected

MAX_MEMBERS = 50_000
METHODS = {0: None, 8: "deflate", 12: "bzip2"}
"""Compressions that are read, by their number in the ZIP specification."""

_DIRECTORY_BYTES = 8 << 20
_MAX_NAME_CHARS = 1_000
_SHOWN_CHARS = 200
_LOCAL = struct.Struct("<4s5H3I2H")
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


def read_directory(source: RandomAccess) -> list[zipfile.ZipInfo]:
    """Return the entries of the directory of an archive.

    Raises
    ------
    ContentError
        It is cut, damaged, or lists too many members.
    """
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


def stored_start(source: RandomAccess, info: zipfile.ZipInfo) -> int | None:
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


def refuse_overlaps(infos: list[zipfile.ZipInfo], starts: list[int | None], n_archive: int) -> None:
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


def shown_name(name: str) -> str:
    """Return a name with what does not print as escapes; a name beyond all measure cut short."""
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)
    return shown if len(shown) <= _MAX_NAME_CHARS else f"{shown[:_SHOWN_CHARS]}…"


def problem_of(info: zipfile.ZipInfo, start: int | None, n_times: int) -> Rejected | None:
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
    elif info.compress_type not in METHODS:
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
