"""``undertow assess``: a person judges who is behind a campaign, and a second person signs."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import pyarrow as pa
import typer

from undertow.assessments import (
    Assessment,
    as_breakout,
    bearing_of,
    propose,
    read_assessments,
    read_response,
    read_statement,
    record_breakout,
    record_response,
    sign,
    withdraw,
)
from undertow.assessments.bearing import READ
from undertow.assessments.response import EXAMPLE as RESPONSE_EXAMPLE
from undertow.assessments.statement import EXAMPLE, as_bilingual
from undertow.case import Case
from undertow.cli.anchoring import anchored
from undertow.cli.console import By, CaseFolder, operator, output, tell
from undertow.cli.products import require_analysis
from undertow.cli.tables import Format, Titles, print_table
from undertow.decisions import DecisionLog, named
from undertow.pipeline import require_recorded

assess = typer.Typer(
    help="Judge who is behind a campaign. A machine sets the ceiling and names nobody.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Ident = Annotated[str, typer.Argument(metavar="ASSESSMENT", help="Beginning of its id.")]

_SHOWN: Titles = {
    "assessment_id": "assessment",
    "campaign": "campaign",
    "state": "state",
    "actor": "actor",
    "likelihood": "likelihood",
    "confidence": "confidence",
    ("proposed_by", "signed_by"): "judged, signed by",
    "objection": "stands against it",
}


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.add_typer(assess, name="assess")


@assess.command("example")
def example() -> None:
    """Print an example of a statement: actor, likelihood, confidence, evidence, assumptions.

    Example: undertow assess example > statement.toml
    """
    output.print(EXAMPLE, markup=False, highlight=False, end="")


@assess.command("propose")
def propose_statement(
    case: CaseFolder,
    statement: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, metavar="FILE", help="The statement.")
    ],
    by: By,
) -> None:
    """Record a judgement. It is refused where it says more than the evidence bears.

    Example: undertow assess propose mycase statement.toml --by "Ana Roy"
    """
    opened = _opened(case)
    read = read_statement(statement)
    log = DecisionLog.of(opened)
    with anchored(opened, "assess_propose", log):
        found = propose(opened, log, read, by=named(by, "--by"), operator=operator())
    bearing = bearing_of(opened, read)
    tell(f"Recorded as {found.assessment_id[:12]}; no product tells it before it is signed.")
    reasons = ", ".join(bearing.ceiling.reasons).replace("_", " ")
    because = f" ({reasons})" if reasons else ""
    tell(
        f"The evidence bears {bearing.ceiling.term.replace('_', ' ')} at most{because}, with "
        f"{bearing.confidence} confidence at most."
    )
    tell(f"Next, by a second person: undertow assess sign {case} {found.assessment_id[:12]}")


@assess.command("sign")
def sign_statement(
    case: CaseFolder,
    assessment: Ident,
    by: By,
    shared_login: Annotated[
        bool, typer.Option("--shared-login", help="You share the login of who proposed it.")
    ] = False,
) -> None:
    """Sign a judgement of somebody else. It supersedes an earlier one of the same campaign.

    Example: undertow assess sign mycase 3f9a01c2 --by "Bo Lin"
    """
    opened = _opened(case)
    log = DecisionLog.of(opened)
    with anchored(opened, "assess_sign", log):
        found = sign(
            opened,
            log,
            assessment,
            by=named(by, "--by"),
            operator=operator(),
            shares_login=shared_login,
        )
    tell(f"Signed: {found.assessment_id[:12]} on {found.statement.campaign}.")
    tell(f"Make the products again: undertow report {case}")


@assess.command("withdraw")
def withdraw_statement(
    case: CaseFolder,
    assessment: Ident,
    by: By,
    en: Annotated[str, typer.Option(metavar="TEXT", help="Why, in English, for the readers.")],
    fr: Annotated[str, typer.Option(metavar="TEXT", help="Why, in French.")],
) -> None:
    """Take a judgement back. The report keeps it in the register of corrections.

    Example: undertow assess withdraw mycase 3f9a01c2 --by "Bo Lin" --en "The source was
    retracted" --fr "La source a été rétractée"
    """
    opened = _opened(case)
    log = DecisionLog.of(opened)
    correction = as_bilingual(en, fr, "the reason")
    with anchored(opened, "assess_withdraw", log):
        found = withdraw(log, assessment, correction, by=named(by, "--by"), operator=operator())
    tell(f"Withdrawn: {found.assessment_id[:12]} on {found.statement.campaign}.")


@assess.command("response-example")
def response_example() -> None:
    """Print an example of a response: who answered what, when, and the claims that answer it.

    Example: undertow assess response-example > response.toml
    """
    output.print(RESPONSE_EXAMPLE, markup=False, highlight=False, end="")


@assess.command("respond")
def respond(
    case: CaseFolder,
    response: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, metavar="FILE", help="The response.")
    ],
    by: By,
) -> None:
    """Put on record, word for word, what somebody who is accused answered.

    The report tells it with the campaign, beside the claims that answer it.

    Example: undertow assess respond mycase response.toml --by "Ana Roy"
    """
    opened = _opened(case)
    log = DecisionLog.of(opened)
    with anchored(opened, "assess_respond", log):
        record_response(
            opened, log, read_response(response), by=named(by, "--by"), operator=operator()
        )
    tell(f"On record. Make the products again: undertow report {case}")


@assess.command("breakout")
def breakout(
    case: CaseFolder,
    campaign: Annotated[str, typer.Argument(metavar="CAMPAIGN", help="Its id.")],
    category: Annotated[
        int,
        typer.Argument(
            min=0,
            max=6,
            metavar="CATEGORY",
            help="4 other media, 5 well-known people, 6 a response of policy; 0 takes it back.",
        ),
    ],
    by: By,
    en: Annotated[str, typer.Option(metavar="TEXT", help="What happened, in English.")],
    fr: Annotated[str, typer.Option(metavar="TEXT", help="What happened, in French.")],
    source: Annotated[str, typer.Option(metavar="TEXT", help="Where that can be read.")],
    date: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="When it happened.")],
) -> None:
    """Enter how far a campaign got where captures cannot show it: categories 4 to 6.

    Example: undertow assess breakout mycase c-1f0a 4 --by "Ana Roy" --en "A newspaper repeated
    it" --fr "Un journal l’a repris" --source "The Example, page 3" --date 2023-09-05
    """
    opened = _opened(case)
    log = DecisionLog.of(opened)
    entry = as_breakout(
        {
            "campaign": campaign,
            "category": category,
            "words": {"en": en, "fr": fr},
            "source": source,
            "date": date.date(),
            "by": named(by, "--by"),
        }
    )
    with anchored(opened, "assess_breakout", log):
        record_breakout(opened, log, entry, operator=operator())
    tell(f"On record. Make the products again: undertow report {case}")


@assess.command("list")
def list_assessments(
    case: CaseFolder,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """Print every judgement that was recorded, also what was superseded or withdrawn.

    Example: undertow assess list mycase --format json
    """
    opened = _opened(case)
    found = read_assessments(opened, DecisionLog.of(opened))
    is_short = form is Format.table
    rows = [_row(own, is_short=is_short) for own in found]
    schema = pa.schema([(name, pa.string()) for name in _COLUMNS])
    print_table(pa.Table.from_pylist(rows, schema=schema), _SHOWN, form)


_COLUMNS = (
    "assessment_id", "campaign", "state", "actor", "likelihood", "confidence", "proposed_by",
    "proposed_at", "signed_by", "signed_at", "ended_at", "correction", "objection", "statement",
)  # fmt: skip


def _row(own: Assessment, *, is_short: bool) -> dict[str, str | None]:
    statement = own.statement
    return {
        "assessment_id": own.assessment_id[:8] if is_short else own.assessment_id,
        "campaign": statement.campaign,
        "state": own.state,
        "actor": statement.actor.en,
        "likelihood": statement.likelihood.replace("_", " ") if is_short else statement.likelihood,
        "confidence": statement.confidence,
        "proposed_by": own.proposed_by,
        "proposed_at": own.proposed_at,
        "signed_by": own.signed_by,
        "signed_at": own.signed_at,
        "ended_at": own.ended_at,
        "correction": None if own.correction is None else own.correction.en,
        "objection": own.objection,
        "statement": statement.model_dump_json(),
    }


def _opened(path: Path) -> Case:
    """Open a case whose attribution can be relied on."""
    case = Case.open(path)
    require_analysis(case)
    require_recorded(case, READ)
    return case
