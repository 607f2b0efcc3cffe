"""How a text is written, as numbers: its words, whatever the language, and the hand that typed it.

Words are hashed into a few dimensions with random signs, so that two texts with the same words have
vectors that point the same way (random projection; Achlioptas 2003,
doi:10.1016/S0022-0000(03)00025-4). A change of subject and a change of language both change the
words, and are told apart by nothing here: neither is suspicious.
"""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
import pyarrow as pa
from numba import njit
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Offsets = NDArray[np.int32]
Reals = NDArray[np.float32]

N_SIGNS = 32
N_WORDS = N_SIGNS + 3
"""Dimensions of the words: signs, length, whether the text asks or calls out, and counts."""
N_STYLE = 6
"""Dimensions of the hand: picture, end mark, small first letter, doubled mark, capitals, break."""

_LETTER, _UPPER, _LOWER, _END, _ALONE, _PICTURE, _ASK, _DIGIT = 1, 2, 4, 8, 16, 32, 64, 128
_N_CODES = 0x20000
_END_MARKS = ".!?…。！？؟।۔"
_ASKING = "!?！？؟"
_FNV = np.uint64(0xCBF29CE484222325)
_PRIME = np.uint64(0x100000001B3)


def describe_texts(texts: pa.StringArray) -> tuple[Reals, Reals]:
    """Return the words and the hand of texts.

    Parameters
    ----------
    texts : (n,) Arrow string array
        As published; null where the account wrote nothing of its own.

    Returns
    -------
    words : (n, 35) float32
        NaN for a text without a word.
    style : (n, 6) float32
        NaN for what the text cannot show: a script without capitals says nothing about capitals.

    Notes
    -----
    Links and names that are mentioned are no words. O(bytes).
    """
    kinds, lower = _characters()
    filled = texts.fill_null("")
    n = len(filled)
    words = np.full((n, N_WORDS), np.nan, np.float32)
    style = np.full((n, N_STYLE), np.nan, np.float32)
    _, offsets, content = filled.buffers()
    if n and content is not None:
        places = np.frombuffer(offsets, np.int32, n + 1, filled.offset * 4)
        _describe(places, np.frombuffer(content, np.uint8), kinds, lower, words, style)
    return words, style


@cache
def _characters() -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    """Return what each code point is, as bits, and its small form."""
    kinds = np.zeros(_N_CODES, np.uint8)
    lower = np.arange(_N_CODES, dtype=np.int32)
    for code in range(_N_CODES):
        char = chr(code)
        category = unicodedata.category(char)
        if category[0] in "LM":
            kinds[code] = _LETTER
        kinds[code] |= {"Lu": _UPPER, "Ll": _LOWER, "Nd": _DIGIT}.get(category, 0)
        if category == "So" or code >= 0x1F000:
            kinds[code] = _PICTURE
        small = char.lower()
        if len(small) == 1:
            lower[code] = ord(small)
    for first, last in ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x9FFF)):
        # Scripts that put no space between words: each letter stands alone.
        kinds[first : last + 1] |= np.where(kinds[first : last + 1] & _LETTER, _ALONE, 0).astype(
            np.uint8
        )
    for char in _END_MARKS:
        kinds[ord(char)] |= _END
    for char in _ASKING:
        kinds[ord(char)] |= _ASK
    return kinds, lower


@njit(cache=True, nogil=True)
def _describe(
    offsets: Offsets,
    content: Bytes,
    kinds: NDArray[np.uint8],
    lower: NDArray[np.int32],
    words: Reals,
    style: Reals,
) -> None:
    codes = np.empty(1 << 12, np.int32)
    for row in range(len(offsets) - 1):
        n = _decode(content, offsets[row], offsets[row + 1], codes)
        n = _without_links(codes, n)
        if n and _words(codes, n, kinds, lower, words[row]):
            _hand(codes, n, kinds, style[row])


@njit(cache=True, nogil=True)
def _decode(content: Bytes, start: int, end: int, codes: NDArray[np.int32]) -> int:
    """Write the code points of a text, at most as many as there is room for."""
    n, i = 0, start
    while i < end and n < len(codes):
        byte = int(content[i])
        length = 1 if byte < 0x80 else 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
        code = byte if length == 1 else byte & (0xFF >> (length + 1))
        for j in range(1, length):
            code = int(code << 6 | content[i + j] & 0x3F)
        codes[n] = code if code < _N_CODES else 0x4E00
        n += 1
        i += length
    return n


@njit(cache=True, nogil=True)
def _without_links(codes: NDArray[np.int32], n: int) -> int:
    """Take out links and mentioned names, in place; return how many code points are left."""
    kept, i = 0, 0
    while i < n:
        begins = i == 0 or codes[i - 1] <= 0x20
        is_link = begins and i + 4 < n and codes[i] | 0x20 == 0x68 and codes[i + 1] | 0x20 == 0x74
        is_link = is_link and codes[i + 2] | 0x20 == 0x74 and codes[i + 3] | 0x20 == 0x70
        if is_link or (begins and codes[i] == 0x40):
            while i < n and codes[i] > 0x20:
                i += 1
            continue
        codes[kept] = codes[i]
        kept += 1
        i += 1
    return kept


@njit(cache=True, nogil=True)
def _words(
    codes: NDArray[np.int32],
    n: int,
    kinds: NDArray[np.uint8],
    lower: NDArray[np.int32],
    out: Reals,
) -> int:
    """Add up the signs of the words of a text; return how many words there are."""
    signs = np.zeros(N_SIGNS, np.float64)
    weight, n_words, before = 0.0, 0, np.uint64(0)
    h, length, asks = _FNV, 0, False
    for i in range(n + 1):
        kind = int(kinds[codes[i]]) if i < n else 0
        asks |= kind & _ASK != 0
        is_alone = kind & _ALONE != 0
        if length and (is_alone or not kind & _LETTER):
            # Short words are the same in every text of a language and tell less.
            worth = 1.0 if length > 3 else 0.4
            _add(signs, h, worth)
            weight, n_words = weight + worth * worth, n_words + 1
            h, length = _FNV, 0
        if is_alone:
            own = (_FNV ^ np.uint64(codes[i])) * _PRIME
            if before:
                # In scripts without spaces two neighbours are about what a word is.
                _add(signs, (before ^ np.uint64(codes[i])) * _PRIME, 1.0)
                weight += 1.0
            before, n_words = own, n_words + 1
        else:
            before = np.uint64(0)
            if kind & _LETTER:
                h = (h ^ np.uint64(lower[codes[i]])) * _PRIME
                length += 1
    if n_words:
        for k in range(N_SIGNS):
            out[k] = signs[k] / np.sqrt(max(weight, 1.0) * N_SIGNS)
        out[N_SIGNS] = 0.3 * np.log(1.0 + n_words)
        out[N_SIGNS + 1] = 0.5 if asks else 0.0
        out[N_SIGNS + 2] = 0.0
        for i in range(n):
            if kinds[codes[i]] & _DIGIT:
                out[N_SIGNS + 2] = 0.5
    return n_words


@njit(cache=True, nogil=True)
def _add(signs: NDArray[np.float64], h: np.uint64, worth: float) -> None:
    """Add a word to every dimension, with the sign that its hash says."""
    h ^= h >> np.uint64(29)
    h *= np.uint64(0xBF58476D1CE4E5B9)
    h ^= h >> np.uint64(32)
    for k in range(N_SIGNS):
        signs[k] += worth if h >> np.uint64(k) & np.uint64(1) else -worth


@njit(cache=True, nogil=True)
def _hand(codes: NDArray[np.int32], n: int, kinds: NDArray[np.uint8], out: Reals) -> None:
    """Write what tells of the hand and not of the subject."""
    pictures, doubled, breaks = 0.0, 0.0, 0.0
    last, n_cased, run, capitals, first_cased = 0, 0, 0, 0.0, -1
    for i in range(n):
        kind = int(kinds[codes[i]])
        if kind & _PICTURE:
            pictures = 1.0
        elif codes[i] > 0x20 and codes[i] != 0xFE0F:
            last = kind
        if codes[i] == 0x0A:
            breaks = 1.0
        if (kind & _END and i and kinds[codes[i - 1]] & _END) or codes[i] == 0x2026:
            doubled = 1.0
        if kind & (_UPPER | _LOWER):
            n_cased += 1
        run = run + 1 if kind & _UPPER else 0
        if run >= 3:
            capitals = 1.0
        if first_cased < 0 and kind & _LETTER:
            first_cased = kind & (_UPPER | _LOWER)
    out[0] = pictures
    out[1] = 1.0 if last & _END else 0.0
    if first_cased > 0:
        out[2] = 1.0 if first_cased & _LOWER else 0.0
    out[3] = doubled
    if n_cased >= 3:
        out[4] = capitals
    out[5] = breaks
