"""``undertow notify``: drafts for the targets; nothing here sends."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from undertow.case import Case
from undertow.cli.console import CaseFolder, number_of, output, tell
from undertow.cli.products import require_analysis, vouch_for
from undertow.cli.threats import n_awaiting
from undertow.notify import write_drafts

notify = typer.Typer(
    help="Prepare the notification of targeted officials. Drafts only: a person sends.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.add_typer(notify, name="notify")


@notify.command("draft")
def draft(
    case: CaseFolder,
    out: Annotated[
        Path | None, typer.Option(help="Folder to write to; out/drafts in the case otherwise.")
    ] = None,
) -> None:
    """Write one message draft for each targeted official, in the official's language.

    Example: undertow notify draft mycase
    """
    opened = Case.open(case)
    require_analysis(opened)
    written = write_all_drafts(opened, out or opened.out / "drafts")
    output.print(
        f"Wrote {len(written)} drafts to {out or opened.out / 'drafts'}; none was sent.",
        markup=False,
        highlight=False,
    )
    if n_posts := n_awaiting(opened):
        told = f"{number_of(n_posts, 'post')} {'awaits' if n_posts == 1 else 'await'} a person"
        tell(f"{told}, drafts about them are not releasable: undertow threats {case}")


def write_all_drafts(case: Case, out: Path) -> list[Path]:
    """Write the drafts, refresh the manifest of products, and log it."""
    with case.writing():
        written = write_drafts(case, out)
        vouch_for(case, written, "draft", {"n_drafts": len(written)})
    return written
