"""The evidence store: the exact bytes of every file, under their SHA-256, never changed."""

from __future__ import annotations

import errno
import filecmp
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from undertow.errors import CaseError, InputError, VerificationError
from undertow.ingest.seekable import (
    FRAME_BYTES,
    SeekableReader,
    SeekableWriter,
    read_frame,
    read_frames,
)

_DRAFT = ".incoming.tmp"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in the store.

    Parameters
    ----------
    sha256 : str
        SHA-256 of its exact bytes; its name in the store.
    size : int
        Length in bytes.
    name : str
        Name of the file as given.
    is_new : bool
        Whether the store did not hold these bytes before.
    """

    sha256: str
    size: int
    name: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class EvidenceStore:
    """Content-addressed files, each in the Zstandard seekable format.

    Parameters
    ----------
    root : Path
        Folder of the store. One process writes to it at a time (``Case.writing``).
    """

    root: Path

    def path(self, sha256: str) -> Path:
        """Return where the file with this hash is, or would be."""
        return self.root / sha256[:2] / f"{sha256}.zst"

    def hashes(self) -> Iterator[str]:
        """Yield the hash of every stored file, in order."""
        for file in sorted(self.root.glob("[0-9a-f][0-9a-f]/*.zst")):
            yield file.stem

    def add(self, path: Path) -> StoredFile:
        """Store the exact bytes of a file; nothing happens when they are stored already, undamaged.

        Raises
        ------
        InputError
            The file cannot be read.
        CaseError
            The store cannot be written (a full disk, say); nothing half-written is left.
        """
        try:
            source = path.open("rb")
        except OSError as error:
            raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error
        draft = self.root / _DRAFT
        with source:
            try:
                self.root.mkdir(parents=True, exist_ok=True)
                sha256, size = _store(source, path, draft)
                return self._commit(
                    draft, StoredFile(sha256, size, _readable(path.name), is_new=True)
                )
            except OSError as error:
                reason = (
                    "the disk is full"
                    if error.errno in (errno.ENOSPC, errno.EDQUOT)
                    else error.strerror or str(error)
                )
                raise CaseError(
                    f"{self.root}: {path.name} could not be stored: {reason}; nothing of it was "
                    "kept, make room and ingest it again"
                ) from error
            finally:
                draft.unlink(missing_ok=True)

    def open(self, sha256: str, *, fill_damaged: bool = False) -> SeekableReader:
        """Open a stored file for reading its exact bytes.

        Parameters
        ----------
        sha256 : str
            Hash of the file.
        fill_damaged : bool
            Give zero bytes in place of damaged ranges instead of raising when they are read.

        Raises
        ------
        VerificationError
            The file is not in the store, or its seek table is damaged.
        """
        try:
            stored = self.path(sha256).open("rb")
        except OSError as error:
            raise VerificationError(
                f"{self.path(sha256)}: evidence cannot be read: {error.strerror or error}"
            ) from error
        try:
            return SeekableReader(stored, fill_damaged=fill_damaged)
        except VerificationError as error:
            stored.close()
            raise VerificationError(f"{self.path(sha256)}: {error}") from error

    def check(self, sha256: str, expected: str | None = None) -> list[tuple[int, int]]:
        """Recompute the hash of a stored file and say which of its bytes are lost.

        Parameters
        ----------
        sha256 : str
            The file.
        expected : str or None
            Hash of what is left of it, where something was deleted under retention.

        Returns
        -------
        list of (int, int)
            Begin and end (exclusive) of the raw bytes that are damaged, in 1 MiB steps; empty
            when the file is what it was. One range from 0 to the largest file size stands for
            "all": the file is gone, its seek table is damaged, or every frame reads and yet the
            hash differs.
        """
        everything = [(0, (1 << 63) - 1)]
        digest = hashlib.sha256()
        damaged: list[tuple[int, int]] = []
        try:
            with self.path(sha256).open("rb") as stored:
                for frame in read_frames(stored):
                    try:
                        digest.update(read_frame(stored, frame))
                    except VerificationError:
                        damaged.append((frame.raw_offset, frame.raw_offset + frame.raw_length))
        except (OSError, VerificationError):
            return everything
        if damaged:
            return damaged
        return [] if digest.hexdigest() == (expected or sha256) else everything

    def _commit(self, draft: Path, stored: StoredFile) -> StoredFile:
        final = self.path(stored.sha256)
        is_new = not final.exists()
        # The same bytes need not be compressed to the same ones: only damage is written over.
        if is_new or (not filecmp.cmp(draft, final, shallow=False) and self.check(stored.sha256)):
            final.parent.mkdir(exist_ok=True)
            draft.replace(final)
        return StoredFile(stored.sha256, stored.size, stored.name, is_new=is_new)


def _store(source: BinaryIO, path: Path, draft: Path) -> tuple[str, int]:
    """Write ``source`` to ``draft`` and return its SHA-256 and length."""
    digest = hashlib.sha256()
    size = 0
    with draft.open("wb") as target:
        writer = SeekableWriter(target)
        try:
            while block := _read(source, path):
                digest.update(block)
                size += len(block)
                writer.write(block)
            writer.finish()
        finally:
            writer.close()
        target.flush()
        os.fsync(target.fileno())
    return digest.hexdigest(), size


def _read(source: BinaryIO, path: Path) -> bytes:
    """Read a block; a fault of the source is not taken for a fault of the store."""
    try:
        return source.read(FRAME_BYTES)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error


def _readable(name: str) -> str:
    """Return a file name as text: bytes that are no UTF-8 are shown as escapes."""
    return name.encode("utf-8", "backslashreplace").decode()
