"""The command line application and how it ends."""

from __future__ import annotations

import sys
from typing import Annotated, NoReturn

import typer

from undertow._version import __version__
from undertow.cli import (
    amend,
    analyze,
    collect,
    coverage,
    demo,
    evaluate,
    export,
    formats,
    ingest,
    init,
    notify,
    quarantine,
    report,
    synth,
    tables,
    timestamp,
    verify,
)
from undertow.cli.console import errors, printable
from undertow.errors import UndertowError

app = typer.Typer(
    name="undertow",
    help="From social-media captures to coordinated campaigns, with evidence anybody can verify.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"undertow {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show version.")
    ] = False,
) -> None:
    """Turn captures into campaigns, claims and evidence."""


for module in (
    demo,
    init,
    collect,
    amend,
    ingest,
    analyze,
    tables,
    coverage,
    quarantine,
    report,
    notify,
    export,
    timestamp,
    verify,
    synth,
    evaluate,
    formats,
):
    module.add_to(app)


def main() -> None:
    """Run the command; exit 0 done, 1 could not (one line says what, where, what to do), 2 usage.

    No traceback reaches a user: an error undertow raises on purpose, and any the operating system
    raises, is told in one line.
    """
    try:
        app()
    except UndertowError as error:
        _fail(str(error))
    except MemoryError:
        _fail("memory ran out; run on a machine with more, or with fewer captures in the case")
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        _fail(f"{place}{error.strerror or error}")


def _fail(message: str) -> NoReturn:
    """Tell what went wrong in one line, and exit with 1."""
    errors.print(f"undertow: {printable(message)}", style="bold red", markup=False, highlight=False)
    sys.exit(1)
