"""Facts that a file tells of itself: cleaned, cut and counted, because anybody can write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

SOURCES: Final = frozenset(
    {"file", "container", "stream", "exif", "iptc", "xmp", "encoder", "c2pa"}
)
"""Where facts come from."""

LONGEST_VALUE: Final = 2000
LONGEST_NAME: Final = 100
# Of one source. Honest files have fewer than a hundred; a hostile one would fill the table.
MOST_FACTS: Final = 300
# What is told in the place of a value that says where somebody was, or whose device it is.
WITHHELD: Final = "[withheld]"

# Of fields that anybody may name: what says where somebody was or whose device it is, and EXIF that
# ImageMagick writes into PNG files as digits, with all that is in it.
_WHERE_OR_WHOSE: Final = re.compile(
    r"location|gps|coordinate|\bxyz\b|latitude|longitude|serial|owner|imei|phone|address"
    r"|raw profile",
    re.IGNORECASE,
)
# Reorder what is read, or part a word from itself.
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """One row of ``media_facts``, without the file it is of.

    Attributes
    ----------
    source : str
        file, container, stream, exif, iptc, xmp, encoder or c2pa.
    position : int
        Which of several, from 0.
    name : str
        Field, as the standard calls it.
    value : str
        What it says, at most :data:`LONGEST_VALUE` characters on one line.
    """

    source: str
    position: int
    name: str
    value: str


def clean(text: str, longest: int = LONGEST_VALUE) -> str:
    """Return text on one line without control and format characters, cut with an ellipsis."""
    # Twice as much as is kept is looked at: a megabyte of blanks costs no more than a page.
    kept = "".join(
        " " if char.isspace() else char
        for char in text[: 2 * longest]
        if char.isspace() or unicodedata.category(char) not in _DROPPED
    )
    line = " ".join(kept.split())
    if len(line) <= longest and len(text) <= 2 * longest:
        return line
    return line[: longest - 1] + "…"


def decoded(raw: bytes) -> str:
    """Return bytes as text: UTF-8, or Latin-1 where they are not."""
    raw = raw[: 4 * LONGEST_VALUE].rstrip(b"\0")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


@dataclass(slots=True)
class Facts:
    """Facts of one source as they are found; the first word on a name counts.

    Attributes
    ----------
    source : str
        See :class:`Fact`.
    """

    source: str
    _found: dict[tuple[int, str], str] = field(default_factory=dict)
    _n_left_out: int = 0

    def add(self, name: str, value: object, position: int = 0) -> None:
        """Add a fact; nothing where its value is empty, or where there are too many already."""
        shown = clean(decoded(value) if isinstance(value, bytes) else str(value))
        key = (position, clean(name, LONGEST_NAME))
        if not shown or not key[1] or key in self._found:
            return
        if len(self._found) >= MOST_FACTS:
            self._n_left_out += 1
            return
        self._found[key] = shown

    def add_tag(self, name: str, value: object, position: int = 0) -> None:
        """Add a field of a kind whose names are free, unless it leads to a person."""
        if _WHERE_OR_WHOSE.search(name):
            self.withhold(name, position)
        else:
            self.add(name, value, position)

    def withhold(self, name: str, position: int = 0) -> None:
        """Add that a field is there, and not what it says."""
        self.add(name, WITHHELD, position)

    def sealed(self) -> tuple[Fact, ...]:
        """Return the facts in order, with one that says how many were left out."""
        if self._n_left_out:
            self._found[(0, "left_out")] = str(self._n_left_out)
        return tuple(
            Fact(self.source, position, name, value)
            for (position, name), value in sorted(self._found.items())
        )


def merged(parts: Iterable[tuple[Fact, ...]]) -> tuple[Fact, ...]:
    """Return facts of several readers in the order of their table, each key once."""
    found: dict[tuple[str, int, str], Fact] = {}
    for fact in (fact for part in parts for fact in part):
        found.setdefault((fact.source, fact.position, fact.name), fact)
    return tuple(found[key] for key in sorted(found))
