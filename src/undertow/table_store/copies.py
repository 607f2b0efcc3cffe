"""Copies of objects on this machine, for as long as a process reads them."""

from __future__ import annotations

import fcntl
import secrets
import shutil
import tempfile
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import IO

from undertow.errors import CaseError

_PREFIX = ".copies-"
_LOCK = "lock"


class Copies:
    """Files that are fetched when they are first asked for.

    Parameters
    ----------
    work : Path
        Folder in which this process gets one of its own; it goes with this object.
    fetch : callable
        ``fetch(key, target)`` writes an object to a file.
    """

    def __init__(self, work: Path, fetch: Callable[[str, Path], None]) -> None:
        self._fetch = fetch
        try:
            work.mkdir(parents=True, exist_ok=True)
            self._folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=work))
            lock = (self._folder / "new").open("w")
            fcntl.flock(lock, fcntl.LOCK_EX)
            (self._folder / "new").rename(self._folder / _LOCK)  # never seen without being held
        except OSError as error:
            raise CaseError(
                f"{work}: copies of the tables cannot be kept here ({error.strerror or error}); "
                "make room, or the folder writable"
            ) from error
        weakref.finalize(self, _remove, self._folder, lock)

    def get(self, key: str) -> Path:
        """Return the copy of an object; ``FileNotFoundError`` when there is no such object."""
        copy = self._place(key)
        if not copy.exists():
            draft = self._folder / f"draft-{secrets.token_hex(8)}"  # several threads may fetch it
            self._fetch(key, draft)
            draft.replace(copy)
        return copy

    def held(self, key: str) -> Path | None:
        """Return the copy of an object where there is one already."""
        copy = self._place(key)
        return copy if copy.exists() else None

    def adopt(self, key: str, file: Path) -> None:
        """Keep a file that was just written as the copy of its object."""
        file.replace(self._place(key))

    def drop(self, key: str) -> None:
        """Forget the copy of an object that is no more."""
        self._place(key).unlink(missing_ok=True)

    def _place(self, key: str) -> Path:
        return self._folder / key.replace("/", "-")


def remove_stale(work: Path) -> None:
    """Remove the copies of processes that were killed."""
    for folder in work.glob(f"{_PREFIX}*"):
        try:
            lock = (folder / _LOCK).open("r+")
        except OSError:
            continue  # its process is about to make or remove it
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                continue  # its process is at work
            shutil.rmtree(folder, ignore_errors=True)


def _remove(folder: Path, lock: IO[str]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    lock.close()
