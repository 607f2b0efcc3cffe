"""``undertow report``: the assessment."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from undertow.case import Case
from undertow.cli.console import CaseFolder, output
from undertow.cli.products import require_analysis, vouch_for
from undertow.report import write_report


class Language(StrEnum):
    """Languages of the assessment."""

    en = "en"
    fr = "fr"
    both = "both"


class Form(StrEnum):
    """Forms of the assessment."""

    html = "html"


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("report")(report)


def report(
    case: CaseFolder,
    lang: Annotated[Language, typer.Option(help="Language.")] = Language.both,
    form: Annotated[Form, typer.Option("--format", help="Form.")] = Form.html,
    out: Annotated[
        Path | None, typer.Option(help="Folder to write to; out/report in the case otherwise.")
    ] = None,
) -> None:
    """Write the assessment with its evidence annex, in English and French.

    Example: undertow report mycase --lang both
    """
    opened = Case.open(case)
    require_analysis(opened)
    for path in write_all(opened, lang, out or opened.out / "report"):
        output.print(f"Wrote {path}", markup=False, highlight=False)


def write_all(case: Case, lang: Language, out: Path) -> list[Path]:
    """Write the report, refresh the manifest of products, and log it."""
    languages = ("en", "fr") if lang is Language.both else (lang.value,)
    with case.writing():
        written = write_report(case, languages, out)
        vouch_for(case, written, "report", {"languages": lang.value})
    return written
