"""``undertow evaluate``: measure the detector on labelled data."""

from __future__ import annotations

import subprocess
import tempfile
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from undertow._version import __version__
from undertow.case import write_atomically
from undertow.cli.console import errors, output
from undertow.evaluate import (
    IRA_INTRODUCTION,
    IRA_SETS,
    evaluate_ira,
    ira_markdown,
    nulls_markdown,
    permuted_copies,
)


class Suite(StrEnum):
    """Suites that can be run."""

    ira = "ira"


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("evaluate")(evaluate)


def evaluate(
    suite: Annotated[
        Suite, typer.Argument(help="ira: labelled troll accounts among benign event traffic.")
    ],
    data: Annotated[
        Path, typer.Option(help="Folder with posts.parquet and labels.parquet.", file_okay=False)
    ],
    sets: Annotated[
        list[str] | None,
        typer.Option("--set", help=f"Set to run, again for more: {', '.join(IRA_SETS)}; all."),
    ] = None,
    nulls: Annotated[
        int, typer.Option(help="Permuted copies of A_full to analyse as well.", min=0)
    ] = 0,
    out: Annotated[
        Path | None, typer.Option(help="Markdown file to write the tables to as well.")
    ] = None,
) -> None:
    """Run the whole job on labelled data and compare with labels, a baseline and a peer.

    The labels are read after the analysis; the detector never sees them.

    Example: undertow evaluate ira --data evalA --nulls 20 --out docs/evaluation.md
    """
    names = sets or list(IRA_SETS)
    unknown = sorted(set(names) - set(IRA_SETS))
    if unknown:
        raise typer.BadParameter(f"unknown set {unknown}; choose from {list(IRA_SETS)}")
    written = [f"Measured on {datetime.now(UTC):%Y-%m-%d}, undertow {__version__}{_commit()}.\n"]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for result, case in evaluate_ira(data, folder, names):
            written.append(ira_markdown(result))
            output.print(written[-1], markup=False, highlight=False)
            if nulls and result.name == names[-1]:
                for within_week in (True, False):
                    copies = folder / f"nulls-{within_week}"
                    copies.mkdir()
                    found = []
                    for copy in permuted_copies(case, copies, nulls, within_week=within_week):
                        found.append(copy)
                        errors.print(f"permuted copy {copy.seed + 1} of {nulls}", highlight=False)
                    written.append(nulls_markdown(result.name, found, within_week=within_week))
                    output.print(written[-1], markup=False, highlight=False)
    if out is not None:
        write_atomically(out, "\n".join([IRA_INTRODUCTION, *written]).encode())
        output.print(f"Wrote {out}", markup=False, highlight=False)


def _commit() -> str:
    """Return the commit of the source tree this runs from, where it is one."""
    try:
        done = subprocess.run(
            ["git", "describe", "--always", "--dirty"],  # noqa: S607 - whatever git the user has
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return f", commit {done.stdout.strip()}"
