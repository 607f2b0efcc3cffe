"""``undertow retain``: delete what the rules of a case say must go, and prove it."""

from __future__ import annotations

from typing import Annotated

import typer

from undertow.case import Case
from undertow.cli.console import CaseFolder, command_line, number_of, operator, progress, tell
from undertow.cli.products import require_analysis
from undertow.decisions import named
from undertow.errors import InputError, VerificationError
from undertow.ingest.erasure import Erasure
from undertow.retention import Plan, resume
from undertow.retention import plan as make_plan
from undertow.retention import retain as delete
from undertow.review import verify_case

_NAMED = 3


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("retain")(retain)


def retain(
    case: CaseFolder,
    plan: Annotated[
        bool, typer.Option("--plan", help="Print what would go; delete nothing.")
    ] = False,
    by: Annotated[
        str, typer.Option(metavar="NAME", help="Your name: what is due goes, for good.")
    ] = "",
) -> None:
    """Delete what [retention] in case.toml says must go: bystanders' posts, raw captures.

    Records that claims rest on stay. What was deleted is listed by hash, and `undertow verify`
    says how much, when and by whom. The case can be reported and exported as before, but not
    analysed again.

    Example: undertow retain mycase --plan
    """
    if plan == bool(by):
        raise InputError("retain: give --plan to see what would go, or --by NAME to delete it")
    opened = Case.open(case)
    if plan:
        require_analysis(opened)
        _tell_plan(make_plan(opened))
        return
    name = named(by, "--by")
    with opened.writing(), progress() as bar:
        task = bar.add_task("deleting", total=None, note="")
        common = {"who": operator(), "command": command_line()}

        def on_step(step: str) -> None:
            bar.update(task, note=step[:40])

        finished = resume(opened, on_step=on_step, **common)
        if finished is not None:
            _tell_done(finished, case)
            return
        require_analysis(opened)
        found = make_plan(opened)
        if not found.listing.text:
            tell("Nothing is due.")
            return
        _require_sound(opened)
        done = delete(opened, found.listing, by=name, on_step=on_step, **common)
    _tell_done(done, case)


def _require_sound(case: Case) -> None:
    """Refuse to delete from what does not verify: afterwards nobody could tell why."""
    report = verify_case(case)
    if not report.ok:
        told = "; ".join(map(str, report.problems[:_NAMED]))
        raise VerificationError(
            f"{case.path}: does not verify, so nothing was deleted: {told}; run `undertow verify "
            f"{case.path}`"
        )


def _tell_plan(found: Plan) -> None:
    listing = found.listing
    tell(f"Would go: {number_of(listing.n_records, 'captured record')},")
    tell(f"  of these {number_of(len(listing.whole), 'file')} as a whole;")
    tell(f"  words and links of {number_of(len(listing.posts), 'post')};")
    tell(f"  names and profiles of {number_of(len(listing.accounts), 'account')};")
    tell(f"  pictures, words and facts of {number_of(len(listing.media), 'media file')}.")
    tell(f"Stay: {number_of(found.n_rested, 'record')} that claims rest on;")
    tell(
        f"  {number_of(found.n_held, 'record')} that cannot be taken out of their file alone "
        "(compressed, an archive, or the same bytes hold something that stays)."
    )


def _tell_done(done: Erasure, case: CaseFolder) -> None:
    tell(
        f"Deleted: {number_of(done.n_records, 'captured record')}, words of "
        f"{number_of(done.n_posts, 'post')}, profiles of {number_of(done.n_accounts, 'account')}."
    )
    tell(f"Check it: undertow verify {case}. Copies of the case elsewhere still hold all of it.")
