"""Write the assessment: one file for each language and form, all or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from undertow.case import Case, write_products
from undertow.decisions import DecisionLog
from undertow.errors import InputError
from undertow.narratives.translation import Translator
from undertow.pipeline import require_recorded
from undertow.releases import Signed, read_releases
from undertow.report.assessment import build_document
from undertow.report.html import render
from undertow.report.material import READ, Material, gather
from undertow.report.parity import require_parity
from undertow.report.pdf import render_pdf
from undertow.report.phrases import PHRASES
from undertow.report.told import require_founded
from undertow.report.translations import with_translations
from undertow.tlp import Tlp
from undertow.wording import LANGUAGES, Catalogue, catalogue

FORMS = ("html", "pdf")
TLP = tuple(level.value.upper() for level in Tlp)
"""Labels of the Traffic Light Protocol 2.0 (FIRST, 2022)."""
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def write_report(
    case: Case,
    languages: Sequence[str],
    out: Path,
    *,
    forms: Sequence[str] = ("html",),
    tlp: str | None = None,
    translator: Translator | None = None,
) -> list[Path]:
    """Write the report, one file for each language and form.

    Parameters
    ----------
    case : Case
        An analysed case.
    languages : sequence of str
        ``en``, ``fr`` or both.
    out : Path
        Folder; made where missing.
    forms : sequence of str
        ``html``, ``pdf`` or both; the second needs the extra ``report``.
    tlp : str, optional
        Label of the Traffic Light Protocol, one of :data:`TLP`, shown on every page.
    translator : Translator, optional
        Translates the quotes into the language of each edition; every translation is marked as
        made by machine. Without one nothing is translated.

    Returns
    -------
    list of Path
        ``report.<language>.<form>``, in the order of ``languages``. The same tables give the same
        bytes, unless a translator took part; a PDF also depends on the fonts and on Typst.

    Raises
    ------
    InputError
        A language, form or label is not available.
    EngineError
        The extra is missing, or a font for the words of the case; nothing is written.
    SchemaError
        A claim cannot be put into words; nothing is written.
    VerificationError
        A table is not what its stage recorded, or a sentence with a number or a graded word rests
        on no evidence, or the editions do not say the same; nothing is written.
    TranslationError
        The translator failed; nothing is written.
    CaseError
        A table is damaged, or the files cannot be written; none is.
    """
    _require_known(forms, tlp)
    require_recorded(case, READ)
    editions = [catalogue(language, PHRASES) for language in dict.fromkeys(languages)]
    material = gather(case)
    signed = Signed.of(read_releases(DecisionLog.of(case)))
    pages: dict[str, str] = {}
    products: dict[Path, bytes] = {}
    for words in editions:
        own = with_translations(material, translator, words.language) if translator else material
        # The page is made for the PDF alone too: on it the editions are compared.
        made = _edition(own, words, ("html", *forms), tlp, signed)
        pages[words.language] = made["html"].decode()
        products |= {out / _name(words.language, form): made[form] for form in forms}
    if len(pages) == len(LANGUAGES) and translator is None:
        require_parity(pages)
    write_products(products)
    return list(products)


def pages_of(
    case: Case, *, is_draft: bool, forms: Sequence[str] = ("html",), tlp: str | None = None
) -> dict[str, bytes]:
    """Return all editions of the report by name, as drafts or as they are released.

    Raises
    ------
    InputError, EngineError, SchemaError, VerificationError, CaseError
        As :func:`write_report`.
    """
    _require_known(forms, tlp)
    require_recorded(case, READ)
    material = replace(gather(case), is_draft=is_draft)
    editions = [catalogue(language, PHRASES) for language in LANGUAGES]
    return {
        _name(words.language, form): content
        for words in editions
        for form, content in _made(material, words, forms, tlp).items()
    }


def _require_known(forms: Sequence[str], tlp: str | None) -> None:
    for name, value, known in (
        *(("form", form, FORMS) for form in forms),
        *(("label of the Traffic Light Protocol", own, TLP) for own in (tlp,) if own is not None),
    ):
        if value not in known:
            raise InputError(f"{name} {value!r}: not available; choose one of {list(known)}")


def _name(language: str, form: str) -> str:
    return f"report.{language}.{form}"


def _edition(
    material: Material, words: Catalogue, forms: Sequence[str], tlp: str | None, signed: Signed
) -> dict[str, bytes]:
    """Return the forms of an edition: drafts, unless two people signed these very bytes."""
    names = {form: f"report/{_name(words.language, form)}" for form in forms}
    known = [form for form, name in names.items() if signed.knows(name)]
    made = _made(material, words, forms, tlp)
    if known:
        released = _made(replace(material, is_draft=False), words, known, tlp)
        made |= {form: own for form, own in released.items() if signed.covers(names[form], own)}
    return made


def _made(
    material: Material, words: Catalogue, forms: Sequence[str], tlp: str | None
) -> dict[str, bytes]:
    document, is_draft = build_document(material), material.is_draft
    require_founded(document, words, material.founded)
    made = {}
    for form in dict.fromkeys(forms):
        if form == "html":
            made[form] = render(document, words, is_draft=is_draft, tlp=tlp).encode()
        else:
            dated = _dated(material)
            made[form] = render_pdf(document, words, dated=dated, is_draft=is_draft, tlp=tlp)
    return made


def _dated(material: Material) -> datetime:
    """Return the day after the last post captured: before it no report could be made.

    A clock would make other bytes of the same tables.
    """
    days = [platform.last_at for platform in material.coverage.platforms]
    return max(days) + timedelta(days=1) if days else _NEVER
