"""``undertow init``: make a case."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from undertow.case import Case
from undertow.cli.console import log_identity, output
from undertow.targets import read_register


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("init")(init)


def init(
    case: Annotated[Path, typer.Argument(metavar="CASE", help="Folder to make.")],
    purpose: Annotated[str, typer.Option(help="Why this case exists; printed in every product.")],
    register: Annotated[
        Path | None,
        typer.Option(help="CSV of officials who may be targets.", exists=True, dir_okay=False),
    ] = None,
    owner: Annotated[str, typer.Option(help="Who answers for the case.")] = "",
) -> None:
    """Make a case folder.

    Example: undertow init mycase --purpose "Replies to members of parliament" --register mps.csv
    """
    officials = read_register(register).n_rows if register else 0
    made = Case.create(case, purpose=purpose, owner=owner, register=register)
    log_identity(made, "init")
    told = f" with a register of {officials:,} officials" if register else ""
    output.print(f"Made {made.path}{told}.", markup=False, highlight=False)
    output.print(f"Next: undertow ingest {made.path} FILE...", markup=False, highlight=False)
