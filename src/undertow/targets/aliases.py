"""Names of officials in text: many patterns, one pass, whole words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from ahocorasick_rs import AhoCorasick, MatchKind
from numpy.typing import NDArray

MIN_LATIN_LETTERS = 4
"""A single word with fewer Latin letters is ignored: `Roy` or `Ng` is no name by itself."""

MIN_HAN = 2
"""One Han character alone is a syllable, not a name."""

# Scripts without spaces between words (Thai to Khmer, kana, Han), or with particles attached to
# names (Hangul): a name may stand anywhere in a run of them.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]"
)
_LATIN = re.compile("[a-z\u00df-\u024f\u1e00-\u1eff]")
# RE2 syntax, as Arrow's kernels have it: invisible characters, apostrophes, hyphens, spaces.
_FOLDS = (
    (r"[\x{ad}\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{2064}\x{feff}]+", ""),
    (r"[\x{2018}\x{2019}\x{2bc}\x{ff07}\x{b4}`]", "'"),
    (r"[\x{2010}-\x{2015}\x{2212}]", "-"),
    (r"[\s\x{a0}]+", " "),
)


@dataclass(frozen=True, slots=True)
class AliasMatches:
    """Which texts name which officials: parallel arrays of positions, each pair once."""

    text: NDArray[np.int64]
    official: NDArray[np.int64]


def find_aliases(texts: pa.Array, aliases: Sequence[Iterable[str]]) -> AliasMatches:
    """Find officials by name.

    Parameters
    ----------
    texts : pa.Array of string
        Distinct texts, without nulls.
    aliases : sequence of iterable of str
        Names of each official, in any script.

    Returns
    -------
    AliasMatches
        Sorted by text, then official.

    Notes
    -----
    Case and compatibility forms (NFKC) do not matter, nor do kinds of apostrophes, hyphens and
    spaces; of a name of several words the form without accents is found too. A name begins and ends
    at a word boundary, except next to scripts that have none. After an ``@`` it is somebody's
    handle and no name. Of overlapping names the leftmost longest counts. A name that two officials
    share says nothing about either and is ignored.
    """
    owner = _patterns(aliases)
    if not owner:
        return AliasMatches(np.zeros(0, np.int64), np.zeros(0, np.int64))
    automaton = AhoCorasick(list(owner), matchkind=MatchKind.Standard)
    officials = list(owner.values())
    found: set[tuple[int, int]] = set()
    for index, text in enumerate(normalise(texts).to_pylist()):
        matches = automaton.find_matches_as_indexes(text, overlapping=True)
        if matches:
            found.update((index, officials[pattern]) for pattern in _longest(text, matches))
    pairs = np.array(sorted(found), dtype=np.int64).reshape(-1, 2)
    return AliasMatches(pairs[:, 0], pairs[:, 1])


def normalise(texts: pa.Array) -> pa.Array:
    """Bring names and texts to the one form in which they are compared."""
    folded = pc.utf8_lower(pc.utf8_normalize(texts, form="NFKC"))
    for pattern, replacement in _FOLDS:
        folded = pc.replace_substring_regex(folded, pattern=pattern, replacement=replacement)
    return pc.utf8_trim_whitespace(folded)


def _patterns(aliases: Sequence[Iterable[str]]) -> dict[str, int]:
    """Return every usable pattern with the one official it names, in a fixed order."""
    owners: dict[str, set[int]] = {}
    for official, names in enumerate(aliases):
        for name in normalise(pa.array(list(names), pa.string())).to_pylist():
            for form in (name, _without_accents(name)) if " " in name else (name,):
                if _is_usable(form):
                    owners.setdefault(form, set()).add(official)
    return {form: min(owners[form]) for form in sorted(owners) if len(owners[form]) == 1}


def _is_usable(name: str) -> bool:
    letters = [char for char in name if char.isalnum()]
    if " " in name:
        return bool(letters)
    if all(_LATIN.match(char) for char in letters):
        return len(letters) >= MIN_LATIN_LETTERS
    return len(letters) >= MIN_HAN


def _without_accents(name: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", plain)


def _longest(text: str, matches: list[tuple[int, int, int]]) -> list[int]:
    """Return the patterns that stand as whole words, leftmost longest where they overlap."""
    whole = [m for m in matches if _is_whole_word(text, m[1], m[2])]
    whole.sort(key=lambda match: (match[1], -match[2]))
    kept, reached = [], 0
    for pattern, start, end in whole:
        if start >= reached:
            kept.append(pattern)
            reached = end
    return kept


def _is_whole_word(text: str, start: int, end: int) -> bool:
    if start and (text[start - 1] == "@" or _joins(text[start - 1], text[start])):
        return False
    return end == len(text) or not _joins(text[end - 1], text[end])


def _joins(left: str, right: str) -> bool:
    """Whether two neighbouring characters belong to one word."""
    return _is_word(left) and _is_word(right)


def _is_word(char: str) -> bool:
    is_letter = char.isalnum() or char == "_" or unicodedata.combining(char) != 0
    return is_letter and not _UNSPACED.match(char)
