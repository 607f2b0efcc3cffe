"""``undertow report``: the assessment."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from undertow.case import Case
from undertow.cli.console import CaseFolder, errors, output
from undertow.cli.products import require_analysis, vouch_for
from undertow.narratives.translation import Translator, find_translator
from undertow.report import FORMS, can_make_pdf, write_report
from undertow.tlp import Tlp


class Language(StrEnum):
    """Languages of the assessment."""

    en = "en"
    fr = "fr"
    both = "both"


class Form(StrEnum):
    """Forms of the assessment."""

    html = "html"
    pdf = "pdf"
    both = "both"


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("report")(report)


def report(
    case: CaseFolder,
    lang: Annotated[Language, typer.Option(help="Language.")] = Language.both,
    form: Annotated[
        Form | None,
        typer.Option(
            "--format",
            help="Form. Without it both, or HTML alone where `undertow[report]` is not installed.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder to write to; out/report in the case otherwise.")
    ] = None,
    tlp: Annotated[
        Tlp | None,
        typer.Option(
            help="Label of the Traffic Light Protocol, on every page.", case_sensitive=False
        ),
    ] = None,
    translate: Annotated[
        bool,
        typer.Option(
            "--translate",
            help="Translate the quotes by the machine named in settings.translation. With a "
            "service the quotes shown LEAVE THIS MACHINE; handles, links and names of officials "
            "are masked before.",
        ),
    ] = False,
) -> None:
    """Write the assessment with its evidence annex, in English and French.

    Example: undertow report mycase --lang both --format pdf
    """
    opened = Case.open(case)
    require_analysis(opened)
    translator = find_translator(opened.settings.translation) if translate else None
    if translator is not None and translator.leaves_machine:
        errors.print(
            f"The quotes shown are sent to {translator.name}.", markup=False, highlight=False
        )
    written = write_all(
        opened,
        lang,
        out or opened.out / "report",
        form=form,
        tlp=None if tlp is None else tlp.value.upper(),
        translator=translator,
    )
    for path in written:
        output.print(f"Wrote {path}", markup=False, highlight=False)


def write_all(
    case: Case,
    lang: Language,
    out: Path,
    *,
    form: Form | None = None,
    tlp: str | None = None,
    translator: Translator | None = None,
) -> list[Path]:
    """Write the report, refresh the manifest of products, and log it."""
    languages = ("en", "fr") if lang is Language.both else (lang.value,)
    if form is None:
        form = Form.both if can_make_pdf() else Form.html
    forms = FORMS if form is Form.both else (form.value,)
    with case.writing():
        written = write_report(case, languages, out, forms=forms, tlp=tlp, translator=translator)
        fields = {"languages": lang.value}
        if translator is not None:
            fields["translator"] = translator.name
        vouch_for(case, written, "report", fields)
    return written
