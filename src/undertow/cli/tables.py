"""``undertow accounts|campaigns|explanations|templates``: print a table, as others print theirs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
from undertow.cli.products import require_analysis
from undertow.export import render_table
from undertow.schema import AccountFindings, Campaigns, Explanations, TableSpec, Templates

# A terminal shows this many rows; csv and json give all.
_SHOWN = 50

Titles = Mapping[str | tuple[str, str], str]
"""Columns that a terminal shows, or two that share a cell -> their titles."""


@dataclass(frozen=True, slots=True)
class View:
    """A table as a command prints it.

    Parameters
    ----------
    spec : type[TableSpec]
        The table.
    summary : str
        What the command does.
    columns : dict
        Columns that a terminal shows -> their titles; two columns may share a cell, one below the
        other.
    """

    spec: type[TableSpec]
    summary: str
    columns: Titles


_VIEWS: dict[str, View] = {
    "accounts": View(
        AccountFindings,
        "Print the verdict on every account.",
        {
            ("account_uid", "campaign_id"): "account, campaign",
            ("verdict", "inauthenticity"): "verdict, probability",
            "reasons": "reasons",
        },
    ),
    "campaigns": View(
        Campaigns,
        "Print the campaigns.",
        {
            ("verdict", "campaign_id"): "verdict, campaign",
            "n_accounts": "accounts",
            "n_posts": "posts",
            "n_targets": "officials",
            ("start", "end"): "from, to",
        },
    ),
    "explanations": View(
        Explanations,
        "Print how well each explanation fits each group, also where it lost.",
        {
            "community_id": "group",
            "explanation": "explanation",
            "reading": "reading",
            "fit": "fit",
            "margin": "margin",
            "holds": "holds",
        },
    ),
    "templates": View(
        Templates,
        "Print the templates that texts were made from; a genuine petition has one too.",
        {
            "template": "template",
            "n_posts": "posts",
            "n_accounts": "accounts",
            "has_target_slot": "officials in it",
            "pattern": "words and slots",
        },
    ),
}
_WHOLE = frozenset(
    {"verdict", "campaign_id", "community_id", "explanation", "kind", "id", "pseudonym", "outcome"}
    | {"item"}
)
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


def _command(name: str, view: View) -> Callable[..., None]:
    def show(
        case: CaseFolder,
        form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
    ) -> None:
        opened = Case.open(case)
        require_analysis(opened)
        arrow = opened.read(view.spec).arrow
        if view.spec is AccountFindings and form is Format.table:
            arrow = _in_words(_most_telling_first(arrow))
        if view.spec is Explanations and form is Format.table:
            arrow = arrow.sort_by([("community_id", "ascending"), ("margin", "ascending")])
        if view.spec is Templates and form is Format.table:
            arrow = arrow.sort_by([("has_target_slot", "descending"), ("n_posts", "descending")])
        print_table(arrow, view.columns, form)

    show.__doc__ = f"{view.summary}\n\nExample: undertow {name} mycase --format csv"
    return show


def print_table(arrow: pa.Table, columns: Titles, form: Format) -> None:
    """Print a table in the form asked for: all of it, or for a terminal what a person reads.

    Parameters
    ----------
    arrow : pa.Table
        Rows in the order in which they are shown.
    columns : mapping
        Columns that a terminal shows -> their titles.
    form : Format
        How.
    """
    if form is not Format.table:
        typer.echo(render_table(arrow, "csv" if form is Format.csv else "json"), nl=False)
        return
    cells = [(name,) if isinstance(name, str) else name for name in columns]
    # Folded, never cut: half an id is no id.
    shown = RichTable(
        *(
            Column(title, overflow="fold", no_wrap=_is_whole(arrow.schema, names))
            for names, title in zip(cells, columns.values(), strict=True)
        ),
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    for row in arrow.slice(0, _SHOWN).to_pylist():
        lines = ([_cell(row[name]) for name in names] for names in cells)
        shown.add_row(*(escape("\n".join(filter(None, own))) for own in lines))
    output.print(shown)
    left = max(arrow.num_rows - _SHOWN, 0)
    more = f"{left:,} more rows; " if left else ""
    output.print(
        f"{more}--format csv or json prints every row and column.", markup=False, highlight=False
    )


def _is_whole(schema: pa.Schema, names: tuple[str, ...]) -> bool:
    """Whether a cell holds nothing but numbers, dates and names of ours, which are short."""
    kinds = {name: schema.field(name).type for name in names}
    is_short = (pa.types.is_integer, pa.types.is_floating, pa.types.is_timestamp)
    return all(name in _WHOLE or any(is_(kind) for is_ in is_short) for name, kind in kinds.items())


def _most_telling_first(arrow: pa.Table) -> pa.Table:
    place = pc.index_in(arrow.column("verdict"), value_set=pa.array(_VERDICTS))
    return arrow.append_column("place", place).sort_by(
        [("place", "ascending"), ("coordination_score", "descending")]
    )


def _in_words(arrow: pa.Table) -> pa.Table:
    """Write reasons as words, so that a narrow column breaks between them."""
    reasons = arrow.column("reasons").combine_chunks()
    words = pc.replace_substring_regex(reasons.values, "[:_]", " ")
    listed = pa.ListArray.from_arrays(reasons.offsets, words)
    return arrow.set_column(arrow.schema.get_field_index("reasons"), "reasons", listed)


def _cell(value: object) -> str:
    """Return a value as a short text without control characters."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:.3g}"
    if isinstance(value, list):
        return "\n".join(_cell(part) for part in value)
    return printable(str(value))
