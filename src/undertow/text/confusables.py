"""Letters of other scripts that stand in for letters they look like ("Тhе МР")."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import disarm
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numba import njit
from numpy.typing import NDArray

from undertow.text.string_buffers import Bytes, Offsets, read_strings, write_strings

# Blocks that hold look-alikes: phonetic and small letters, Greek to Armenian, Cherokee, Coptic.
_BLOCKS = (
    (0x0250, 0x02AF),
    (0x0370, 0x058F),
    (0x13A0, 0x13FF),
    (0x1D00, 0x1D7F),
    (0x2C60, 0x2CFF),
    (0xA640, 0xA7FF),
    (0xAB30, 0xABBF),
)
_SUSPECT = "[" + "".join(rf"\x{{{first:x}}}-\x{{{last:x}}}" for first, last in _BLOCKS) + "]"
# What Latin letters are written for in Cyrillic text.
_TO_CYRILLIC = str.maketrans("aceopxyikmhtbACEOPXYIKMHTB", "асеорхуікмнтвАСЕОРХУІКМНТВ")
# Letters that stand for no letter of the other script, in either case: they tell a word's script.
_LATIN_ONLY = "dfglnqruvwz"
_CYRILLIC_ONLY = re.compile(r"(?i)(?![асеорхуікмнтвѕјѵһӏԁԍԛԝ])[\u0400-\u052f]")
# A match key takes these for a space, or writes them without one: no word goes on behind them.
_BETWEEN_WORDS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u3400-\u9fff\uf900-\ufaff]")

_N_CODES = 1 << 16
_BETWEEN = 2


def fold_confusables(texts: pa.Array) -> pa.Array:
    """Write look-alike letters as the letters of the script that a word is in.

    Parameters
    ----------
    texts : Arrow string array
        NFKC; no nulls.

    Returns
    -------
    Arrow string array
        Only texts that mix Latin letters with such letters are changed. In words with more letters
        that only Cyrillic has than letters that only Latin has, Latin ones become Cyrillic; in
        others look-alikes become Latin. Words whose letters do not tell go with most words that do.
        Accents are kept.

    Notes
    -----
    The look-alikes are those of Unicode Technical Standard 39 as the package ``disarm`` has them,
    one letter for one letter. Who swaps look-alikes leaves all other letters as they are, so these
    give a text and its disguised copy the same direction, brand names in Cyrillic text included.
    Folding serves comparison only: a text that mixes scripts is not suspect by that.
    """
    mixed = pc.and_(
        pc.match_substring_regex(texts, pattern=_SUSPECT),
        pc.match_substring_regex(texts, pattern="[A-Za-z]"),
    )
    if not pc.any(mixed).as_py():
        return texts
    return pc.replace_with_mask(texts, mixed, _folded(texts.filter(mixed)))


class _Letters(NamedTuple):
    lean: NDArray[np.int8]
    """(65536,) 1 for letters that only Cyrillic has, -1 for Latin ones, 2 between words."""
    latin: NDArray[np.uint16]
    """(65536,) the Latin letter that each character stands for, itself where there is none."""
    cyrillic: NDArray[np.uint16]
    """(65536,) the Cyrillic letter that each Latin one stands for."""


@cache
def _letters() -> _Letters:
    lean = np.zeros(_N_CODES, np.int8)
    latin, cyrillic = (np.arange(_N_CODES, dtype=np.uint16) for _ in range(2))
    look_alikes = _to_latin()
    for code in range(_N_CODES):
        letter = chr(code)
        lower = letter.lower()
        # Of some letters only the small form is alike.
        other = look_alikes.get(letter) or look_alikes.get(lower)
        latin[code] = ord(other) if other else code
        cyrillic[code] = ord(letter.translate(_TO_CYRILLIC))
        if letter.isascii() and lower in _LATIN_ONLY:
            lean[code] = -1
        elif _CYRILLIC_ONLY.match(letter):
            lean[code] = 1
        elif _BETWEEN_WORDS.match(letter):
            lean[code] = _BETWEEN
    return _Letters(lean, latin, cyrillic)


def _to_latin() -> dict[str, str]:
    """Return the Latin letter that each look-alike stands for."""
    table = {}
    for first, last in _BLOCKS:
        for letter in map(chr, range(first, last + 1)):
            other = disarm.strip_obfuscation(letter) if letter.isalpha() else ""
            if len(other) == 1 and other.isascii() and other.isalpha():
                table[letter] = other
    return table


def _folded(texts: pa.StringArray) -> pa.StringArray:
    offsets, content = read_strings(texts)
    # No letter becomes longer in UTF-8 than a Latin one that becomes Cyrillic.
    room = np.empty(2 * int(offsets[-1] - offsets[0]), np.uint8)
    ends = _fold(offsets, content, *_letters(), room)
    return write_strings(ends, room[: ends[-1]])


@njit(cache=True, nogil=True)
def _fold(
    offsets: Offsets,
    content: Bytes,
    lean: NDArray[np.int8],
    latin: NDArray[np.uint16],
    cyrillic: NDArray[np.uint16],
    out: Bytes,
) -> Offsets:
    """Write the texts with their words folded, and return where each begins and ends."""
    ends = np.zeros(len(offsets), np.int32)
    n = 0
    for row in range(len(offsets) - 1):
        start, end = offsets[row], offsets[row + 1]
        of_text, i = 0, start
        while i < end:
            stop, of_word = _word(content, i, end, lean)
            of_text += (of_word > 0) - (of_word < 0)
            i = stop
        i = start
        while i < end:
            stop, of_word = _word(content, i, end, lean)
            is_cyrillic = of_word > 0 or (of_word == 0 and of_text > 0)
            n = _write(content, i, stop, cyrillic if is_cyrillic else latin, out, n)
            i = stop
        ends[row + 1] = n
    return ends


@njit(cache=True, nogil=True)
def _code(content: Bytes, i: int) -> tuple[int, int]:
    """Return the code point that begins at a byte and how long it is; -1 beyond 16 bits."""
    byte = int(content[i])
    if byte < 0x80:
        return byte, 1
    if byte < 0xE0:
        return (byte & 0x1F) << 6 | content[i + 1] & 0x3F, 2
    if byte < 0xF0:
        return (byte & 0x0F) << 12 | (content[i + 1] & 0x3F) << 6 | content[i + 2] & 0x3F, 3
    return -1, 4


@njit(cache=True, nogil=True)
def _word(content: Bytes, i: int, end: int, lean: NDArray[np.int8]) -> tuple[int, int]:
    """Return where the word ends that begins here, with what parts it from the next, and its lean.

    More than 0 means more letters that only Cyrillic has.
    """
    total = 0
    while i < end:
        code, length = _code(content, i)
        i += length
        if code >= 0:
            if lean[code] == _BETWEEN:
                break
            total += lean[code]
    return i, total


@njit(cache=True, nogil=True)
def _write(
    content: Bytes, i: int, end: int, letters: NDArray[np.uint16], out: Bytes, n: int
) -> int:
    """Write characters as the letters they stand for, and return where the next goes."""
    while i < end:
        code, length = _code(content, i)
        other = np.int64(letters[code]) if code >= 0 else -1
        if other == code:
            for j in range(i, i + length):
                out[n] = content[j]
                n += 1
        elif other < 0x80:
            out[n] = other
            n += 1
        else:
            out[n] = 0xC0 | other >> 6
            out[n + 1] = 0x80 | other & 0x3F
            n += 2
        i += length
    return n
