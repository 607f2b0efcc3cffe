"""``undertow unmask``: which accounts pseudonyms stand for, on record with the reason."""

from __future__ import annotations

from typing import Annotated

import pyarrow as pa
import typer

from undertow.case import Case
from undertow.cli.anchoring import anchored
from undertow.cli.console import By, CaseFolder, operator
from undertow.cli.tables import Format, Titles, print_table
from undertow.decisions import DecisionLog, named
from undertow.rulings import Unmasked
from undertow.rulings import unmask as look_up

_SHOWN: Titles = {
    "pseudonym": "pseudonym",
    "account_uid": "account",
    "platform": "platform",
    "handle": "handle",
}


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("unmask")(unmask)


def unmask(
    case: CaseFolder,
    pseudonyms: Annotated[
        list[str], typer.Argument(metavar="PSEUDONYM...", help="As products print them: A-….")
    ],
    by: By,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why; kept in the decision log.")],
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """Print the accounts that pseudonyms stand for. Who asked, and why, is on record first.

    Where case.toml lists names under [access] unmask, only these people may.

    Example: undertow unmask mycase A-3f9a01c2b7d4 --by "Ana Roy" --reason "Referral to X"
    """
    opened = Case.open(case)
    log = DecisionLog.of(opened)
    found: list[Unmasked] = []
    with anchored(opened, "unmask", log):
        found = look_up(
            opened,
            log,
            pseudonyms,
            by=named(by, "--by"),
            operator=operator(),
            reason=reason,
        )
    rows = [{name: getattr(own, name) for name in map(str, _SHOWN)} for own in found]
    schema = pa.schema([(str(name), pa.string()) for name in _SHOWN])
    print_table(pa.Table.from_pylist(rows, schema=schema), _SHOWN, form)
