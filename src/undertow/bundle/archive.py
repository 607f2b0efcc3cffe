"""A bundle as a folder or as a ZIP archive: written with the same bytes, read without trust."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from undertow.bundle.layout import CUSTODY, SUMS
from undertow.errors import InputError, VerificationError

MAX_FILES = 1_000_000
MAX_FILE_BYTES = 256 << 20
MAX_BYTES = 8 << 30
_EPOCH = (1980, 1, 1, 0, 0, 0)
_SUM = re.compile(r"([0-9a-f]{64})  ([^\n\r]+)")
_NAME = re.compile(
    r"(?:(?:claims|records|media|files|timestamps)/)?[A-Za-z0-9_][A-Za-z0-9_.-]{0,150}"
)


class BundleError(VerificationError):
    """A bundle, or a file in it, cannot be read."""


class Bundle(Protocol):
    """The files of a bundle by name, wherever they lie."""

    @property
    def names(self) -> frozenset[str]:
        """The files that are there."""

    def read(self, name: str) -> bytes:
        """Return a file; raises :class:`BundleError`."""

    def is_as_packed(self) -> bool:
        """Whether the archive around the files is what :func:`pack` makes of them."""

    def close(self) -> None:
        """Release what is held open."""


@dataclass(frozen=True, slots=True)
class FolderBundle:
    """A bundle in a folder."""

    root: Path
    names: frozenset[str]

    def read(self, name: str) -> bytes:
        """Return a file; what is no plain file, lies behind a link or is too large is not read."""
        if name not in self.names:  # not listed: missing, or behind a folder that is a link
            raise BundleError(f"{name}: is not there")
        path = self.root / name
        try:
            if path.is_symlink():
                raise BundleError(f"{name}: is a link")
            # A pipe would be waited for: it is opened without that, and not read.
            with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
                about = os.fstat(file.fileno())
                if not stat.S_ISREG(about.st_mode) or about.st_size > MAX_FILE_BYTES:
                    raise BundleError(f"{name}: is no file, or larger than {MAX_FILE_BYTES} bytes")
                return file.read(MAX_FILE_BYTES)
        except OSError as error:
            raise BundleError(f"{name}: {error.strerror or error}") from error

    def is_as_packed(self) -> bool:
        """Return True: there is nothing around the files."""
        return True

    def close(self) -> None:
        """Do nothing: nothing is held open."""


@dataclass(frozen=True, slots=True)
class ZipBundle:
    """A bundle in an archive; it is never unpacked to disk."""

    path: Path
    archive: zipfile.ZipFile
    top: str
    members: Mapping[str, zipfile.ZipInfo]

    @property
    def names(self) -> frozenset[str]:
        """The files that are there."""
        return frozenset(self.members)

    def read(self, name: str) -> bytes:
        """Return a file; never more of it than the archive says it has."""
        try:
            info = self.members[name]
            with self.archive.open(info) as member:
                content = member.read(info.file_size + 1)
        except Exception as error:  # a damaged archive makes zipfile raise anything
            raise BundleError(f"{name}: cannot be read from the archive ({error})") from error
        if len(content) != info.file_size:
            raise BundleError(f"{name}: is not as long as the archive says")
        return content

    def is_as_packed(self) -> bool:
        """Whether packing the files again gives this archive, byte for byte."""
        is_same = True
        with self.path.open("rb") as file:

            def compare(content: bytes) -> int:
                nonlocal is_same
                is_same = is_same and file.read(len(content)) == bytes(content)
                return len(content)

            _pack(compare, self.top, self.names, self.read)
            return is_same and not file.read(1)

    def close(self) -> None:
        """Close the archive."""
        self.archive.close()


def open_bundle(path: Path) -> Bundle:
    """Open a folder or a ZIP archive as a bundle.

    Raises
    ------
    InputError
        It is neither.
    BundleError
        Names in it lead elsewhere, it is too large, or the archive is damaged.
    """
    if path.is_dir():
        files = (file for file in path.rglob("*") if file.is_symlink() or not file.is_dir())
        names = frozenset(file.relative_to(path).as_posix() for file in files)
        return FolderBundle(path, names)
    if not path.is_file():
        raise InputError(f"{path}: no such case or bundle; check the path")
    try:
        return _open_zip(path)
    except BundleError:
        raise
    except Exception as error:  # a damaged archive makes zipfile raise anything
        raise BundleError(f"{path}: is no bundle, or a damaged one ({error})") from error


def write_sums(folder: Path, names: Iterable[str]) -> str:
    """Write ``SHA256SUMS`` over files of a folder; return its own SHA-256."""
    lines = []
    for name in sorted(names):
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        lines.append(f"{digest}  {name}\n".encode())
    content = b"".join(lines)
    (folder / SUMS).write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def read_sums(content: bytes) -> dict[str, str]:
    """Return the hash of each file listed.

    Raises
    ------
    BundleError
        The list is not written as :func:`write_sums` writes it.
    """
    try:
        lines = content.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise BundleError(f"{SUMS}: is not ASCII text") from error
    found = [_SUM.fullmatch(line) for line in lines[:-1]]
    names = [match[2] for match in found if match]
    is_sound = len(names) == len(found) and names == sorted(set(names)) and not lines[-1]
    if not is_sound or not all(map(_NAME.fullmatch, names)) or {SUMS, CUSTODY} & set(names):
        raise BundleError(f"{SUMS}: is not a sorted list of hashes and names")
    return {match[2]: match[1] for match in found if match}


def pack(folder: Path, target: Path) -> None:
    """Write a folder as a ZIP archive: the same files give the same bytes, on any machine.

    Nothing is compressed, for the bytes of a compressor change with its version.
    """
    names = [file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()]
    bundle = FolderBundle(folder, frozenset(names))
    draft = target.with_name(f".{target.name}.tmp")
    try:
        with draft.open("wb") as file:
            _pack(file.write, folder.name, bundle.names, bundle.read)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _OneWay:
    """A target that cannot seek, so that an archive is written from front to back."""

    write: Callable[[bytes], int]

    def flush(self) -> None:
        """Do nothing: what is written is handed on at once."""


def _pack(
    write: Callable[[bytes], int], top: str, names: Iterable[str], read: Callable[[str], bytes]
) -> None:
    with zipfile.ZipFile(cast(BinaryIO, _OneWay(write)), "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(names):
            info = zipfile.ZipInfo(f"{top}/{name}", _EPOCH)
            info.create_system = 3
            info.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(info, read(name))


def _open_zip(path: Path) -> ZipBundle:
    archive = zipfile.ZipFile(path)
    try:
        top, members = _members(path, archive)
    except BundleError:
        archive.close()
        raise
    return ZipBundle(path, archive, top, members)


def _members(path: Path, archive: zipfile.ZipFile) -> tuple[str, dict[str, zipfile.ZipInfo]]:
    """Return the folder that all files are in, and the files, once no name leads elsewhere."""
    infos = archive.infolist()
    tops = {info.filename.partition("/")[0] for info in infos}
    sizes = [info.file_size for info in infos]
    if len(infos) > MAX_FILES or max(sizes, default=0) > MAX_FILE_BYTES or sum(sizes) > MAX_BYTES:
        raise BundleError(
            f"{path}: holds more than {MAX_FILES} files or {MAX_BYTES} bytes; not read"
        )
    if len(tops) != 1 or len({info.filename for info in infos}) != len(infos):
        raise BundleError(f"{path}: is no bundle: its files are not all in one folder, each once")
    members = {}
    for info in infos:
        name = info.filename.partition("/")[2]
        if info.is_dir():
            continue
        if (
            not _NAME.fullmatch(name)
            or info.flag_bits & 1
            or stat.S_ISLNK(info.external_attr >> 16)
        ):
            raise BundleError(f"{path}: {name[:80]!r} is no file of a bundle; nothing was read")
        members[name] = info
    return tops.pop(), members
