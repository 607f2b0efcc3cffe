"""From folded, lower-case text to the words of a match key, in one pass over its bytes."""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numba import njit
from numpy.typing import NDArray

from undertow.text.string_buffers import Bytes, Offsets, read_strings, write_strings

_MARK, _NOISE, _LETTER, _LATIN, _HAN, _STROKE = 1, 2, 4, 8, 16, 32

# Planes above hold Han characters and nothing else that anybody writes.
_N_CODES = 0x20000


def words_of_text(texts: pa.StringArray) -> pa.StringArray:
    """Return texts as words with one space between them, Han characters with none.

    Parameters
    ----------
    texts : Arrow string array
        NFKC, lower case; no nulls.

    Returns
    -------
    Arrow string array
        Letters, digits and marks. Punctuation and symbols inside a word go without leaving a space
        ("b.r.i.b.e", "c'est"); all else between words is one space. Marks that strike through
        Latin letters go: accents are part of the letter by now.
    """
    offsets, content = read_strings(texts)
    room = np.empty(int(offsets[-1] - offsets[0]), np.uint8)
    ends = _words(offsets, content, _kinds(), room)
    return write_strings(ends, room[: ends[-1]])


@cache
def _kinds() -> NDArray[np.uint8]:
    """Return what each code point is, as bits."""
    kinds = np.zeros(_N_CODES, np.uint8)
    for code in range(_N_CODES):
        category = unicodedata.category(chr(code))
        if category[0] in "LN":
            kinds[code] = _LETTER
        elif category[0] == "M":
            kinds[code] = _MARK | (_STROKE if category == "Mn" else 0)
        elif category[0] in "PS":
            kinds[code] = _NOISE
    codes = np.array([code for code in range(_N_CODES) if not 0xD800 <= code <= 0xDFFF])
    chars = pa.array([chr(code) for code in codes])
    for pattern, kind in ((r"^\p{Latin}$", _LATIN), (r"^\p{Han}$", _HAN)):
        found = pc.match_substring_regex(chars, pattern=pattern)
        kinds[codes[found.to_numpy(zero_copy_only=False)]] |= kind
    return kinds


@njit(cache=True, nogil=True)
def _words(offsets: Offsets, content: Bytes, kinds: NDArray[np.uint8], out: Bytes) -> Offsets:
    """Write the words of all texts one after the other, and return where each text begins."""
    ends = np.zeros(len(offsets), np.int32)
    n = 0
    for row in range(len(offsets) - 1):
        i, end = offsets[row], offsets[row + 1]
        before = 0  # kind of the last character written; 0 at the beginning
        is_latin = False  # whether it, marks aside, is Latin
        gap, is_noise = False, True  # what lies between it and the next: anything, noise alone
        while i < end:
            byte = int(content[i])
            length = 1 if byte < 0x80 else 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            code = byte if length == 1 else byte & (0xFF >> (length + 1))
            for j in range(1, length):
                code = int(code << 6 | content[i + j] & 0x3F)
            kind = int(kinds[code]) if code < len(kinds) else _LETTER | _HAN
            if kind & _STROKE and is_latin and not gap:
                i += length
                continue
            if not kind & (_LETTER | _MARK):
                gap = True
                is_noise &= kind & _NOISE != 0
                i += length
                continue
            is_inside = is_noise and kind & _LETTER != 0
            if gap and before and not is_inside and not (before | kind) & _HAN:
                out[n] = 0x20
                n += 1
            for j in range(length):
                out[n + j] = content[i + j]
            n += length
            is_latin = kind & _LATIN != 0
            before, gap, is_noise = kind, False, True
            i += length
        ends[row + 1] = n
    return ends
