"""``undertow init``: make a case."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from undertow import decisions
from undertow.case import Case
from undertow.cli.console import log_identity, number_of, output
from undertow.cli.register import tell_import
from undertow.pseudonyms import FINGERPRINT, make_key, read_key
from undertow.schema.targets import PERSON
from undertow.targets import is_house_list, read_house_list, read_register


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("init")(init)


def init(
    case: Annotated[Path, typer.Argument(metavar="CASE", help="Folder to make.")],
    purpose: Annotated[str, typer.Option(help="Why this case exists; printed in every product.")],
    register: Annotated[
        Path | None,
        typer.Option(
            help="CSV of officials who may be targets, or the House of Commons list of members.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    owner: Annotated[str, typer.Option(help="Who answers for the case.")] = "",
    tables: Annotated[
        str,
        typer.Option(
            metavar="PLACE",
            help="Where to keep the tables if not in the case: an empty folder, or the URL of an "
            "object store such as s3://BUCKET/PREFIX.",
        ),
    ] = "",
    database: Annotated[
        str,
        typer.Option(
            metavar="URL",
            help="Where to keep decisions if not in the case: a PostgreSQL database of its own, "
            "postgresql://USER@HOST/NAME.",
        ),
    ] = "",
    pseudonym_key: Annotated[
        Path | None,
        typer.Option(
            help="File with the key of the pseudonyms, 64 hexadecimal digits, where products must "
            "name accounts as those of another case do; a random key otherwise.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
) -> None:
    """Make a case folder.

    Captures, custody log and products stay in the case, wherever its tables are.

    Example: undertow init mycase --purpose "Replies to members of parliament" --register mps.csv

    Example: undertow init mycase --purpose "A large election" --tables s3://bucket/mycase
    """
    with tempfile.TemporaryDirectory() as folder:
        if register and is_house_list(register):
            register = _as_register(register, Path(folder))
        kinds = read_register(register).arrow.column("kind").to_pylist() if register else []
        key = read_key(pseudonym_key) if pseudonym_key else None
        if database:
            decisions.parse_url(database)
        made = Case.create(
            case,
            purpose=purpose,
            owner=owner,
            register=register,
            tables=tables,
            database=database,
        )
    names = make_key(made, key)
    log_identity(made, "init", **{FINGERPRINT: names.fingerprint})
    n_persons = kinds.count(PERSON)
    told = f" with a register of {len(kinds) - n_persons:,} officials" if register else ""
    told += f" and {number_of(n_persons, 'other person', 'other people')}" if n_persons else ""
    output.print(f"Made {made.path}{told}.", markup=False, highlight=False)
    if tables:
        output.print(
            f"Its tables are kept at {made.store.where('')}.", markup=False, highlight=False
        )
    output.print(f"Next: undertow ingest {made.path} FILE...", markup=False, highlight=False)


def _as_register(members: Path, folder: Path) -> Path:
    """Turn a list of members into a register, and say so."""
    made = read_house_list(members)
    file = folder / "register.csv"
    file.write_text(made.to_csv(), encoding="utf-8")
    output.print(
        f"{members} is a House of Commons list of members; the case gets a register made of it. "
        "Add handles and other names to its register.csv.",
        markup=False,
        highlight=False,
    )
    tell_import(made, has_districts=False)
    return file
