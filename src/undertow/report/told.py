"""Everything that a document tells, sentence by sentence, with what each rests on."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from undertow.errors import VerificationError
from undertow.report.document import (
    Block,
    Bullets,
    Callout,
    Code,
    Document,
    Figure,
    KeyJudgement,
    Paragraph,
    Quote,
    Quoted,
    Section,
    Strip,
    Table,
)
from undertow.wording import Catalogue, Phrase
from undertow.wording.graded import faults, levels, numbers

# They explain the words of the report, and hold their table: nothing there is a finding.
_EXPLAINING = frozenset({"terms", "method-note"})
# Headings, numbers that only count the parts of the report itself, and the name of a translator.
_STRUCTURE = ("section.", "texts.heading", "texts.translated", "targets.official")


_OF_OTHERS = frozenset({"plain", "given"})
_LEFT_OUT = "…"


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence, heading, caption or cell.

    Attributes
    ----------
    where : str
        Id of the section.
    phrase : Phrase
    claim_id : str or None
        The claim it states.
    sources : tuple of str
        Where else it comes from; see :class:`undertow.report.document.Section`.
    """

    where: str
    phrase: Phrase
    claim_id: str | None
    sources: tuple[str, ...]


def told(document: Document) -> Iterator[Told]:
    """Yield everything that a document tells, in order."""
    first = document.sections[0]
    for phrase in (document.title, document.subtitle):
        yield Told("title", phrase, None, first.sources)
    for fact in document.facts:
        yield Told("facts", fact.value, None, first.sources)
    for section in document.sections:
        yield from _of_section(section)


def unfounded(document: Document, words: Catalogue, claims: Collection[str]) -> Iterator[Told]:
    """Yield whatever holds a number or a graded word, and rests on nothing that can be shown.

    Parameters
    ----------
    document : Document
    words : Catalogue
        Of one edition.
    claims : collection of str
        Claims that have evidence.
    """
    for own in told(document):
        if own.where in _EXPLAINING or own.phrase.key.startswith(_STRUCTURE):
            continue
        text = words.say(own.phrase)
        if not (numbers(text, words.language) or levels(text, words.language)):
            continue
        if own.claim_id not in claims and not own.sources:
            yield own


def require_founded(document: Document, words: Catalogue, claims: Collection[str]) -> None:
    """Raise unless every number and graded word of a document rests on evidence, and is allowed.

    Raises
    ------
    VerificationError
        One does not, or a sentence goes against the rules of estimative language.
    """
    for own in unfounded(document, words, claims):
        raise VerificationError(
            f"report, section {own.where}: {words.say(own.phrase)!r} rests on no evidence; run "
            "`undertow analyze` again, and report this if it stays"
        )
    for own in told(document):
        if own.where in _EXPLAINING:
            continue
        for fault in faults(words.say(_own_words(own.phrase)), words.language):
            raise VerificationError(
                f"report, section {own.where}: {fault.words!r} in {fault.sentence!r} is not in the "
                f"table of terms ({fault.rule.replace('_', ' ')}); an assessment must not say it"
            )


def _own_words(phrase: Phrase) -> Phrase:
    """Return a phrase in which what captures and people say is left out: only we are bound."""
    if phrase.key in _OF_OTHERS:
        return Phrase("plain", {"text": _LEFT_OUT})
    values = {name: _own_value(value) for name, value in phrase.values.items()}
    return Phrase(phrase.key, values, None if phrase.fallback is None else _LEFT_OUT)


def _own_value(value: Any) -> Any:
    if isinstance(value, Phrase):
        return _own_words(value)
    if isinstance(value, list | tuple):
        return [_own_value(item) for item in value]
    if isinstance(value, str) and not _is_time(value):
        return _LEFT_OUT
    return value


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _of_section(section: Section) -> Iterator[Told]:
    yield Told(section.ident, section.title, None, section.sources)
    for block in section.blocks:
        for phrase, claim_id in _of_block(block):
            yield Told(section.ident, phrase, claim_id, section.sources)
    for part in section.sections:
        yield from _of_section(part)


def _of_block(block: Block) -> Iterator[tuple[Phrase, str | None]]:
    if isinstance(block, Paragraph | Callout):
        yield from ((own.phrase, own.claim_id) for own in block.sentences)
    elif isinstance(block, Bullets):
        yield from ((own.phrase, own.claim_id) for own in block.items)
    elif isinstance(block, Quote):
        yield block.heading, None
        yield from ((own.phrase, own.claim_id) for own in block.sentences)
    elif isinstance(block, KeyJudgement):
        yield block.statement, block.claim_id
        if block.basis is not None:
            yield block.basis, block.claim_id
    elif isinstance(block, Figure):
        of_table = list(_of_table(block.table))
        yield block.caption, of_table[0][1]
        yield from of_table
    elif isinstance(block, Strip):
        yield block.caption, block.claim_id
        for own in block.pictures:
            yield from ((own.alt, block.claim_id), (own.label, block.claim_id))
    elif isinstance(block, Table):
        yield from _of_table(block)


def _of_table(table: Table) -> Iterator[tuple[Phrase, str | None]]:
    """Yield caption and cells; a row that lists the evidence of a claim is about it."""
    about = {row.claim_id for row in table.rows}
    yield table.caption, about.pop() if len(about) == 1 else None
    for row in table.rows:
        for cell in row.cells:
            if not isinstance(cell, Code | Quoted):
                yield cell, row.claim_id or row.anchor
