"""``undertow review``: people accept, doubt or reject what the machine found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import pyarrow as pa
import typer

from undertow.case import Case
from undertow.cli.anchoring import anchored
from undertow.cli.console import By, CaseFolder, number_of, operator, tell
from undertow.cli.products import require_analysis
from undertow.cli.tables import Format, Titles, print_table
from undertow.decisions import DecisionLog, named
from undertow.errors import InputError
from undertow.pseudonyms import Pseudonyms
from undertow.rulings import (
    KINDS,
    Agreement,
    Decision,
    Item,
    Kind,
    Ruling,
    agreements,
    items,
    open_items,
    read_rulings,
    record_rulings,
    resolve,
)

review = typer.Typer(
    help="Accept, doubt or reject what the machine found; products tell what is left.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

KindOf = Annotated[
    str, typer.Argument(metavar="KIND", help="account, community, campaign or claim.")
]
Idents = Annotated[
    list[str], typer.Argument(metavar="ID...", help="Which; accounts also by their pseudonyms.")
]
Reason = Annotated[str, typer.Option(metavar="TEXT", help="Why; kept in the decision log.")]
Settles = Annotated[
    bool,
    typer.Option(
        "--settle", help="Settle a dispute: takes the place of what everybody decided before."
    ),
]
Reviewer = Annotated[
    str,
    typer.Option(metavar="NAME", help="Your name: what others decided is hidden."),
]

_OPEN: Titles = {
    "kind": "kind",
    "id": "id",
    "verdict": "machine says",
    "probability": "probability",
    "uncertainty": "uncertainty",
    "n_reviews": "reviews",
}
_DONE: Titles = {
    "kind": "kind",
    "id": "id",
    "outcome": "outcome",
    "reviewers": "by",
    "is_disputed": "disputed",
    "at": "last",
}
_HISTORY: Titles = {
    "seq": "no.",
    "at": "when",
    "by": "who",
    "decision": "decision",
    "reason": "why",
}


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.add_typer(review, name="review")


@review.command("accept")
def accept(
    case: CaseFolder,
    kind: KindOf,
    idents: Idents,
    by: By,
    reason: Reason,
    settle: Settles = False,
) -> None:
    """Say that the machine is right. Only what somebody accepted can be released.

    Example: undertow review accept mycase campaign c-5d0e3c1f2a9b --by "Ana Roy" --reason "Read it"
    """
    _decide(case, kind, idents, "accept", by, reason, settle)


@review.command("doubt")
def doubt(
    case: CaseFolder,
    kind: KindOf,
    idents: Idents,
    by: By,
    reason: Reason,
    settle: Settles = False,
) -> None:
    """Say that the machine may be wrong. Products still tell it, and that it is doubted.

    Example: undertow review doubt mycase account A-3f9a01c2b7d4 --by "Bo Lin" --reason "A fan club"
    """
    _decide(case, kind, idents, "doubt", by, reason, settle)


@review.command("reject")
def reject(
    case: CaseFolder,
    kind: KindOf,
    idents: Idents,
    by: By,
    reason: Reason,
    settle: Settles = False,
) -> None:
    """Say that the machine is wrong. No product tells it from then on; no table changes.

    Example: undertow review reject mycase account A-3f9a01c2b7d4 --by "Bo Lin" --reason "A person"
    """
    _decide(case, kind, idents, "reject", by, reason, settle)


@review.command("list")
def list_items(
    case: CaseFolder,
    by: Reviewer = "",
    done: Annotated[
        bool, typer.Option("--done", help="What was decided on, instead of what is open.")
    ] = False,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """Print what is open, that first of which a decision tells most.

    What others decided is told of nothing that you have not decided on: a second review is blind.
    With --done: what was decided on, and how far two people agree (Cohen's kappa).

    Example: undertow review list mycase --by "Bo Lin"
    """
    opened = Case.open(case)
    require_analysis(opened)
    known = items(read_rulings(DecisionLog.of(opened)))
    name = named(by, "--by") if by else None
    if done:
        _print_done(opened, known.values(), name, form)
        return
    found = open_items(opened, known, name)
    names = Pseudonyms.open(opened)
    rows = [
        {
            "kind": own.kind,
            "id": names.of(own.ident) if own.kind == "account" else own.ident,
            "verdict": own.verdict,
            "probability": own.probability,
            "uncertainty": own.uncertainty,
            "n_reviews": own.n_reviews,
        }
        for own in found
    ]
    schema = pa.schema(
        [(name, pa.string()) for name in ("kind", "id", "verdict")]
        + [(name, pa.float64()) for name in ("probability", "uncertainty")]
        + [("n_reviews", pa.int64())]
    )
    print_table(pa.Table.from_pylist(rows, schema=schema), _OPEN, form)


@review.command("show")
def show(
    case: CaseFolder,
    kind: KindOf,
    ident: Annotated[str, typer.Argument(metavar="ID", help="Which.")],
    by: Reviewer = "",
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """Print what was decided on something, also what was superseded.

    With --by, nothing before you decided on it yourself.

    Example: undertow review show mycase claim k-0b1c2d3e4f5a
    """
    opened = Case.open(case)
    [own] = resolve(opened, _kind(kind), [ident])
    item = items(read_rulings(DecisionLog.of(opened))).get((_kind(kind), own))
    history: tuple[Ruling, ...] = () if item is None else item.history
    if item is not None and by and not item.was_seen_by(named(by, "--by")):
        tell(f"{number_of(len(item.standing), 'review')}; told once you have decided yourself.")
        return
    rows = [{name: getattr(ruling, name) for name in map(str, _HISTORY)} for ruling in history]
    schema = pa.schema(
        [(str(name), pa.int64() if name == "seq" else pa.string()) for name in _HISTORY]
    )
    print_table(pa.Table.from_pylist(rows, schema=schema), _HISTORY, form)


def _decide(
    path: CaseFolder,
    kind: str,
    idents: list[str],
    decision: Decision,
    by: str,
    reason: str,
    settle: bool,
) -> None:
    opened = Case.open(path)
    require_analysis(opened)
    log = DecisionLog.of(opened)
    with anchored(opened, "review", log):
        found = record_rulings(
            opened,
            log,
            _kind(kind),
            idents,
            decision,
            by=named(by, "--by"),
            operator=operator(),
            reason=reason,
            settles=settle,
        )
    tell(f"On record: {decision} {number_of(len(found), kind)}.")
    known = items(read_rulings(log))
    disputed = [own for own in found if known[own.kind, own.ident].is_disputed]
    if disputed:
        tell(
            f"People disagree on {number_of(len(disputed), kind)}: the more cautious decision "
            "holds. Talk, and record what you agree on with --settle."
        )
    tell(f"Make the products again: undertow report {path}; undertow export {path} csv")


def _kind(given: str) -> Kind:
    for kind in KINDS:
        if given == kind:
            return kind  # type: ignore[return-value]
    raise InputError(f"{given}: no kind of thing to review; choose one of {', '.join(KINDS)}")


def _print_done(case: Case, known: Iterable[Item], name: str | None, form: Format) -> None:
    """Print what was decided on, and how far two people agree."""
    seen = [own for own in known if name is None or own.was_seen_by(name)]
    names = Pseudonyms.open(case)
    rows = [
        {
            "kind": own.kind,
            "id": names.of(own.ident) if own.kind == "account" else own.ident,
            "outcome": own.outcome,
            "reviewers": ", ".join(ruling.by for ruling in own.standing),
            "is_disputed": own.is_disputed,
            "at": own.history[-1].at,
        }
        for own in seen
    ]
    schema = pa.schema(
        [(str(name), pa.bool_() if name == "is_disputed" else pa.string()) for name in _DONE]
    )
    print_table(pa.Table.from_pylist(rows, schema=schema), _DONE, form)
    if form is Format.table:
        for pair in agreements(seen):
            tell(_agreement(pair))


def _agreement(pair: Agreement) -> str:
    always = "not defined, as both always decided the same"
    kappa = always if pair.kappa is None else f"{pair.kappa:.2f}"
    both = f"{pair.one} and {pair.other} decided alike on {pair.n_equal:,} of {pair.n:,}"
    return f"{both}; Cohen's kappa {kappa}."
