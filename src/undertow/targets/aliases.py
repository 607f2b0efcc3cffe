"""Names of officials in text: many patterns, one pass, whole words, and what surrounds them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from ahocorasick_rs import AhoCorasick, MatchKind
from numpy.typing import NDArray

from undertow.targets.folding import fold, without_links
from undertow.targets.gazetteer import Gazetteer, Official, build_gazetteer
from undertow.targets.judging import judge
from undertow.targets.mention import CONTEXTS, Found
from undertow.targets.surroundings import JOINT

# Scripts without spaces between words (Thai to Khmer, kana, Han), or with particles attached to
# names (Hangul): a name may stand anywhere in a run of them.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]"
)
_HASHTAG = re.compile(r"#([A-Za-z0-9_]+)")
_HASHTAG_WORDS = re.compile(r"[A-Z]{2,}(?![a-z])|(?:Mc|Mac)?[A-Z][a-z]+|[A-Z]|[a-z]+|\d+")
_ELISION = re.compile(r"(?:^|\W)(?:[cdjlmnst]|qu|lorsqu|jusqu|puisqu|quoiqu|presqu)'$")


@dataclass(frozen=True, slots=True)
class NameMatches:
    """Which texts name which officials: parallel columns, each pair once.

    Attributes
    ----------
    text, official : (n,) int64
        Positions in the texts and the officials; sorted by text, then official.
    form : list of str
        The name as it stood, folded, lower case.
    context : list of str
        What made it count, of ``CONTEXTS``; ``thread`` where only the thread of a post can.
    """

    text: NDArray[np.int64]
    official: NDArray[np.int64]
    form: list[str]
    context: list[str]


def find_names(texts: pa.Array | pa.ChunkedArray, officials: Sequence[Official]) -> NameMatches:
    """Find officials by name.

    Parameters
    ----------
    texts : pa.Array of string
        Distinct texts, without nulls.
    officials : sequence of Official
        Who is looked for.

    Returns
    -------
    NameMatches
        The strongest of the ways in which a text names an official.

    Notes
    -----
    One automaton over all texts finds those that hold letters of a name; only these are read
    closely. A name begins and ends at a word boundary, except next to scripts that have none. Of
    overlapping names the leftmost longest counts. Rules of context: ``judging``.
    """
    gazetteer = build_gazetteer(officials)
    best: dict[tuple[int, int], Found] = {}
    if gazetteer.patterns:
        folded = fold(texts)
        automaton = AhoCorasick(gazetteer.patterns, matchkind=MatchKind.Standard)
        for index in _candidates(folded, gazetteer):
            for found in _names_in(folded[index].as_py(), automaton, gazetteer):
                key = (index, found.official)
                best[key] = min(best.get(key, found), found, key=_strength)
    keys = sorted(best)
    pairs = np.array(keys, dtype=np.int64).reshape(-1, 2)
    found_in_order = [best[key] for key in keys]
    return NameMatches(
        pairs[:, 0],
        pairs[:, 1],
        [found.form for found in found_in_order],
        [found.context for found in found_in_order],
    )


def _strength(found: Found) -> tuple[int, str]:
    return CONTEXTS.index(found.context), found.form


def _candidates(folded: pa.Array, gazetteer: Gazetteer) -> list[int]:
    """Return the texts that hold a name, as it may be written, in order."""
    # Curated names count in any case, which takes a second pass; most scripts have one case.
    cased = [alias for alias in gazetteer.aliases if alias.upper() != alias]
    written = [*gazetteer.written, *(gazetteer.aliases - set(cased))]
    hits = set(_holding(folded, written))
    if cased:
        hits.update(_holding(pc.utf8_lower(folded), cased))
    return sorted(hits)


def _holding(texts: pa.Array, patterns: list[str]) -> list[int]:
    automaton = AhoCorasick(patterns, matchkind=MatchKind.Standard)
    search = automaton.find_matches_as_indexes
    return [
        index
        for index, text in enumerate(texts.to_pylist())
        if (matches := search(text, overlapping=True))
        and any(_may_be_word(text, start, end) for _, start, end in matches)
    ]


def _may_be_word(text: str, start: int, end: int) -> bool:
    """Whether letters may be a word, or one that a capital begins within a hashtag."""
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if _are_letters(before, text[start]) and (before.isupper() or not text[start].isupper()):
        return False
    if not _are_letters(text[end - 1], after):
        return True
    return after.isupper() and not text[start:end].isupper()


def _are_letters(left: str, right: str) -> bool:
    """Whether two neighbours are plain letters or digits; others are looked at more closely."""
    return left.isalnum() and right.isalnum() and left.isascii() and right.isascii()


def _names_in(text: str, automaton: AhoCorasick, gazetteer: Gazetteer) -> list[Found]:
    text = without_links(text)
    if "#" in text:
        text = _HASHTAG.sub(lambda match: _parted(match, gazetteer), text)
    lower = _lower(text)
    matches = automaton.find_matches_as_indexes(lower, overlapping=True)
    return judge(text, lower, _longest(text, matches), gazetteer) if matches else []


def _parted(hashtag: re.Match[str], gazetteer: Gazetteer) -> str:
    """Part a hashtag where its capitals do, unless it is a name as a whole."""
    if hashtag[1].lower() in gazetteer.joined or hashtag[1].isupper() or hashtag[1].islower():
        return hashtag[0]
    return "#" + JOINT.join(_HASHTAG_WORDS.findall(hashtag[1]))


def _lower(text: str) -> str:
    """Return lower case of the same length, so that places are the same in both."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


def _longest(text: str, matches: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Return the patterns that stand as whole words, leftmost longest where they overlap."""
    whole = [m for m in matches if _is_whole_word(text, m[1], m[2])]
    whole.sort(key=lambda match: (match[1], -match[2]))
    kept, reached = [], 0
    for match in whole:
        if match[1] >= reached:
            kept.append(match)
            reached = match[2]
    return kept


def _is_whole_word(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if before == "@" or after == "@" or (before and _joins(before, text[start])):
        return False
    if before == "'" and start > 1 and text[start - 2].isalnum():
        return _ELISION.search(text[max(0, start - 9) : start].lower()) is not None
    return not (after and _joins(text[end - 1], after))


def _joins(left: str, right: str) -> bool:
    """Whether two neighbouring characters belong to one word."""
    return _is_word(left) and _is_word(right)


def _is_word(char: str) -> bool:
    is_letter = char.isalnum() or char == "_" or unicodedata.combining(char) != 0
    return is_letter and not _UNSPACED.match(char)
