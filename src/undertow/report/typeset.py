"""A document in the words of a language, as plain values: what a typesetter is handed.

Nothing here is markup: a typesetter that prints every string as it is prints what was captured.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any
from unicodedata import bidirectional

from undertow.report.column_widths import ColumnText, Widths, column_widths
from undertow.report.document import (
    Block,
    Bullets,
    Callout,
    Code,
    Command,
    Document,
    Figure,
    KeyJudgement,
    Paragraph,
    Quote,
    Quoted,
    Row,
    Section,
    Sentence,
    Strip,
    Table,
)
from undertow.wording import Catalogue, words

Values = dict[str, Any]

_SIGNED = ("reviewed", "approved", "date")


def spread_out(
    document: Document,
    catalogue: Catalogue,
    *,
    is_draft: bool = True,
    picture: Callable[[bytes], str | None] = lambda jpeg: None,
) -> Values:
    """Return a document as nested lists and dictionaries of strings and numbers.

    ``picture`` takes a picture of a media file and returns the name of the file with what may be
    shown of it; None where nothing may be.

    Figures and tables are numbered in reading order, and the table of each figure is collected
    under ``data``, since paper has nothing to unfold.
    """
    return _Typesetter(document, catalogue, picture).document(is_draft=is_draft)


class _Typesetter:
    def __init__(
        self,
        document: Document,
        catalogue: Catalogue,
        picture: Callable[[bytes], str | None],
    ) -> None:
        self._document, self._words, self._picture = document, catalogue, picture
        self._anchors = _anchors(document.sections)
        self._data: list[Values] = []
        self._n_tables = 0

    def document(self, *, is_draft: bool) -> Values:
        say, text = self._words.say, self._words.text
        own = self._document
        sections = [self._section(section) for section in own.sections]
        return {
            "language": self._words.language,
            "title": say(own.title),
            "subtitle": say(own.subtitle),
            "kind": text("page.kind"),
            "status": text("page.status" if is_draft else "page.status.released"),
            "is_draft": is_draft,
            "contents": text("page.contents"),
            "facts_title": text("page.facts"),
            "facts": [[say(fact.label), say(fact.value)] for fact in own.facts],
            "sections": sections,
            "data_title": text("page.data_of_figures"),
            "data": self._data,
            "claim": text("page.claim"),
            "claim_column": text("page.claim_column"),
            "signature_title": text("page.signatures"),
            "signatures": [text(f"page.{name}") for name in _SIGNED if is_draft],
            "footer": text("page.footer"),
        }

    def _section(self, section: Section) -> Values:
        return {
            "ident": section.ident,
            "title": self._words.say(section.title),
            "blocks": [self._block(block) for block in section.blocks],
            "sources": self._sources(section),
            "sections": [self._section(part) for part in section.sections],
        }

    def _sources(self, section: Section) -> str | None:
        """Say where numbers come from that no claim states."""
        if not section.sources:
            return None
        return self._words.text("page.sources", items=words("source", section.sources))

    def _block(self, block: Block) -> Values:
        found = self._parts(block)
        return {"kind": block.kind, **found}

    def _parts(self, block: Block) -> Values:
        say = self._words.say
        match block:
            case Paragraph() | Callout():
                return {"runs": self._runs(block.sentences)}
            case Bullets():
                return {"items": [self._runs((item,)) for item in block.items]}
            case Command():
                return {"line": block.line}
            case Quote():
                return {
                    "heading": say(block.heading),
                    **_foreign(block.text, block.language),
                    "runs": self._runs(block.sentences),
                }
            case KeyJudgement():
                return self._judgement(block)
            case Table():
                return self._table(block)
            case Figure():
                return self._figure(block)
            case Strip():
                return self._strip(block)

    def _runs(self, sentences: Iterable[Sentence]) -> list[Values]:
        """Return sentences about the same claim together: its id follows the last."""
        return [
            {
                "text": " ".join(self._words.say(sentence.phrase) for sentence in run),
                "claim": self._claim(claim),
            }
            for claim, run in groupby(sentences, lambda s: s.claim_id)
        ]

    def _claim(self, claim_id: str | None) -> Values | None:
        """Return a claim's id and, where the annex has a row about it, the row's place."""
        if claim_id is None:
            return None
        return {"id": claim_id, "place": self._anchors.get(claim_id)}

    def _judgement(self, block: KeyJudgement) -> Values:
        text = self._words.text
        chips = [("likelihood", block.likelihood)]
        if block.confidence is not None:
            chips.append(("confidence", block.confidence))
        return {
            "label": text("page.key_judgement"),
            "statement": self._words.say(block.statement),
            "claim": self._claim(block.claim_id),
            "chips": [
                {"kind": kind, "label": text(f"page.{kind}"), "term": text(f"{kind}.{term}")}
                for kind, term in chips
            ],
            "basis": None if block.basis is None else self._words.say(block.basis),
        }

    def _figure(self, block: Figure) -> Values:
        number = len(self._data) + 1
        label = self._words.text("page.figure", number=number)
        place = f"data-{number}"
        self._data.append(self._table(block.table) | {"label": label, "place": place})
        return {
            "label": label,
            "caption": self._words.say(block.caption),
            "alt": self._words.say(block.picture.description),
            "svg": str(block.picture.draw(self._words, block.ident)),
            "place": place,
            "data": self._words.text("page.data"),
        }

    def _strip(self, block: Strip) -> Values:
        say = self._words.say
        pictures = [
            {"file": name, "alt": say(own.alt), "label": say(own.label)}
            for own in block.pictures
            if (name := self._picture(own.jpeg)) is not None
        ]
        return {
            "pictures": pictures,
            "withheld": None if pictures else self._words.text("media.withheld"),
            "caption": say(block.caption),
            "claim": self._claim(block.claim_id),
        }

    def _table(self, block: Table) -> Values:
        """Return a table; a claim that all of its rows are about is told in the caption."""
        say = self._words.say
        about = list(dict.fromkeys(row.claim_id for row in block.rows))
        rows = [self._row(row, has_claim=len(about) > 1) for row in block.rows]
        titles = [say(column.title) for column in block.columns]
        widths = _widths(titles, rows, has_claims=len(about) > 1)
        columns = [
            {"title": title, "is_numeric": column.is_numeric, "width": round(width, 1)}
            for title, column, width in zip(titles, block.columns, widths.columns, strict=True)
        ]
        return {
            "caption": say(block.caption),
            "claim": self._claim(about[0]) if len(about) == 1 else None,
            "columns": columns,
            "is_small": widths.is_small,
            "has_claims": len(about) > 1,
            "rows": rows,
        }

    def _row(self, row: Row, *, has_claim: bool) -> Values:
        cells: list[Values] = []
        for cell in row.cells:
            if isinstance(cell, Code):
                cells.append({"code": list(cell.lines)})
            elif isinstance(cell, Quoted):
                cells.append(_foreign(cell.text, cell.language))
            else:
                cells.append({"text": self._words.say(cell)})
        return {
            "cells": cells,
            "claim": self._claim(row.claim_id) if has_claim else None,
            "place": None if row.anchor is None else self._anchors[row.anchor],
        }


def _anchors(sections: Iterable[Section]) -> dict[str, str]:
    """Return a place for each claim whose evidence a row lists."""
    found: dict[str, str] = {}
    for section in sections:
        for block in section.blocks:
            if isinstance(block, Table):
                for row in block.rows:
                    if row.anchor is not None:
                        found.setdefault(row.anchor, f"evidence-{len(found)}")
        for claim, _ in _anchors(section.sections).items():
            found.setdefault(claim, f"evidence-{len(found)}")
    return found


_LANGUAGE = re.compile(r"(?P<language>[a-z]{2,3})(?:-(?P<script>[A-Za-z]{4}))?(?:-.*)?", re.I)


def _foreign(text: str, tag: str | None) -> Values:
    """Return a text in a language of its own, with the direction of its first strong letter."""
    match = None if tag is None else _LANGUAGE.fullmatch(tag)
    strong = next((b for b in map(bidirectional, text) if b in ("L", "R", "AL")), "L")
    return {
        "text": text,
        "language": match["language"].lower() if match else None,
        "script": match["script"].lower() if match and match["script"] else None,
        "is_rtl": strong != "L",
    }


def _widths(titles: list[str], rows: list[Values], *, has_claims: bool) -> Widths:
    """Return the widths of columns by what stands in them."""
    columns = []
    for place, title in enumerate(titles):
        cells = [row["cells"][place] for row in rows]
        texts = [
            line for cell in cells for line in (cell["code"] if "code" in cell else [cell["text"]])
        ]
        columns.append(ColumnText(title, texts, any("code" in cell for cell in cells)))
    return column_widths(columns, has_claims=has_claims)
