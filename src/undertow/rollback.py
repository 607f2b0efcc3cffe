"""A run that does not end leaves the tables of a case as they were.

Tables are never changed in place: a new file takes the name of the old one. So a second name for
each file, a hard link, keeps what was there at no cost, and putting the names back undoes a run,
at once where it fails or is cancelled, and at the next run where the process was killed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from undertow.case import Case
from undertow.errors import CaseError
from undertow.schema import Provenance, TableSpec

_KEPT = ".before"


@contextmanager
def undone_on_failure(case: Case, specs: Iterable[type[TableSpec]]) -> Iterator[None]:
    """Run something; where it fails or is cancelled, put tables and provenance back.

    Parameters
    ----------
    case : Case
        Held for writing.
    specs : iterable of type[TableSpec]
        The tables that may be replaced.
    """
    undo_killed_run(case)
    _keep(case, {Provenance, *specs})
    try:
        yield
    except BaseException:
        undo_killed_run(case)
        raise
    _forget(case)


def undo_killed_run(case: Case) -> None:
    """Put back what a run that did not end replaced, if there is any.

    May be interrupted at any point: the next call does all of it again.

    Raises
    ------
    CaseError
        The folder cannot be written.
    """
    try:
        for kept in sorted((_tables(case) / _KEPT).glob("*")):
            _put_back(kept, _tables(case) / kept.name)
    except OSError as error:
        raise CaseError(
            f"{case.path}: the tables of before could not be put back: {error.strerror or error}; "
            "make room or the folder writable, and run the command again"
        ) from error
    _forget(case)


def _keep(case: Case, specs: Iterable[type[TableSpec]]) -> None:
    draft = _tables(case) / f"{_KEPT}.tmp"
    shutil.rmtree(draft, ignore_errors=True)
    for spec in specs:
        (draft / spec.name).mkdir(parents=True)
        for file in case.table_dir(spec).glob("*.parquet"):
            _link(file, draft / spec.name / file.name)
    draft.rename(_tables(case) / _KEPT)  # a killed run has kept everything or nothing


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


def _forget(case: Case) -> None:
    """Remove what was kept: all of it at once, as far as the next run can see."""
    done = _tables(case) / f"{_KEPT}.done"
    shutil.rmtree(done, ignore_errors=True)
    if (_tables(case) / _KEPT).exists():
        (_tables(case) / _KEPT).rename(done)
        shutil.rmtree(done, ignore_errors=True)


def _tables(case: Case) -> Path:
    return case.table_dir(Provenance).parent
