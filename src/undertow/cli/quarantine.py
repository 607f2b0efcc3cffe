"""``undertow quarantine``: what could not be read, why, and another try."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from undertow.captures import retry_quarantine
from undertow.case import Case
from undertow.cli.console import (
    CaseFolder,
    command_line,
    number_of,
    operator,
    print_table,
    printable,
    progress,
    tell,
)
from undertow.cli.ingest import print_report
from undertow.cli.tables import Format
from undertow.export import render_table
from undertow.ingest import quarantine_reasons
from undertow.schema import Quarantine


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("quarantine")(quarantine)


def quarantine(
    case: CaseFolder,
    form: Annotated[
        Format, typer.Option("--format", help="How to print; csv and json print every record.")
    ] = Format.table,
    retry: Annotated[
        bool,
        typer.Option("--retry", help="Read the files these records lie in anew, from evidence."),
    ] = False,
) -> None:
    """List the reasons for which records could not be read, with counts and a sample of each.

    With --retry the files are read again, by the formats and maps there are now: after a new
    version of undertow, a plug-in, or a corrected column map.

    Example: undertow quarantine mycase --retry
    """
    opened = Case.open(case)
    if retry:
        _retry(opened, form)
    if form is Format.table:
        _print_reasons(opened)
    else:
        arrow = opened.read(Quarantine).arrow
        typer.echo(render_table(arrow, "csv" if form is Format.csv else "json"), nl=False)


def _retry(case: Case, form: Format) -> None:
    """Read anew what can be and, unless a program reads the output, say what came of each file."""
    n_before = case.n_rows(Quarantine)
    with progress() as bar:
        task = bar.add_task("read again", total=None, note="")
        reports = retry_quarantine(
            case,
            who=operator(),
            command=command_line(),
            on_progress=lambda path, done, total: bar.update(
                task, completed=done, total=total, note=escape(printable(path.name))
            ),
        )
    if form is not Format.table:
        return
    for report in reports:
        print_report(report)
    n_after = case.n_rows(Quarantine)
    tell(f"In quarantine before: {number_of(n_before, 'record')}; now: {n_after:,}.")
    if reports:
        tell(f"Next: undertow analyze {case.path}")


def _print_reasons(case: Case) -> None:
    reasons = quarantine_reasons(case)
    if not reasons:
        tell("Nothing is in quarantine.")
        return
    table = Table("records", "files", "format", "reason", "for example", box=SIMPLE_HEAD)
    for reason in reasons:
        sample = printable(reason.raw.decode("utf-8", "replace"))
        table.add_row(
            f"{reason.n_records:,}",
            f"{reason.n_files:,}",
            reason.format_id or "none",
            f"{reason.reason_code} ({reason.stage})",
            escape(f"{printable(reason.place)}\n{printable(reason.message)}\n{sample}"),
        )
    print_table(table)
    tell("--format csv or json prints every record; --retry reads the files again.")
