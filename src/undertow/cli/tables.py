"""``undertow accounts|campaigns|coverage|quarantine``: print a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import pyarrow as pa
import pyarrow.compute as pc
import typer
from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Column
from rich.table import Table as RichTable

from undertow.case import Case
from undertow.cli.console import CaseFolder, output, printable
from undertow.export import render_table
from undertow.schema import AccountFindings, Campaigns, Coverage, Quarantine, TableSpec

# A terminal shows this many rows; csv and json give all.
_SHOWN = 50


@dataclass(frozen=True, slots=True)
class _View:
    """A table as a command prints it: on a terminal, the columns a person reads."""

    spec: type[TableSpec]
    summary: str
    columns: dict[str, str]


_VIEWS: dict[str, _View] = {
    "accounts": _View(
        AccountFindings,
        "Print the verdict on every account.",
        {
            "account_uid": "account",
            "verdict": "verdict",
            "campaign_id": "campaign",
            "coordination_q": "q",
            "inauthenticity": "inauth.",
            "reasons": "reasons",
        },
    ),
    "campaigns": _View(
        Campaigns,
        "Print the campaigns.",
        {
            "campaign_id": "campaign",
            "verdict": "verdict",
            "n_accounts": "accounts",
            "n_posts": "posts",
            "n_targets": "officials",
            "start": "from",
            "end": "to",
        },
    ),
    "coverage": _View(
        Coverage,
        "Print what was declared, seen and missing.",
        {
            "file_name": "file",
            "scope_id": "part",
            "n_records": "records",
            "n_accepted": "accepted",
            "n_duplicate": "duplicate",
            "n_ignored": "ignored",
            "n_quarantined": "quarantined",
            "n_missing": "missing",
        },
    ),
    "quarantine": _View(
        Quarantine,
        "Print what could not be read, and why.",
        {"file_name": "file", "line": "line", "reason_code": "reason", "message": "message"},
    ),
}
_VERDICTS = ("coordinated_inauthentic", "coordinated", "coordinated_explained", "none")


class Format(StrEnum):
    """How a table is printed."""

    table = "table"
    csv = "csv"
    json = "json"


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    for name, view in _VIEWS.items():
        app.command(name)(_command(name, view))


def _command(name: str, view: _View) -> Callable[..., None]:
    def show(
        case: CaseFolder,
        form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
    ) -> None:
        arrow = Case.open(case).read(view.spec).arrow
        if form is Format.table:
            _print(arrow, view)
        else:
            typer.echo(render_table(arrow, "csv" if form is Format.csv else "json"), nl=False)

    show.__doc__ = f"{view.summary}\n\nExample: undertow {name} mycase --format csv"
    return show


def _print(arrow: pa.Table, view: _View) -> None:
    """Print the columns a person reads, the most telling rows first."""
    if view.spec is AccountFindings:
        place = pc.index_in(arrow.column("verdict"), value_set=pa.array(_VERDICTS))
        arrow = arrow.append_column("place", place).sort_by(
            [("place", "ascending"), ("coordination_score", "descending")]
        )
    # Folded, never cut: half an id is no id.
    shown = RichTable(
        *(
            Column(title, overflow="fold", no_wrap=name in ("verdict", "campaign_id"))
            for name, title in view.columns.items()
        ),
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    for row in arrow.select(list(view.columns)).slice(0, _SHOWN).to_pylist():
        shown.add_row(*(escape(_cell(value)) for value in row.values()))
    output.print(shown)
    left = max(arrow.num_rows - _SHOWN, 0)
    more = f"{left:,} more rows; " if left else ""
    output.print(
        f"{more}--format csv or json prints every row and column.", markup=False, highlight=False
    )


def _cell(value: object) -> str:
    """Return a value as a short text without control characters."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:.3g}"
    if isinstance(value, list):
        return "\n".join(_cell(part) for part in value)
    return printable(str(value))
