"""``undertow verify``: recompute every hash and link."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from undertow.bundle import SUMS
from undertow.case import Case
from undertow.cli.console import errors, number_of, output, printable
from undertow.errors import InputError
from undertow.review import verify_bundle, verify_case


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("verify")(verify)


def verify(
    path: Annotated[
        Path,
        typer.Argument(metavar="CASE|BUNDLE", help="A case, an evidence bundle or its ZIP."),
    ],
    head: Annotated[
        str | None,
        typer.Option(
            metavar="HASH",
            help="Hash of the custody log that was handed over by another way; 16 digits at least.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Check that evidence, custody log, tables, claims and products are what they were.

    Of an evidence bundle: that its claims, records and proofs are. Exits with 1 when anything
    differs, and names the claims that fall.

    All of it can be made anew by whoever holds it: give --head the last hash of the custody log, as
    you have it from elsewhere. A bundle must end with it; in a case later entries may follow.

    Example: undertow verify mycase
    """
    if _is_case(path):
        report = verify_case(Case.open(path), head=head)
    else:
        report = verify_bundle(path, head=head)
    if as_json:
        typer.echo(json.dumps(asdict(report), indent=2, default=str))
    else:
        for check in report.checks:
            output.print(
                f"checked  {check.n_checked:>9,} {check.name}", markup=False, highlight=False
            )
        for note in report.notes:
            output.print(f"note     {printable(note)}", markup=False, highlight=False)
        if report.head is not None and head is None:
            told = (
                f"note     its last custody hash is {report.head}; this must be compared with the "
                "one that was handed over by another way, with --head HASH: whoever holds the "
                "files can make all of them anew"
            )
            output.print(printable(told), markup=False, highlight=False)
        for problem in report.problems:
            told = f"PROBLEM  {problem.where}: {problem.what}; {problem.effect}"
            errors.print(printable(told), style="red", markup=False, highlight=False)
        for claim in report.fallen_claims:
            told = f"FALLS    claim {claim.claim_id} ({claim.kind}) of {claim.campaign_id}"
            errors.print(printable(told), style="red", markup=False, highlight=False)
    if not report.ok:
        n_problems = number_of(len(report.problems), "problem")
        n_fallen = number_of(len(report.fallen_claims), "fallen claim")
        errors.print(
            f"undertow: {path}: does not verify: {n_problems}, {n_fallen}; each line above says "
            "what to do",
            style="bold red",
            markup=False,
            highlight=False,
        )
        raise typer.Exit(1)
    if not as_json:
        output.print("Everything verifies.", highlight=False)


def _is_case(path: Path) -> bool:
    """Whether a folder is a case; one that passes for both may hide what it is.

    Raises
    ------
    InputError
        It passes for a case and for a bundle.
    """
    is_case, is_bundle = (os.path.lexists(path / name) for name in ("case.toml", SUMS))
    if is_case and is_bundle:
        raise InputError(
            f"{path}: holds case.toml and {SUMS}: neither a case nor a bundle has both; remove the "
            "one that was put in, and verify again"
        )
    return is_case
