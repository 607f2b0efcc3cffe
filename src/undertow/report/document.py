"""The block model: what a report says, in order, without the words of any language.

Blocks hold phrases, claim ids and pictures. A renderer asks a catalogue for the words, so every
edition says the same, and another output format is another renderer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol

from markupsafe import Markup

from undertow.wording import Catalogue, Phrase


class Picture(Protocol):
    """A picture that draws itself in the words of a language."""

    @property
    def description(self) -> Phrase:
        """What it shows, for those who cannot see it."""

    def draw(self, words: Catalogue, ident: str) -> Markup:
        """Return an SVG element; ``ident`` is unique in the document."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and the claim it states, if it states one."""

    phrase: Phrase
    claim_id: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that belong together."""

    kind: ClassVar[str] = "paragraph"
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list, one sentence an item."""

    kind: ClassVar[str] = "bullets"
    items: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Callout:
    """A notice that a reader must not miss."""

    kind: ClassVar[str] = "callout"
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Command:
    """A line to type."""

    kind: ClassVar[str] = "command"
    line: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A redacted text from a capture, in its own language.

    Attributes
    ----------
    text : str
        Already redacted and shortened.
    language : str or None
        BCP 47 tag that the source claims; None where it is none.
    heading : Phrase
        How the report calls the text.
    sentences : tuple of Sentence
        What is known about it.
    """

    kind: ClassVar[str] = "quote"
    text: str
    language: str | None
    heading: Phrase
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; numbers are set flush right."""

    title: Phrase
    is_numeric: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """A cell of identifiers, one a line."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quoted:
    """A cell with a redacted text from a capture, in its own language."""

    text: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """A row; its first cell names it.

    Attributes
    ----------
    cells : tuple
        One for each column.
    claim_id : str or None
        Claim that the row states.
    anchor : str or None
        Claim whose evidence the row lists.
    """

    cells: tuple[Phrase | Code | Quoted, ...]
    claim_id: str | None = None
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption."""

    kind: ClassVar[str] = "table"
    caption: Phrase
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture, what it shows, and its numbers as a table."""

    kind: ClassVar[str] = "figure"
    ident: str
    caption: Phrase
    picture: Picture
    table: Table


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A small picture of a media file.

    Attributes
    ----------
    jpeg : bytes
        Made anew from pixels, never the file itself.
    alt : Phrase
        What it is, for those who cannot see it.
    label : Phrase
        What stands under it.
    """

    jpeg: bytes
    alt: Phrase
    label: Phrase


@dataclass(frozen=True, slots=True)
class Strip:
    """Pictures of media side by side: blurred until a reader asks, and only where a level permits.

    Attributes
    ----------
    ident : str
        Unique in the document.
    pictures : tuple of Thumbnail
    caption : Phrase
    claim_id : str
        Claim that is about these files.
    """

    kind: ClassVar[str] = "strip"
    ident: str
    pictures: tuple[Thumbnail, ...]
    caption: Phrase
    claim_id: str


@dataclass(frozen=True, slots=True)
class KeyJudgement:
    """A judgement; likelihood and confidence are two fields and never share a sentence.

    Attributes
    ----------
    statement : Phrase
        The sentence, with its likelihood.
    likelihood, confidence : str or None
        Ids of the terms.
    basis : Phrase or None
        What the confidence rests on.
    claim_id : str or None
        Claim that carries the judgement; None where people made it.
    """

    kind: ClassVar[str] = "judgement"
    statement: Phrase
    likelihood: str
    confidence: str | None
    basis: Phrase | None
    claim_id: str | None


Block = Paragraph | Bullets | Callout | Command | Quote | Table | Figure | Strip | KeyJudgement


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report with a heading.

    Attributes
    ----------
    ident : str
        Unique in the document.
    title : Phrase
    blocks : tuple of Block
    sections : tuple of Section
        Its parts, after its blocks.
    sources : tuple of str
        Where its numbers come from that no claim states: names of tables, or ``decisions`` for
        what people decided. Parts have sources of their own.
    """

    ident: str
    title: Phrase
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and a value on the title page."""

    label: Phrase
    value: Phrase


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report.

    Attributes
    ----------
    title, subtitle : Phrase
        What it is about.
    facts : tuple of Fact
        The case at a glance.
    sections : tuple of Section
        In reading order.
    """

    title: Phrase
    subtitle: Phrase
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]


def said(*phrases: Phrase, claim_id: str | None = None) -> tuple[Sentence, ...]:
    """Return sentences about one claim, or about none."""
    return tuple(Sentence(phrase, claim_id) for phrase in phrases)


def paragraph(*phrases: Phrase, claim_id: str | None = None) -> Paragraph:
    """Return a paragraph about one claim, or about none."""
    return Paragraph(said(*phrases, claim_id=claim_id))
