"""``undertow accounts|campaigns|coverage|quarantine``: print a table."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table as RichTable

from undertow.case import Case
from undertow.cli.console import CaseFolder, output
from undertow.export import render_table
from undertow.schema import AccountFindings, Campaigns, Coverage, Quarantine, TableSpec

# A terminal shows this many rows; csv and json give all.
_SHOWN = 50
_PRINTED: dict[str, tuple[type[TableSpec], str]] = {
    "accounts": (AccountFindings, "Print the verdict on every account."),
    "campaigns": (Campaigns, "Print the campaigns."),
    "coverage": (Coverage, "Print what was declared, seen and missing."),
    "quarantine": (Quarantine, "Print what could not be read, and why."),
}


class Format(StrEnum):
    """How a table is printed."""

    table = "table"
    csv = "csv"
    json = "json"


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    for name, (spec, summary) in _PRINTED.items():
        app.command(name)(_command(name, spec, summary))


def _command(name: str, spec: type[TableSpec], summary: str) -> Callable[..., None]:
    def show(
        case: CaseFolder,
        form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
    ) -> None:
        _print(Case.open(case), spec, form)

    show.__doc__ = f"{summary}\n\nExample: undertow {name} mycase --format csv"
    return show


def _print(case: Case, spec: type[TableSpec], form: Format) -> None:
    arrow = case.read(spec).arrow
    if form is not Format.table:
        typer.echo(render_table(arrow, "csv" if form is Format.csv else "json"), nl=False)
        return
    if spec is AccountFindings:
        # Whoever has a verdict first: nobody looks for the others.
        arrow = arrow.sort_by([("verdict", "ascending"), ("coordination_score", "descending")])
    shown = RichTable(*arrow.schema.names)
    for row in arrow.slice(0, _SHOWN).to_pylist():
        shown.add_row(*(escape(_cell(value)) for value in row.values()))
    output.print(shown)
    if arrow.num_rows > _SHOWN:
        output.print(
            f"{_SHOWN} of {arrow.num_rows:,} rows; --format csv or json prints all.",
            markup=False,
            highlight=False,
        )


def _cell(value: object) -> str:
    """Return a value as a short text without control characters."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list):
        value = ", ".join(str(part) for part in value)
    return "".join(c if c.isprintable() else "�" for c in str(value))
