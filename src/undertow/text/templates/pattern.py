"""What the texts of a group have in common, and where they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import LCSseq

from undertow.text.templates.tokens import joined, kind_of

Tokens = tuple[str, ...]

MIN_FORMS = 3
"""Distinct texts that a template is read from: two that differ could be anything."""

MIN_WORDS = 4
"""Least words outside slots; Han characters count half."""

MAX_SLOTS = 8
"""Most slots: with more the texts share phrases and no template."""

_MOST_READ = 200  # forms that a pattern is read from; more say nothing new
_KEPT = 0.8  # share of the forms that keep a word of the template
_MATCHED = 0.9  # share of the template that a text must have to be made from it
_CONSTANT = 0.5  # share of a usual text that lies outside slots
_FILLED = 0.2  # share of the forms that fill a slot


@dataclass(frozen=True, slots=True)
class Pattern:
    """The words that all texts share, in order, and the gaps where they differ.

    Attributes
    ----------
    words : tuple of str
        What is kept.
    gaps : tuple of int
        Gap ``g`` lies before word ``g``; only those that are slots.
    """

    words: Tokens
    gaps: tuple[int, ...]

    def fill(self, form: Tokens) -> list[str] | None:
        """Return what a text has in each slot, or None when it was not made from the pattern."""
        found = _gaps(self.words, form)
        return None if found is None else [joined(found.get(gap, ())) for gap in self.gaps]

    def text(self, types: Sequence[str]) -> str:
        """Return the words with ``{1:type}`` where a slot is."""
        slots = {
            gap: f"{{{number}:{kind}}}"
            for number, (gap, kind) in enumerate(zip(self.gaps, types, strict=True), start=1)
        }
        shown = []
        for place in range(len(self.words) + 1):
            shown += [slots[place]] if place in slots else []
            shown += [self.words[place]] if place < len(self.words) else []
        return joined(shown)

    @property
    def n_words(self) -> int:
        """Number of words outside slots."""
        return len(self.words)


def read_pattern(forms: Mapping[Tokens, int]) -> Pattern | None:
    """Find the template of a group of texts.

    Parameters
    ----------
    forms : mapping
        Distinct texts as tokens -> posts with each.

    Returns
    -------
    Pattern or None
        None when fewer than ``MIN_FORMS`` texts differ, too little is common to them, they differ
        in links alone (every share has its own), or in too many places.

    Notes
    -----
    Each text is aligned with the commonest one by their longest common subsequence. A word is kept
    when four in five texts have it; a gap between kept words is a slot when one text in five fills
    it and not all with the same. O(texts * length^2 / 64).
    """
    ranked = sorted(forms, key=lambda form: (-forms[form], form))[:_MOST_READ]
    if len(ranked) < MIN_FORMS:
        return None
    words = _kept(ranked)
    weight = sum(0.5 if _is_han(word) else 1 for word in words)
    usual = sorted(len(form) for form in ranked)[len(ranked) // 2]
    if weight < MIN_WORDS or len(words) < _CONSTANT * usual:
        return None
    gaps = _slots(words, ranked)
    if not gaps or len(gaps) > MAX_SLOTS:
        return None
    return Pattern(words, gaps)


def _kept(forms: Sequence[Tokens]) -> Tokens:
    """Return the tokens of the commonest text that nearly all others have at the same place."""
    first = forms[0]
    has = [0] * len(first)
    for form in forms:
        for place, _ in _matches(first, form):
            has[place] += 1
    return tuple(
        word
        for word, n in zip(first, has, strict=True)
        if n >= _KEPT * len(forms) and kind_of(word) != "url"
    )


def _slots(words: Tokens, forms: Sequence[Tokens]) -> tuple[int, ...]:
    """Return the gaps that are filled often enough, and with different things."""
    values: dict[int, Counter[Tokens]] = {}
    n_made = 0
    for form in forms:
        found = _gaps(words, form)
        n_made += found is not None
        for gap, value in (found or {}).items():
            values.setdefault(gap, Counter())[value] += 1
    slots = [
        gap
        for gap, fillings in sorted(values.items())
        if len(fillings) > 1 and fillings.total() >= max(2.0, _FILLED * n_made)
    ]
    if n_made < MIN_FORMS or all(_is_link(values[gap]) for gap in slots):
        return ()
    return tuple(slots)


def _is_link(fillings: Counter[Tokens]) -> bool:
    return all(kind_of(token) == "url" for value in fillings for token in value)


def _gaps(words: Tokens, form: Tokens) -> dict[int, Tokens] | None:
    """Return the tokens of a text that lie before each word of the pattern, if it has the words."""
    matches = _matches(words, form)
    if len(matches) < _MATCHED * len(words):
        return None
    ends = [(-1, -1), *matches, (len(words), len(form))]
    return {
        place + 1: form[before + 1 : after]
        for (place, before), (_, after) in pairwise(ends)
        if after > before + 1
    }


def _matches(left: Tokens, right: Tokens) -> list[tuple[int, int]]:
    """Return the places that the longest common subsequence pairs."""
    blocks = LCSseq.opcodes(left, right).as_matching_blocks() if left and right else []
    return [(block.a + i, block.b + i) for block in blocks for i in range(block.size)]


def _is_han(word: str) -> bool:
    return len(word) == 1 and "\u3005" <= word <= "\ufaff"
