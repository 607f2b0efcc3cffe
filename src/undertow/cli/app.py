"""The command line application and how it ends."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, NoReturn

import typer

from undertow._version import __version__
from undertow.cli.console import errors, printable
from undertow.errors import UndertowError

# Module of this package -> the commands in it, in the order of the help. A command loads its own
# module and no other: numerical libraries take seconds to load, and most commands need none.
COMMANDS = {
    "demo": ("demo",),
    "register": ("register",),
    "init": ("init",),
    "collect": ("collect",),
    "amend": ("amend",),
    "ingest": ("ingest",),
    "analyze": ("analyze",),
    "calibrate": ("calibrate",),
    "tables": ("accounts", "campaigns", "explanations", "templates"),
    "media": ("media",),
    "coverage": ("coverage",),
    "quarantine": ("quarantine",),
    "threats": ("threats",),
    "knowledge": ("knowledge",),
    "attribution": ("attribution",),
    "review": ("review",),
    "unmask": ("unmask",),
    "report": ("report",),
    "assess": ("assess",),
    "notify": ("notify",),
    "release": ("release",),
    "decisions": ("decisions",),
    "export": ("export",),
    "timestamp": ("timestamp",),
    "retain": ("retain",),
    "verify": ("verify",),
    "synth": ("synth",),
    "evaluate": ("evaluate",),
    "formats": ("formats",),
}


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"undertow {__version__}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show version.")
    ] = False,
) -> None:
    """Turn captures into campaigns, claims and evidence."""


def application(words: Sequence[str] = ()) -> typer.Typer:
    """Return the application: with all commands, or with the one that a command line begins with.

    Parameters
    ----------
    words : sequence of str
        The command line without the name of the program.
    """
    app = typer.Typer(
        name="undertow",
        help=(
            "From social-media captures to coordinated campaigns, with evidence anybody can verify."
        ),
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_options)
    first = "init" if words and words[0] == "--version" else next(iter(words), "")
    asked = [name for name, commands in COMMANDS.items() if first in commands]
    for name in asked or COMMANDS:
        import_module(f"undertow.cli.{name}").add_to(app)
    return app


def main() -> None:
    """Run the command; exit 0 done, 1 could not (one line says what, where, what to do), 2 usage.

    No traceback reaches a user: an error undertow raises on purpose, and any the operating system
    raises, is told in one line.
    """
    try:
        application(sys.argv[1:])()
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
