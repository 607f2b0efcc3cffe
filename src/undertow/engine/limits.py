"""What an engine may use of this machine: memory, threads, and the disk it spills to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Limits:
    """What an engine may use; nothing in it changes a result.

    Parameters
    ----------
    memory_bytes : int or None
        Memory it may hold before it spills, in bytes; None leaves the choice to the engine.
    threads : int or None
        Threads it may run; None for one a core.
    spill : Path or None
        Folder for what does not fit in memory; made when needed.
    """

    memory_bytes: int | None = None
    threads: int | None = None
    spill: Path | None = None

    @contextmanager
    def in_force(self) -> Iterator[None]:
        """Let every engine that this thread opens meanwhile keep to these limits."""
        token = _in_force.set(self)
        try:
            yield
        finally:
            _in_force.reset(token)


_NONE = Limits()
_in_force: ContextVar[Limits] = ContextVar("limits", default=_NONE)


def limits_in_force() -> Limits:
    """Return the limits that hold now."""
    return _in_force.get()
