"""The files of a folder of tables as they were before a run, for where it does not end.

Tables are never changed in place: a new file takes the name of the old one. So a second name for
each file, a hard link, keeps what was there at no cost, and putting the names back undoes a run.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from undertow.errors import CaseError

_KEPT = ".before"


def keep(root: Path, tables: Iterable[str]) -> None:
    """Keep the files of some tables; a process that is killed has kept all of them or none."""
    draft = root / f"{_KEPT}.tmp"
    shutil.rmtree(draft, ignore_errors=True)
    for table in tables:
        (draft / table).mkdir(parents=True)
        for file in (root / table).glob("*.parquet"):
            _link(file, draft / table / file.name)
    draft.rename(root / _KEPT)


def restore(root: Path) -> None:
    """Put back what was kept, if anything was; may be interrupted and done again.

    Raises
    ------
    CaseError
        The folder cannot be written.
    """
    try:
        for kept in sorted((root / _KEPT).glob("*")):
            _put_back(kept, root / kept.name)
    except OSError as error:
        raise CaseError(
            f"{root}: the tables of before could not be put back: {error.strerror or error}; "
            "make room or the folder writable, and run the command again"
        ) from error
    forget(root)


def forget(root: Path) -> None:
    """Remove what was kept: all of it at once, as far as the next run can see."""
    done = root / f"{_KEPT}.done"
    shutil.rmtree(done, ignore_errors=True)
    if (root / _KEPT).exists():
        (root / _KEPT).rename(done)
        shutil.rmtree(done, ignore_errors=True)


def _put_back(kept: Path, folder: Path) -> None:
    """Give a folder the files that were kept of it, and no other."""
    names = {file.name for file in kept.iterdir()}
    for file in folder.glob("*"):
        if file.name not in names:
            file.unlink()
    for name in names:
        draft = folder / f".{name}.tmp"
        draft.unlink(missing_ok=True)
        _link(kept / name, draft)
        draft.replace(folder / name)
        draft.unlink(missing_ok=True)  # of two names of one file, renaming leaves both
    if not names and folder.exists():
        folder.rmdir()


def _link(file: Path, name: Path) -> None:
    """Give a file a second name; a copy where the file system has no such thing."""
    try:
        os.link(file, name)
    except OSError:
        shutil.copy2(file, name)
