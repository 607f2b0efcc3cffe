"""``undertow release``: what may be published, on the word of two people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pyarrow as pa
import typer

from undertow.assessments.statement import as_bilingual
from undertow.case import Case
from undertow.cli.anchoring import anchored
from undertow.cli.console import By, CaseFolder, number_of, operator, output, tell
from undertow.cli.products import require_analysis, vouch_for
from undertow.cli.tables import Format, Titles, print_table
from undertow.decisions import DecisionLog, named
from undertow.export import write_note
from undertow.publishing import (
    approve_release,
    propose_release,
    report_forms,
    withdraw_release,
    write_released,
)
from undertow.releases import EXAMPLE, Release, read_checklist, read_releases, released_folder
from undertow.report import write_report

release = typer.Typer(
    help="Release products on the word of two people. undertow itself publishes nothing.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Ident = Annotated[str, typer.Argument(metavar="RELEASE", help="Beginning of its id.")]

_SHOWN: Titles = {
    "release_id": "release",
    "state": "state",
    ("proposed_by", "proposed_at"): "proposed by",
    ("approved_by", "approved_at"): "approved by",
    "n_files": "files",
    "correction": "withdrawn because",
}


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.add_typer(release, name="release")


@release.command("checklist")
def checklist_example() -> None:
    """Print an example of the checklist: law and privacy, red team, harm.

    Example: undertow release checklist > checklist.toml
    """
    output.print(EXAMPLE, markup=False, highlight=False, end="")


@release.command("propose")
def propose(
    case: CaseFolder,
    checklist: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, metavar="FILE", help="The checklist.")
    ],
    by: By,
) -> None:
    """Propose to release what lies in out/report and out/export. Every objection is told.

    Example: undertow release propose mycase checklist.toml --by "Ana Roy"
    """
    opened = _opened(case)
    read = read_checklist(checklist)
    log = DecisionLog.of(opened)
    with anchored(opened, "release_propose", log):
        found = propose_release(opened, log, read, by=named(by, "--by"), operator=operator())
    tell(f"Proposed as {found.release_id[:12]}: {number_of(len(found.files), 'file')}.")
    tell(f"Next, by a second person: undertow release approve {case} {found.release_id[:12]}")


@release.command("approve")
def approve(
    case: CaseFolder,
    ident: Ident,
    by: By,
    shared_login: Annotated[
        bool, typer.Option("--shared-login", help="You share the login of who proposed it.")
    ] = False,
) -> None:
    """Approve a release of somebody else. Its files lose the mark of a draft.

    Example: undertow release approve mycase 3f9a01c2 --by "Bo Lin"
    """
    opened = _opened(case)
    log = DecisionLog.of(opened)
    with anchored(opened, "release_approve", log):
        found = approve_release(
            opened,
            log,
            ident,
            by=named(by, "--by"),
            operator=operator(),
            shares_login=shared_login,
        )
    _make_again(opened)
    folder = released_folder(opened, found.release_id)
    tell(f"Released: {number_of(len(found.files), 'file')} in {folder}.")
    tell("undertow publishes nothing itself: hand on these files, and no others.")


@release.command("withdraw")
def withdraw(
    case: CaseFolder,
    ident: Ident,
    by: By,
    en: Annotated[str, typer.Option(metavar="TEXT", help="Why, in English, for the readers.")],
    fr: Annotated[str, typer.Option(metavar="TEXT", help="Why, in French.")],
) -> None:
    """Take a release back. The report is a draft again and says what was withdrawn.

    Example: undertow release withdraw mycase 3f9a01c2 --by "Bo Lin" --en "Two accounts are of
    people" --fr "Deux comptes sont ceux de personnes"
    """
    opened = _opened(case)
    log = DecisionLog.of(opened)
    correction = as_bilingual(en, fr, "the reason")
    with anchored(opened, "release_withdraw", log):
        found = withdraw_release(log, ident, correction, by=named(by, "--by"), operator=operator())
    _make_again(opened)
    tell(f"Withdrawn: {found.release_id[:12]}. Tell those who have it, in both languages.")


@release.command("write")
def write(case: CaseFolder, ident: Ident) -> None:
    """Write the files of a release that stands once more, where they were lost or changed.

    Example: undertow release write mycase 3f9a01c2
    """
    opened = _opened(case)
    with opened.writing():
        folder = write_released(opened, DecisionLog.of(opened), ident)
    tell(f"Wrote {folder}")


@release.command("status")
def status(
    case: CaseFolder,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """Print every release: who proposed it, who approved it, what became of it.

    Example: undertow release status mycase
    """
    opened = Case.open(case)
    found = read_releases(DecisionLog.of(opened))
    rows = [_row(own, is_short=form is Format.table) for own in found]
    names = (
        "release_id", "state", "proposed_by", "proposed_at", "approved_by", "approved_at",
        "ended_at", "correction",
    )  # fmt: skip
    fields = [*((name, pa.string()) for name in names), ("n_files", pa.int64())]
    print_table(pa.Table.from_pylist(rows, schema=pa.schema(fields)), _SHOWN, form)
    if form is Format.table and not any(own.state == "released" for own in found):
        tell("Nothing is released: every product is a draft.")


def _row(own: Release, *, is_short: bool) -> dict[str, str | int | None]:
    return {
        "release_id": own.release_id[:12] if is_short else own.release_id,
        "state": own.state,
        "proposed_by": own.proposed_by,
        "proposed_at": own.proposed_at,
        "approved_by": own.approved_by,
        "approved_at": own.approved_at,
        "ended_at": own.ended_at,
        "correction": None if own.correction is None else own.correction.en,
        "n_files": len(own.files),
    }


def _make_again(case: Case) -> None:
    """Write the products whose mark of a draft goes or comes back."""
    with case.writing():
        written = []
        if (case.out / "report").is_dir():
            forms, tlp = report_forms(case)
            written += write_report(case, ("en", "fr"), case.out / "report", forms=forms, tlp=tlp)
        if (case.out / "export").is_dir():
            written.append(write_note(case, case.out / "export"))
        vouch_for(case, written, "release", {"products": len(written)})


def _opened(path: Path) -> Case:
    opened = Case.open(path)
    require_analysis(opened)
    return opened
