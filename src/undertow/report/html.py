"""The HTML edition: one self-contained file, without scripts, that loads nothing.

Pictures of media are inside it, blurred until a reader ticks a box: that needs no script.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from undertow.report.document import Code, Document, Figure, Quoted, Section, Sentence, Strip
from undertow.report.pictures import permits_pictures
from undertow.wording import Catalogue, word

_NOT_IN_IDS = re.compile(r"[^A-Za-z0-9_-]")


def render(
    document: Document, words: Catalogue, *, is_draft: bool = True, tlp: str | None = None
) -> str:
    """Return a document as a page in the words of a catalogue.

    It is marked where it is a draft, and under a label of the Traffic Light Protocol where there is
    one.
    """
    template = _environment().get_template("report.html.j2")
    return template.render(
        document=document,
        is_draft=is_draft,
        words=words,
        say=words.say,
        t=words.text,
        lines=_lines,
        is_quoted=lambda cell: isinstance(cell, Quoted),
        tlp=tlp,
        claims=_by_claim,
        anchor=_anchor,
        draw=lambda figure: _draw(figure, words),
        has_strips=any(True for section in document.sections for _ in _strips(section)),
        shows_pictures=permits_pictures(tlp),
        data_of=_data_of,
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


def _strips(section: Section) -> Iterator[Strip]:
    """Yield the pictures of media in a section and its parts."""
    yield from (block for block in section.blocks if isinstance(block, Strip))
    for part in section.sections:
        yield from _strips(part)


def _data_of(jpeg: bytes) -> str:
    """Return a picture as an address that holds it."""
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode('ascii')}"


def _by_claim(sentences: Iterable[Sentence]) -> list[tuple[str | None, list[Sentence]]]:
    """Return runs of sentences about the same claim: its identifier follows the last."""
    return [(claim, list(run)) for claim, run in groupby(sentences, lambda s: s.claim_id)]


def _anchor(claim_id: str) -> str:
    """Return the id of a claim's row in the annex."""
    return "evidence-" + _NOT_IN_IDS.sub("-", claim_id)


def _lines(cell: object) -> tuple[str, ...] | None:
    """Return the lines of a cell of identifiers; None for a cell of words."""
    return cell.lines if isinstance(cell, Code) else None
