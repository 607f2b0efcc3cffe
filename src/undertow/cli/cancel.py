"""Cancelling: Ctrl-C and SIGTERM end a command in one line, once it has put things right."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import typer

from undertow.cli.console import errors

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def cancellable(told: str) -> Iterator[None]:
    """Let what runs inside be cancelled by SIGINT or SIGTERM.

    It is interrupted where it next returns to Python, leaves its blocks, and the command exits
    with 128 + the number of the signal, as shells expect. Further signals then change nothing.

    Parameters
    ----------
    told : str
        The line to print when that happened.
    """
    received: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        received.append(number)
        if len(received) == 1:
            raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in _SIGNALS}
    try:
        yield
    # DuckDB, interrupted, raises an error of its own.
    except (KeyboardInterrupt, Exception) as error:
        if not received:
            raise
        errors.print(f"undertow: {told}", markup=False, highlight=False)
        raise typer.Exit(128 + received[0]) from error
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
