"""``undertow coverage``: what was declared, seen and missing."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import pyarrow as pa
import pyarrow.compute as pc
import typer

from undertow.case import Case
from undertow.cli.console import CaseFolder, output
from undertow.cli.tables import Format, Titles, print_table
from undertow.errors import CaseError
from undertow.ingest import count_field_states
from undertow.schema import Coverage, CoverageLedger, CoverageWarnings


class By(StrEnum):
    """What the rows are about."""

    file = "file"
    platform = "platform"
    target = "target"
    thread = "thread"
    field = "field"
    warning = "warning"


_FILE: Titles = {
    "file_name": "file",
    "scope_id": "part",
    "n_records": "records",
    "n_accepted": "accepted",
    "n_duplicate": "duplicate",
    "n_ignored": "ignored",
    "n_quarantined": "quarantined",
    "n_missing": "missing",
}
_LEDGER: Titles = {
    "scope_id": "what",
    "day": "day",
    "n_seen": "seen",
    "n_declared": "declared",
    "n_missing": "missing",
    "n_deleted": "deleted since",
}
_SCOPES = {By.platform: "platform_day", By.target: "target_day", By.thread: "thread"}
_FIELD: Titles = {
    "platform": "platform",
    "field": "field",
    "n_value": "value",
    "n_known_absent": "known to be absent",
    "n_not_collected": "not collected",
}
_WARNING: Titles = {
    "record_uid": "record",
    "warning": "warning",
    "claimed_at": "it says",
    "id_at": "its id",
}


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("coverage")(coverage)


def coverage(
    case: CaseFolder,
    by: Annotated[
        By,
        typer.Option(
            help="What the rows are about. platform, target and thread need `undertow analyze`."
        ),
    ] = By.file,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """Print what was declared, seen and missing.

    By file: what became of its records, and answers that threads declare. By platform, target or
    thread and day: seen, declared, missing. By field: with a value, known to have none, not
    collected. By warning: records whose time is not the one in their id.

    Example: undertow coverage mycase --by platform
    """
    opened = Case.open(case)
    if by is By.file:
        print_table(opened.read(Coverage).arrow, _FILE, form)
    elif by is By.field:
        print_table(count_field_states(opened), _FIELD, form)
    elif by is By.warning:
        print_table(_warnings(opened, form), _WARNING, form)
    else:
        print_table(_ledger(opened, _SCOPES[by]), _LEDGER, form)
    if form is Format.table and by is By.file:
        _tell_warnings(opened)


def _warnings(case: Case, form: Format) -> pa.Table:
    """Return the warnings; on a terminal with times to the second, which they are about."""
    arrow = case.read(CoverageWarnings).arrow
    if form is not Format.table:
        return arrow
    for name in ("claimed_at", "id_at"):
        seconds = pc.floor_temporal(arrow.column(name), unit="second")
        shown = pc.strftime(seconds.cast(pa.timestamp("s", "UTC")), "%Y-%m-%d %H:%M:%S")
        arrow = arrow.set_column(arrow.schema.get_field_index(name), name, shown)
    return arrow


def _ledger(case: Case, scope: str) -> pa.Table:
    """Return the part of the ledger about a scope: by day, threads that miss most first."""
    if not case.has_table(CoverageLedger):
        raise CaseError(f"{case.path}: the ledger is not made yet; run `undertow analyze` first")
    ledger = case.read(CoverageLedger).arrow
    own = ledger.filter(pc.equal(ledger.column("scope"), scope))
    return own.sort_by([("n_missing", "descending")]) if scope == "thread" else own


def _tell_warnings(case: Case) -> None:
    """Say that records contradict themselves, and how to list them."""
    n = case.n_rows(CoverageWarnings)
    if n:
        one, many = (
            "record contradicts the time in its id",
            "records contradict the time in their id",
        )
        output.print(
            f"{n:,} {one if n == 1 else many}: altered, or converted with a wrong time zone; "
            "`undertow coverage CASE --by warning` lists them.",
            style="yellow",
            markup=False,
            highlight=False,
        )
