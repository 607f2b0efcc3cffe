"""The plain pieces of text that whatever matches an expression must hold.

A screen has a hundred expressions and a million texts. One pass of an automaton over all pieces
says which expressions can match at all. The pieces are read off the expression itself, so nobody
has to keep two lists in step. They are looked for in words with one space around each
(:func:`words`), so that a piece can say where a word begins and ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

_PART = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|[()|]")
_OPENING = re.compile(r"\?(?:<?[=!]|-?i?:)")
_BOUNDARY = re.compile(r"\\b|[ ~](?![?*{])")
# A space alone stays as it is: most of what stands between words is one.
_BETWEEN = r"[^\p{L}\p{N}_ ][^\p{L}\p{N}_]*| [^\p{L}\p{N}_]+"
_MAX_SETS = 3
_MIN_CHARS = 2
_ENOUGH = 5
_DIGITS = frozenset("0123456789")
# Words that most texts hold tell no text from another.
_COMMON = frozenset(
    (
        "you your and the for will are was not with that this her his she him them they have has"
        " got get can all but out who what when now one our from just like don ll re be to up in on"
        " it is us we que les des une pas pour dans est sur vous ton tes ses son qui par plus ta te"
        " ou si un de la le"
    ).split()
)


def words(texts: pa.Array) -> pa.Array:
    """Return texts as lower-case words with one space before, between and after them.

    Parameters
    ----------
    texts : Arrow string array
        Folded (see ``undertow.threats.folding``).

    Returns
    -------
    Arrow string array
        What is no word is left out; of a text that is not ASCII, all of it follows once more, so
        that signs such as emoji are found too.
    """
    lower = pc.utf8_lower(texts)
    spaced = pc.replace_substring_regex(lower, pattern=_BETWEEN, replacement=" ")
    rest = pc.if_else(pc.string_is_ascii(texts), pa.scalar("", texts.type), lower)
    space = pa.scalar(" ", texts.type)
    return pc.binary_join_element_wise(pa.scalar("", texts.type), spaced, rest, space)


def cues_of(template: str) -> tuple[frozenset[str], ...]:
    """Return sets of pieces: every match of a template holds at least one of each set.

    Parameters
    ----------
    template : str
        See ``undertow.threats.rule``; classes are expanded. Groups, alternatives, sets,
        look-around and quantifiers are understood.

    Returns
    -------
    tuple of frozenset of str
        In lower case, the most telling set first, three at most. Empty when a part of the template
        needs no particular piece.
    """
    ranked = sorted(_Reader(template).alternatives(), key=_worth, reverse=True)
    return tuple(ranked[:_MAX_SETS])


def alternatives(template: str) -> list[str]:
    """Return what stands between the outermost bars of a template."""
    depth, begin = 0, 0
    found = []
    for part in _PART.finditer(template):
        depth += (part[0] == "(") - (part[0] == ")")
        if part[0] == "|" and depth == 0:
            found.append(template[begin : part.start()])
            begin = part.end()
    return [*found, template[begin:]]


@dataclass(slots=True)
class _Sequence:
    """What is known of a sequence while it is read."""

    needs: list[frozenset[str]] = field(default_factory=list)
    run: list[str] = field(default_factory=list)

    def literal(self, char: str) -> None:
        """Add a character; what is no part of a word is where words part."""
        if char.isalnum() or char == "_" or char >= "\u2600":
            self.run.append(char.lower())
        else:
            self.edge()

    def edge(self) -> None:
        """Note that a word begins or ends here."""
        if self.run[-1:] != [" "]:
            self.run.append(" ")

    def cut(self) -> None:
        """End the run of plain characters."""
        self.need(frozenset({"".join(self.run)}))
        self.run = []

    def need(self, pieces: frozenset[str]) -> None:
        """Note that every match holds one of some pieces, where that says anything."""
        if _worth(pieces) > (0, 0):
            self.needs.append(pieces)


def _worth(pieces: frozenset[str]) -> tuple[int, int]:
    """Return how well pieces tell texts apart: the shortest of them, then how few there are."""
    if pieces == _DIGITS:
        return 1, -len(pieces)
    shortest = min((_size(piece) for piece in pieces), default=0)
    return (min(shortest, _ENOUGH), -len(pieces)) if shortest >= _MIN_CHARS else (0, 0)


def _size(piece: str) -> int:
    """Return the length of a piece; a character beyond the alphabets says as much as two."""
    word = piece.strip()
    return _MIN_CHARS if word in _COMMON else sum(2 if c >= "\u2600" else 1 for c in word)


class _Reader:
    """Reads a template from left to right."""

    def __init__(self, template: str) -> None:
        self.template = template
        self.at = 0

    def alternatives(
        self, *, begins_word: bool = False, ends_word: bool = False
    ) -> list[frozenset[str]]:
        """Read up to the end of the group; of several alternatives each adds its best set."""
        found = [self._sequence(begins_word=begins_word, ends_word=ends_word)]
        while self._peek() == "|":
            self.at += 1
            found.append(self._sequence(begins_word=begins_word, ends_word=ends_word))
        if len(found) == 1:
            return found[0]
        if not all(found):
            return []
        return [frozenset().union(*(max(needs, key=_worth) for needs in found))]

    def _sequence(self, *, begins_word: bool, ends_word: bool) -> list[frozenset[str]]:
        sequence = _Sequence()
        if begins_word:
            sequence.edge()
        while self._peek() not in ("", "|", ")"):
            self._item(sequence)
        if ends_word and sequence.run:
            sequence.edge()
        sequence.cut()
        return sequence.needs

    def _item(self, sequence: _Sequence) -> None:
        """Read one item with its quantifier."""
        char = self.template[self.at]
        self.at += 1
        if char == "(":
            needs = self._group(begins_word=sequence.run[-1:] == [" "])
            sequence.cut()
            if not self._is_optional():
                sequence.needs += needs
        elif char == "[":
            self._set()
            sequence.cut()
            self._is_optional()
        elif char == "\\":
            self._escape(sequence)
        elif char in " ~":
            self._space(sequence, char)
        elif char in ".^$":
            sequence.cut()
            self._is_optional()
        else:
            self._plain(sequence, char)

    def _space(self, sequence: _Sequence, char: str) -> None:
        """Read what parts two words; after a gap other words come."""
        if self._is_optional():
            sequence.cut()
            return
        sequence.edge()
        if char == "~":
            sequence.cut()
            sequence.edge()

    def _plain(self, sequence: _Sequence, char: str) -> None:
        is_quantified = self._peek() in ("?", "*", "+", "{")
        if is_quantified and self._is_optional():
            sequence.cut()
            return
        sequence.literal(char)
        if is_quantified:
            sequence.cut()

    def _escape(self, sequence: _Sequence) -> None:
        char = self.template[self.at]
        self.at += 1
        if char == "b":
            sequence.edge()
            return
        if char.isalnum():
            sequence.cut()
            if not self._is_optional() and char == "d":
                sequence.need(_DIGITS)
        else:
            self._plain(sequence, char)

    def _group(self, *, begins_word: bool) -> list[frozenset[str]]:
        """Read a group; one that only looks around says nothing."""
        is_around = self.template.startswith(("?=", "?!", "?<"), self.at)
        ends_word = _BOUNDARY.match(self.template, self._end_of_group()) is not None
        if self.template.startswith("?", self.at):
            self.at = _OPENING.match(self.template, self.at).end()  # type: ignore[union-attr]
        needs = self.alternatives(begins_word=begins_word, ends_word=ends_word)
        self.at += 1
        return [] if is_around else needs

    def _end_of_group(self) -> int:
        """Return the place after the group that was just opened."""
        depth = 1
        for part in _PART.finditer(self.template, self.at):
            depth += (part[0] == "(") - (part[0] == ")")
            if depth == 0:
                return part.end()
        raise ValueError(f"{self.template!r}: a group is never closed")

    def _set(self) -> None:
        begin = self.at
        while self.template[self.at] != "]" or self.at == begin:
            self.at += 2 if self.template[self.at] == "\\" else 1
        self.at += 1

    def _is_optional(self) -> bool:
        """Read a quantifier, if one stands here; whether it allows none."""
        char = self._peek()
        if char not in ("?", "*", "+", "{"):
            return False
        if char == "{":
            end = self.template.index("}", self.at)
            is_optional = self.template[self.at + 1] in "0,"
            self.at = end + 1
        else:
            is_optional = char != "+"
            self.at += 1
        if self._peek() == "?":
            self.at += 1
        return is_optional

    def _peek(self) -> str:
        return self.template[self.at : self.at + 1]
