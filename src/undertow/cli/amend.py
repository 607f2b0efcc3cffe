"""``undertow amend``: put a change of purpose or owner on record."""

from __future__ import annotations

from typing import Annotated

import typer

from undertow.case import Case
from undertow.cli.console import CaseFolder, log_identity, output


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("amend")(amend)


def amend(
    case: CaseFolder,
    reason: Annotated[str, typer.Option(help="Why they were changed; kept in the custody log.")],
) -> None:
    """Record that purpose or owner in case.toml were changed on purpose.

    Change case.toml first. Until then `undertow verify` says that they are not those on record.

    Example: undertow amend mycase --reason "Mandate extended to the municipal elections"
    """
    opened = Case.open(case)
    with opened.writing():
        log_identity(opened, "amend", reason=reason)
    output.print(f"Purpose: {opened.purpose}", markup=False, highlight=False)
    output.print(f"Owner: {opened.owner or '(none)'}", markup=False, highlight=False)
