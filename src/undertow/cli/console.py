"""What every command prints with: consoles, progress, who is at the keyboard."""

from __future__ import annotations

import getpass
import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from undertow.case import Case
from undertow.ingest import CustodyLog

output = Console(soft_wrap=True)
errors = Console(stderr=True, soft_wrap=True)

_BLANKS = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"  # French has them before : and in numbers

CaseFolder = Annotated[Path, typer.Argument(metavar="CASE", help="Folder of the case.")]
By = Annotated[str, typer.Option(metavar="NAME", help="Your name, as it is to be on record.")]


def printable(text: str) -> str:
    """Return a line without anything a terminal would obey, such as escape codes in a file name."""
    return "".join(c if c.isprintable() or c in _BLANKS else "\ufffd" for c in text)


def tell(text: str) -> None:
    """Print a line as it is."""
    output.print(printable(text), markup=False, highlight=False)


def print_table(table: Table) -> None:
    """Print a table that wraps inside its cells, on at most 100 columns."""
    width = min(100, output.width) if output.is_terminal else 100
    Console(width=width).print(table)


@contextmanager
def progress() -> Iterator[Progress]:
    """Show progress on the terminal; nothing when the output is not one."""
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[note]}"),
        TimeElapsedColumn(),
        console=errors,
        transient=True,
        disable=not errors.is_terminal,
    ) as bar:
        yield bar


def operator() -> str:
    """Return who is running the command, for the custody log: UNDERTOW_OPERATOR or the login."""
    named = os.environ.get("UNDERTOW_OPERATOR")
    if named:
        return named
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def command_line() -> str:
    """Return the command as typed, for the custody log."""
    return shlex.join(["undertow", *sys.argv[1:]])


def custody_of(case: Case) -> CustodyLog:
    """Return the custody log of a case."""
    return CustodyLog.of(case)


def log_identity(case: Case, action: str, **fields: str) -> None:
    """Log what a case is for and who answers for it, as ``case.toml`` has it now."""
    stated = {"purpose": case.purpose, "owner": case.owner, **fields}
    custody_of(case).append(action, who=operator(), command=command_line(), fields=stated)


def number_of(n: int, thing: str, things: str | None = None) -> str:
    """Return ``1 record``, ``2,000 records``, or ``3 people`` where the plural is given."""
    return f"{n:,} {thing if n == 1 else things or f'{thing}s'}"
