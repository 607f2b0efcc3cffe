"""Putting the state of the decisions into the custody log, whatever became of the command."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from undertow.case import Case
from undertow.cli.console import command_line, custody_of, operator, tell
from undertow.decisions import DecisionLog
from undertow.errors import CaseError

_WAIT_S = 60.0


@contextmanager
def anchored(case: Case, action: str, log: DecisionLog) -> Iterator[None]:
    """Log the last decision when the block ends, also where it fails half way.

    Another command may be writing to the case; it is waited for, and where it goes on for long a
    line says that the custody log does not know of these decisions yet; the next command notes
    them.
    """
    before = log.head()
    try:
        yield
    finally:
        head = log.head()
        if head != before:
            _note(case, action, head)


def _note(case: Case, action: str, head: dict[str, str | int | None]) -> None:
    until = time.monotonic() + _WAIT_S
    while True:
        try:
            with case.writing():
                custody_of(case).append(action, who=operator(), command=command_line(), fields=head)
            return
        except CaseError as error:
            if time.monotonic() > until:
                tell(f"warning: the custody log does not know of these decisions yet: {error}")
                return
            time.sleep(0.5)
