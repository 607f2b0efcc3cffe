"""Which language a text is in, where it is long enough to tell."""

from __future__ import annotations

import sys
import unicodedata
from functools import cache

import eldc
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numba import njit
from numpy.typing import NDArray

from undertow.text.string_buffers import Bytes, Offsets, read_strings
from undertow.text.words import MAX_CHARS, decode, is_unspaced

UNDETERMINED = "und"

# Below this the best guess is a coin toss: "ok" is taken for Italian, "lol" for Dutch.
_MIN_WORDS = 2
_MIN_LETTERS = 8
_MIN_UNSPACED = 3
_NONE, _LETTER, _MARK = 0, 1, 2
_BEGINNING = 48


def languages(views: pa.Array) -> pa.Array:
    """Return the language of each text.

    Parameters
    ----------
    views : Arrow string array
        Language views (:func:`undertow.text.canonical.language_views`); no nulls.

    Returns
    -------
    Arrow string array
        ISO 639-1 codes; ``und`` for texts with fewer than two words or eight letters (three
        characters where words are not spaced) and for what resembles no known language. All kinds
        of Chinese are ``zh``.

    Notes
    -----
    ELDC 0.4 (character n-grams, 62 languages). A language is context for a reader and decides which
    model reads a text; it is never a sign of anything.
    """
    detect = _detector()
    found = pa.array([detect(text) for text in views.to_pylist()], pa.string())
    is_long = pa.array(_is_long(*read_strings(views), _kinds()))
    return pc.if_else(is_long, found, UNDETERMINED)


@cache
def _detector() -> eldc.detect_mt:
    eldc.init()
    return eldc.detect_mt


@cache
def _kinds() -> NDArray[np.uint8]:
    """Return whether each code point is a letter, a mark or neither."""
    kinds = np.zeros(sys.maxunicode + 1, np.uint8)
    for code in range(len(kinds)):
        category = unicodedata.category(chr(code))[0]
        kinds[code] = _LETTER if category == "L" else _MARK if category == "M" else _NONE
    return kinds


@njit(cache=True, nogil=True)
def _is_long(offsets: Offsets, content: Bytes, kinds: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Whether each text has enough words and letters."""
    found = np.zeros(len(offsets) - 1, np.bool_)
    chars = np.empty(MAX_CHARS, np.uint32)
    for row in range(len(found)):
        # The beginning of most texts tells; only of the others all is looked at.
        for room in (chars[:_BEGINNING], chars):
            n = decode(content, offsets[row], offsets[row + 1], room)
            found[row] = _has_enough(room[:n], kinds)
            if found[row] or n < _BEGINNING:
                break
    return found


@njit(cache=True, nogil=True)
def _has_enough(chars: NDArray[np.uint32], kinds: NDArray[np.uint8]) -> bool:
    n_words, n_letters, n_unspaced, in_word = 0, 0, 0, False
    for char in chars:
        kind = kinds[char]
        n_words += int(kind == _LETTER and not in_word)
        n_letters += int(kind == _LETTER)
        n_unspaced += int(kind == _LETTER and is_unspaced(char))
        in_word = kind == _LETTER or (kind == _MARK and in_word)
    return n_unspaced >= _MIN_UNSPACED or (n_words >= _MIN_WORDS and n_letters >= _MIN_LETTERS)
