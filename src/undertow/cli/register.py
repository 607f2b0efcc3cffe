"""``undertow register``: make a register of a list of members."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from undertow.case import write_atomically
from undertow.cli.console import errors, output
from undertow.errors import InputError
from undertow.targets import HouseRegister, read_house_list, read_register

_SHOWN = 5


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("register")(register)


def register(
    members: Annotated[
        Path,
        typer.Argument(
            metavar="MEMBERS.csv",
            help="List of members as the House of Commons publishes it.",
            exists=True,
            dir_okay=False,
        ),
    ],
    out: Annotated[Path, typer.Option(help="Register to write; must not exist.")],
    districts: Annotated[
        Path | None,
        typer.Option(
            help="CSV of Open Civic Data districts, for French riding names.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    on: Annotated[
        datetime | None,
        typer.Option(
            help="Members who sat on this day; else those who sit last.", formats=["%Y-%m-%d"]
        ),
    ] = None,
) -> None:
    """Turn the House of Commons list of members into a register.

    Handles and other names are in no such list: add columns handle_x, aliases, ... to the file.

    Example: undertow register members.csv --districts districts.csv --out register.csv
    """
    if out.exists():
        raise InputError(f"{out}: exists already; it may hold work by hand, so choose another name")
    made = read_house_list(members, districts, on=on.date() if on else None)
    write_atomically(out, made.to_csv().encode())
    read_register(out)
    output.print(f"Wrote {out}: {len(made.rows):,} officials.", markup=False, highlight=False)
    tell_import(made, has_districts=districts is not None)


def tell_import(made: HouseRegister, *, has_districts: bool) -> None:
    """Say what was left out of a register, and what it lacks."""
    if made.n_vacant:
        errors.print(f"Vacant seats left out: {made.n_vacant:,}.", highlight=False)
    if made.n_former:
        errors.print(
            f"Rows of members who no longer sit left out: {made.n_former:,}.", highlight=False
        )
    if not has_districts:
        errors.print("French riding names are empty; give --districts for them.", highlight=False)
    elif made.without_french:
        some = ", ".join(made.without_french[:_SHOWN])
        errors.print(
            f"Ridings without French name: {len(made.without_french):,} ({some}).",
            markup=False,
            highlight=False,
        )
