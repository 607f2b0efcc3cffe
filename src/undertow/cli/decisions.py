"""``undertow decisions``: who decided what of a case, and when."""

from __future__ import annotations

from typing import Annotated

import pyarrow as pa
import typer

from undertow.case import Case
from undertow.cli.console import CaseFolder
from undertow.cli.tables import Format, Titles, print_table
from undertow.decisions import DecisionLog
from undertow.decisions.event import canonical

_SHOWN: Titles = {
    "seq": "no.",
    "at": "when",
    "who": "who",
    "action": "what",
    "subject": "about",
}


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("decisions")(decisions)


def decisions(
    case: CaseFolder,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """Print every decision that was recorded: drafts, approvals, sending and what came of it.

    Example: undertow decisions mycase --format csv
    """
    events = DecisionLog.of(Case.open(case)).sound_events()
    if form is Format.table:
        events.reverse()  # a terminal shows the first rows: the last decisions
    rows = [
        {
            "seq": event.seq,
            "at": event.at if form is not Format.table else event.at[:16].replace("T", " "),
            "who": event.who or event.operator,
            "operator": event.operator,
            "action": event.action.replace("_", " ") if form is Format.table else event.action,
            "subject": event.subject if form is not Format.table else event.subject[:12],
            "body": canonical(event.body),
            "hash": event.hash,
        }
        for event in events
    ]
    names = ("at", "who", "operator", "action", "subject", "body", "hash")
    schema = pa.schema([("seq", pa.int64()), *((name, pa.string()) for name in names)])
    print_table(pa.Table.from_pylist(rows, schema=schema), _SHOWN, form)
