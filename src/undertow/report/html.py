"""The HTML edition: one self-contained file, without scripts, that loads nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from undertow.case import Case, write_products
from undertow.decisions import DecisionLog
from undertow.narratives.translation import Translator
from undertow.pipeline import require_recorded
from undertow.releases import Signed, read_releases
from undertow.report.assessment import build_document
from undertow.report.document import Code, Document, Figure, Sentence
from undertow.report.material import READ, Material, gather
from undertow.report.parity import require_parity
from undertow.report.phrases import PHRASES
from undertow.report.told import require_founded
from undertow.report.translations import with_translations
from undertow.wording import LANGUAGES, Catalogue, catalogue, word

_NOT_IN_IDS = re.compile(r"[^A-Za-z0-9_-]")


def write_report(
    case: Case, languages: Sequence[str], out: Path, *, translator: Translator | None = None
) -> list[Path]:
    """Write the report, one file for each language.

    Parameters
    ----------
    case : Case
        An analysed case.
    languages : sequence of str
        ``en``, ``fr`` or both.
    out : Path
        Folder; made where missing.
    translator : Translator, optional
        Translates the quotes into the language of each edition; every translation is marked as
        made by machine. Without one nothing is translated.

    Returns
    -------
    list of Path
        ``report.<language>.html``, in the order of ``languages``. The same tables give the same
        bytes, unless a translator took part.

    Raises
    ------
    InputError
        A language is not available.
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
    require_recorded(case, READ)
    editions = [catalogue(language, PHRASES) for language in dict.fromkeys(languages)]
    material = gather(case)
    signed = Signed.of(read_releases(DecisionLog.of(case)))
    pages: dict[str, str] = {}
    for words in editions:
        own = with_translations(material, translator, words.language) if translator else material
        pages[words.language] = _page(own, words, signed)
    if len(pages) == len(LANGUAGES) and translator is None:
        require_parity(pages)
    write_products({out / _name(language): page.encode() for language, page in pages.items()})
    return [out / _name(language) for language in pages]


def pages_of(case: Case, *, is_draft: bool) -> dict[str, bytes]:
    """Return all editions of the report by name, as drafts or as they are released.

    Raises
    ------
    SchemaError, VerificationError, CaseError
        As :func:`write_report`.
    """
    require_recorded(case, READ)
    material = replace(gather(case), is_draft=is_draft)
    editions = [catalogue(language, PHRASES) for language in LANGUAGES]
    return {_name(words.language): _render(material, words).encode() for words in editions}


def _name(language: str) -> str:
    return f"report.{language}.html"


def _page(material: Material, words: Catalogue, signed: Signed) -> str:
    """Return an edition: a draft, unless two people signed these very words."""
    name = f"report/{_name(words.language)}"
    if signed.knows(name):
        released = _render(replace(material, is_draft=False), words)
        if signed.covers(name, released.encode()):
            return released
    return _render(material, words)


def _render(material: Material, words: Catalogue) -> str:
    document = build_document(material)
    require_founded(document, words, material.founded)
    return render(document, words, is_draft=material.is_draft)


def render(document: Document, words: Catalogue, *, is_draft: bool = True) -> str:
    """Return a document as a page in the words of a catalogue, marked where it is a draft."""
    template = _environment().get_template("report.html.j2")
    return template.render(
        document=document,
        is_draft=is_draft,
        words=words,
        say=words.say,
        t=words.text,
        lines=_lines,
        claims=_by_claim,
        anchor=_anchor,
        draw=lambda figure: _draw(figure, words),
    )


@cache
def _environment() -> Environment:
    """Return the template environment: everything escaped, nothing undefined."""
    environment = Environment(
        loader=PackageLoader("undertow.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["source"] = lambda name: word("source", name)
    return environment


def _draw(figure: Figure, words: Catalogue) -> Markup:
    return figure.picture.draw(words, figure.ident)


def _by_claim(sentences: Iterable[Sentence]) -> list[tuple[str | None, list[Sentence]]]:
    """Return runs of sentences about the same claim: its identifier follows the last."""
    return [(claim, list(run)) for claim, run in groupby(sentences, lambda s: s.claim_id)]


def _anchor(claim_id: str) -> str:
    """Return the id of a claim's row in the annex."""
    return "evidence-" + _NOT_IN_IDS.sub("-", claim_id)


def _lines(cell: object) -> tuple[str, ...] | None:
    """Return the lines of a cell of identifiers; None for a cell of words."""
    return cell.lines if isinstance(cell, Code) else None
