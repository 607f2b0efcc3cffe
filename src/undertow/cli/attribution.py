"""``undertow attribution``: which operations a campaign resembles, and who else it could be."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from itertools import chain
from textwrap import wrap
from typing import Annotated, Any

import pyarrow as pa
import pyarrow.compute as pc
import typer

from undertow.attribution import read_operations, shipped_hypotheses
from undertow.case import Case
from undertow.cli import hypotheses
from undertow.cli.console import CaseFolder, tell
from undertow.cli.knowledge import require_current
from undertow.cli.products import require_analysis
from undertow.cli.tables import Format, print_table
from undertow.cli.without import compared
from undertow.errors import InputError
from undertow.estimative import LIKELIHOOD
from undertow.pipeline import require_recorded
from undertow.schema import (
    Campaigns,
    Hypotheses,
    HypothesisEvidence,
    OperationEvidence,
    OperationLinks,
    TableSpec,
    Techniques,
)
from undertow.wording import catalogue

Row = dict[str, Any]


class Words(StrEnum):
    """Languages of words that are no names of columns."""

    en = "en"
    fr = "fr"


class Show(StrEnum):
    """What the rows are."""

    links = "links"
    indicators = "indicators"
    hypotheses = "hypotheses"
    matrix = "matrix"
    techniques = "techniques"


_TABLES: dict[Show, type[TableSpec]] = {
    Show.links: OperationLinks,
    Show.indicators: OperationEvidence,
    Show.hypotheses: Hypotheses,
    Show.matrix: HypothesisEvidence,
    Show.techniques: Techniques,
}
_SHORT = {
    "grassroots": "peo-\nple",
    "commercial-spam": "spam",
    "domestic-partisans": "par-\nti-\nsans",
    "known-operation": "kno-\nwn",
    "other-state": "oth-\ner\nsta-\nte",
    "imitation": "imi-\nta-\ntion",
    "researcher-or-prank": "prank",
}
_TITLES: dict[Show, dict[str | tuple[str, str], str]] = {
    Show.links: {
        "operation_id": "operation",
        "likelihood": "link",
        "ceiling": "at most, because",
        "confidence": "confidence",
        "measured": "shown, not, unmeasured",
    },
    Show.indicators: {
        "indicator_id": "indicator",
        "state": "state",
        "diagnosticity": "worth",
        "n": "n",
        "counts": "counts as",
        "added": "adds",
        "likelihood_without": "link without it",
    },
    Show.hypotheses: {
        "rank": "rank",
        "name": "hypothesis",
        "inconsistency": "stands against it",
        "n_against": "items against",
        "n_items": "items",
    },
    Show.matrix: {
        "item": "item",
        "is_shown": "seen",
        "weight": "weight",
        **{hypothesis: short for hypothesis, short in _SHORT.items()},
    },
    Show.techniques: {
        "technique_id": "DISARM",
        "name": "technique",
        "seen_by": "seen by",
    },
}
_COMPARED: dict[Show, dict[str | tuple[str, str], str]] = {
    Show.links: {
        "operation_id": "operation",
        "likelihood": "link",
        "likelihood_without": "without it",
        "confidence": "confidence",
        "confidence_without": "without it",
    },
    Show.hypotheses: {
        "rank": "rank",
        "rank_without": "without it",
        "name": "hypothesis",
        "inconsistency": "stands against it",
        "inconsistency_without": "without it",
    },
}
_NOTE = (
    "A link is a resemblance by what was captured, and no attribution: a machine names no actor. "
    "Ranks order hypotheses by what stands against them, and are no probabilities."
)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("attribution")(attribution)


def attribution(
    case: CaseFolder,
    show: Annotated[Show, typer.Option(help="What the rows are.")] = Show.links,
    campaign: Annotated[
        str | None, typer.Option(metavar="ID", help="One campaign; all without it.")
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ITEM",
            help="Set evidence aside, again for more, and show what changes: a sign or indicator, "
            "inauthentic, published, or the uid of an account or post that was published. Goes "
            "with links and hypotheses.",
        ),
    ] = None,
    lang: Annotated[
        Words, typer.Option(help="Language of the names and words of hypotheses.")
    ] = Words.en,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """Show which known operations campaigns resemble, and who else they could be.

    Every indicator of an operation is printed with what the link would be without it. Each cell of
    the matrix says, in CSV and JSON, which hypotheses would lead without its item. Hypotheses are
    printed with what they assume, what is not known, and what would change our mind.

    Example: undertow attribution mycase

    Example: undertow attribution mycase --without takeover --without published

    Example: undertow attribution mycase --show hypotheses --lang fr

    Example: undertow attribution mycase --show techniques

    Example: undertow attribution mycase --show matrix --campaign c-1f0a --format json
    """
    opened = Case.open(case)
    require_analysis(opened)
    require_recorded(opened, (_TABLES[show],))
    require_current(opened)
    rows = opened.read(_TABLES[show]).arrow
    titles = _TITLES[show]
    if without:
        if show not in _COMPARED:
            raise typer.BadParameter("--without goes with --show links and --show hypotheses")
        rows = compared(opened, show.value, without)
        titles = _COMPARED[show]
    if campaign is not None:
        if campaign not in opened.read(Campaigns).arrow.column("campaign_id").to_pylist():
            raise InputError(
                f"{case}: no campaign {campaign}; `undertow campaigns {case}` lists them"
            )
        rows = rows.filter(pc.equal(rows.column("campaign_id"), campaign))
    if form is not Format.table:
        print_table(rows, titles, form)
        return
    if rows.num_rows == 0:
        tell("No campaigns, or nothing that could be measured of them.")
    for campaign_id in sorted(set(rows.column("campaign_id").to_pylist())):
        own = rows.filter(pc.equal(rows.column("campaign_id"), campaign_id)).to_pylist()
        for heading, told in _told(show, own, opened, lang.value):
            tell(f"{campaign_id}{heading}")
            print_table(pa.Table.from_pylist(told), titles, form)
        if show is Show.hypotheses and not without:
            words = catalogue(lang.value)
            for line in chain(
                hypotheses.told(own, words), hypotheses.judged(opened, campaign_id, words)
            ):
                tell(line)
    tell(_NOTE)


def _told(
    show: Show, rows: list[Row], case: Case, language: str
) -> Iterator[tuple[str, list[Row]]]:
    """Yield what follows the campaign in a heading, and rows as a person reads them."""
    if show is Show.links:
        yield "", _links(rows, case, language)
    elif show is Show.indicators:
        by_operation = sorted({row["operation_id"] for row in rows})
        for operation_id in by_operation:
            yield (
                f", {operation_id}",
                [_spaced(row) for row in rows if row["operation_id"] == operation_id],
            )
    elif show is Show.hypotheses:
        names = {one.id: hypotheses.name_of(one, language) for one in shipped_hypotheses()}
        named = [row | {"name": names[row["hypothesis"]]} for row in rows]
        yield "", sorted(named, key=lambda row: (row["rank"], row["hypothesis"]))
    elif show is Show.matrix:
        yield "", _items(rows)
    else:
        yield "", [_seen(row) for row in rows]


def _links(rows: list[Row], case: Case, language: str) -> list[Row]:
    names = {
        one.id: (one.name.fr if language == "fr" else None) or one.name.en
        for one in read_operations(case).values()
    }
    return [
        row
        | {
            "operation_id": names.get(row["operation_id"], row["operation_id"]),
            "likelihood": _with_range(row["likelihood"]),
            "likelihood_without": _with_range(row.get("likelihood_without") or ""),
            "ceiling": f"{_words(row['ceiling'])}: {_words(', '.join(row['ceiling_reasons']))}",
            "measured": f"{row['n_shown']}, {row['n_not_shown']}, {row['n_not_measured']}",
        }
        for row in sorted(rows, key=lambda row: -row["log_odds"])
    ]


def _spaced(row: Row) -> Row:
    names = ("indicator_id", "state", "likelihood_without")
    counts = row["sign_group"]
    if row["is_context"]:
        counts = "context"
    elif row["is_found_by"]:
        counts = "found by it"
    return row | {name: _words(row[name]) for name in names} | {"counts": counts}


def _seen(row: Row) -> Row:
    return row | {"seen_by": _words(", ".join([*row["signs"], *row["platforms"]]))}


def _words(name: str) -> str:
    return name.replace("_", " ").replace("-", " ")


def _with_range(term: str) -> str:
    if not term:
        return "nothing measured"
    low, high = LIKELIHOOD[term]
    return f"{_words(term)} ({low}-{high} %)"


def _items(cells: list[Row]) -> list[Row]:
    """Return one row an item, with its rating under each hypothesis."""
    items: dict[str, Row] = {}
    for cell in cells:
        # In short lines: seven hypotheses stand beside it.
        row = items.setdefault(cell["item"], cell | {"item": wrap(_words(cell["item"]), 12)})
        row[cell["hypothesis"]] = cell["rating"]
    return sorted(items.values(), key=lambda row: (-row["weight"], row["item"]))
