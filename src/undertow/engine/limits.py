"""What an analysis may use of this machine: memory, threads, and the disk it spills to."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from undertow.errors import InputError

LEAST_MEMORY_BYTES = 1_000_000_000
"""Least memory an analysis is given: the program, its libraries and the columns of a hundred
thousand posts take most of that, whatever an engine spills."""

_ENGINE_SHARE = 0.5
_MACHINE_SHARE = 0.75
_UNITS = {"k": 1, "m": 2, "g": 3, "t": 4}
_AMOUNT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([kmgt])(i?)b?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Limits:
    """What an analysis may use; nothing in it changes a result.

    Parameters
    ----------
    memory_bytes : int or None
        Memory of the whole process, in bytes; None leaves the choice to each engine.
    threads : int or None
        Threads of an engine; None for one a core.
    spill : Path or None
        Folder for what does not fit in memory; made when needed. None: the engine's own choice.
    """

    memory_bytes: int | None = None
    threads: int | None = None
    spill: Path | None = None

    @property
    def engine_bytes(self) -> int | None:
        """Memory that an engine may hold before it spills: half.

        The other half is for the columns that stages work on and for the program itself.
        """
        return None if self.memory_bytes is None else int(self.memory_bytes * _ENGINE_SHARE)

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


def usual_memory_bytes() -> int:
    """Return the memory an analysis takes where nobody says: three quarters of the machine's.

    Where this process is confined to less (control groups, as in containers), of that.
    """
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        total = min(total, int(Path("/sys/fs/cgroup/memory.max").read_text()))
    except (OSError, ValueError):  # no such group, or "max"
        pass
    return max(int(total * _MACHINE_SHARE), LEAST_MEMORY_BYTES)


def parse_memory(text: str) -> int:
    """Return an amount of memory in bytes: ``4GB`` and ``4 gb`` are 4e9, ``4GiB`` is 4 x 2**30.

    Raises
    ------
    InputError
        Not an amount with a unit, or too little to work with.
    """
    amount = _AMOUNT.fullmatch(text)
    if amount is None:
        raise InputError(
            f"memory {text!r}: not an amount; give a number and a unit, such as 4GB or 1500MB"
        )
    number, unit, is_binary = amount.groups()
    n_bytes = int(float(number) * (1024 if is_binary else 1000) ** _UNITS[unit.lower()])
    if n_bytes < LEAST_MEMORY_BYTES:
        raise InputError(
            f"memory {text!r}: too little; an analysis needs at least "
            f"{LEAST_MEMORY_BYTES // 1_000_000_000}GB"
        )
    return n_bytes
