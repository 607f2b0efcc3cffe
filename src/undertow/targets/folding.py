"""The one form in which names and texts are compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import pyarrow as pa
import pyarrow.compute as pc

from undertow.han import simplified_forms

# RE2 syntax, as Arrow's kernels have it.
_INVISIBLE = (
    r"[\x{300}-\x{36f}\x{ad}\x{34f}\x{180b}-\x{180e}\x{200b}-\x{200f}\x{202a}-\x{202e}"
    r"\x{2060}-\x{2064}\x{fe00}-\x{fe0f}\x{feff}]+"
)
_NOT_ASCII_FOLDS = (
    (r"[\x{2018}\x{2019}\x{201b}\x{2032}\x{2bc}\x{ff07}\x{b4}]", "'"),
    (r"[\x{2010}-\x{2015}\x{2212}]", "-"),
    (r"\x{153}", "oe"),
    (r"\x{152}", "OE"),
    (r"\x{e6}", "ae"),
    (r"\x{f8}", "o"),
    (r"\x{142}", "l"),
)
_ODD_SPACE = r"[\t\n\v\f\r`]|  "
_LINK = re.compile(r"(?:https?://|www\.)[\x21-\x7e]+")
_HANDLE = re.compile(r"@[A-Za-z0-9_.]+")
_MIXED = r"[\x{370}-\x{52f}]"
_WORD = re.compile(r"[^\W_]+")
_LATIN = re.compile(r"[A-Za-z]")
_LOOK_ALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеѕіјорсухһԁԛԝгпѵӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧαινορυϲϳ",
    "ABESIJKMHOPCTYXaesijopcyxhdqwrnvlABEZHIKMNOPTYXaivopucj",
)
"""Cyrillic and Greek letters that read as Latin ones (Unicode confusables, letters only)."""


def fold(texts: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return texts without what hides a name, in the case they were written in.

    Parameters
    ----------
    texts : pa.Array of string
        Names or texts, without nulls.

    Returns
    -------
    pa.Array of string
        Compatibility forms plain, no accents on Latin, Greek and Cyrillic letters, no invisible
        characters, one kind of apostrophe, hyphen and space, simplified Han characters. Letters
        that look Latin are Latin where a word mixes scripts.

    Notes
    -----
    Plain ASCII is only searched, not rewritten: that is what most texts are.
    """
    column = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    column = _where(column.cast(pa.string()), pc.invert(pc.string_is_ascii(column)), _plain)
    column = _where(column, pc.match_substring_regex(column, pattern=_ODD_SPACE), _spaced)
    return pc.utf8_trim_whitespace(column)


def fold_each(texts: Iterable[str]) -> list[str]:
    """Fold short texts, in lower case."""
    folded: list[str] = pc.utf8_lower(fold(pa.array(list(texts), pa.string()))).to_pylist()
    return folded


def without_links(text: str) -> str:
    """Return a folded text with a mark for every link and handle.

    A link names a page and a handle an account, so their letters are no words of the text.
    """
    return _HANDLE.sub("@", _LINK.sub(";", text))


def _spaced(texts: pa.Array) -> pa.Array:
    texts = pc.replace_substring(texts, pattern="`", replacement="'")
    return pc.replace_substring_regex(texts, pattern=r"\s+", replacement=" ")


def _where(texts: pa.Array, mask: pa.Array, change: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """Change the texts of a mask."""
    if not pc.any(mask).as_py():
        return texts
    return pc.replace_with_mask(texts, mask, change(texts.filter(mask)))


def _plain(texts: pa.Array) -> pa.Array:
    texts = pc.utf8_normalize(texts, form="NFKD")
    texts = pc.replace_substring_regex(texts, pattern=_INVISIBLE, replacement="")
    texts = pc.utf8_normalize(texts, form="NFC")
    for pattern, replacement in _NOT_ASCII_FOLDS:
        texts = pc.replace_substring_regex(texts, pattern=pattern, replacement=replacement)
    mixed = pc.and_(
        pc.match_substring_regex(texts, pattern=_MIXED),
        pc.match_substring_regex(texts, pattern="[A-Za-z]"),
    )
    texts = _where(texts, mixed, _latin)
    return _where(texts, pc.match_substring_regex(texts, pattern=r"\p{Han}"), _simple)


def _latin(texts: pa.Array) -> pa.Array:
    return pa.array([_WORD.sub(_latin_if_mixed, text) for text in texts.to_pylist()], pa.string())


def _simple(texts: pa.Array) -> pa.Array:
    table = simplified_forms()
    return pa.array([text.translate(table) for text in texts.to_pylist()], pa.string())


def _latin_if_mixed(match: re.Match[str]) -> str:
    word = match[0]
    return word.translate(_LOOK_ALIKES) if _LATIN.search(word) else word
