"""A run that does not end leaves the tables of a case as they were.

What a run may replace is kept until it ends. Where it fails or is cancelled that is put back at
once, and where the process was killed, by the next run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from undertow.case import Case
from undertow.schema import Provenance, TableSpec


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
    case.store.keep({Provenance.name, *(spec.name for spec in specs)})
    try:
        yield
    except BaseException:
        undo_killed_run(case)
        raise
    case.store.forget()


def undo_killed_run(case: Case) -> None:
    """Put back what a run that did not end replaced, if there is any.

    May be interrupted at any point: the next call does all of it again.

    Raises
    ------
    CaseError
        The place of the tables cannot be written.
    """
    case.store.restore()
