"""Match keys as words: what compiled loops compare.

Where words are not spaced (Han, kana, Thai and its neighbours) every character is a word.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from undertow.text.string_buffers import Bytes, Offsets

Hashes = NDArray[np.uint32]

MAX_CHARS = 4096
"""Characters of a text that are compared: nobody floods with longer ones, and time is bounded."""

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_SPACE = 32
MAX_WORDS = 512
"""Words of a text that are compared in order."""

UNSPACED_LETTERS = 3
"""Letters that a character of an unspaced script is worth."""

_MOST_LETTERS = 15


@njit(inline="always")
def mix(x: np.uint64) -> np.uint64:
    """Return a 64-bit hash of ``x`` (MurmurHash3 finaliser, Appleby 2011)."""
    x ^= x >> np.uint64(33)
    x *= np.uint64(0xFF51AFD7ED558CCD)
    x ^= x >> np.uint64(33)
    x *= np.uint64(0xC4CEB9FE1A85EC53)
    return x ^ x >> np.uint64(33)


@njit(inline="always")
def is_unspaced(char: np.uint32) -> np.bool_ | bool:
    """Whether words are written without spaces in the script of ``char``."""
    return (
        0x0E00 <= char <= 0x0EFF
        or 0x1000 <= char <= 0x109F
        or 0x1780 <= char <= 0x17FF
        or 0x3005 <= char <= 0x30FF
        or 0x3400 <= char <= 0x9FFF
        or 0xF900 <= char <= 0xFAFF
        or 0x20000 <= char <= 0x3FFFF
    )


@njit(cache=True, nogil=True)
def decode(content: Bytes, start: int, end: int, chars: Hashes) -> int:
    """Write the code points of valid UTF-8 to ``chars`` and return how many there are."""
    n, i = 0, start
    while i < end and n < len(chars):
        byte = np.uint32(content[i])
        length = 1 if byte < 0x80 else 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
        code = byte if length == 1 else byte & np.uint32(0xFF >> (length + 1))
        for j in range(1, length):
            code = np.uint32(code << np.uint32(6) | np.uint32(content[i + j] & 0x3F))
        chars[n] = code
        n += 1
        i += length
    return n


@njit(cache=True, nogil=True)
def words_of(chars: Hashes, n: int, words: NDArray[np.uint64], letters: NDArray[np.int64]) -> int:
    """Write a hash and the length of each word, and return how many there are.

    Parameters
    ----------
    chars : (>= n,) uint32
        Code points of a match key.
    n : int
        How many of them count.
    words : (>= n,) uint64
        Out: hash of each word.
    letters : (>= n,) int64
        Out: its letters; 0 for a character of an unspaced script.
    """
    m, h, length = 0, np.uint64(0), 0
    for i in range(n + 1):
        char = chars[i] if i < n else np.uint32(_SPACE)
        alone = is_unspaced(char)
        if (char == _SPACE or alone) and length:
            words[m], letters[m] = mix(h), length
            m, h, length = m + 1, np.uint64(0), 0
        if alone:
            words[m], letters[m] = mix(np.uint64(char)), 0
            m += 1
        elif char != _SPACE:
            h = h * _MULTIPLIER + np.uint64(char) + np.uint64(1)
            length += 1
    return m


@njit(cache=True, nogil=True)
def hashed_words(
    offsets: Offsets, content: Bytes, rows: NDArray[np.int64]
) -> tuple[NDArray[np.int64], Hashes]:
    """Return the words of some texts as 32-bit hashes, one text after the other.

    Returns
    -------
    starts : (n_rows + 1,) int64
        Text ``i`` has the words ``starts[i]`` to ``starts[i + 1]``.
    hashes : (n_words,) uint32
        The lowest four bits tell how many letters the word is worth, at most 15.
    """
    chars = np.empty(MAX_CHARS, np.uint32)
    words, letters = np.empty(MAX_CHARS + 1, np.uint64), np.empty(MAX_CHARS + 1, np.int64)
    starts = np.zeros(len(rows) + 1, np.int64)
    for i in range(len(rows)):
        n = decode(content, offsets[rows[i]], offsets[rows[i] + 1], chars)
        starts[i + 1] = starts[i] + min(words_of(chars, n, words, letters), MAX_WORDS)
    hashes = np.empty(starts[-1], np.uint32)
    for i in range(len(rows)):
        n = decode(content, offsets[rows[i]], offsets[rows[i] + 1], chars)
        words_of(chars, n, words, letters)
        for j in range(starts[i + 1] - starts[i]):
            worth = min(letters[j], _MOST_LETTERS) if letters[j] else UNSPACED_LETTERS
            hashes[starts[i] + j] = np.uint32(words[j] >> np.uint64(36) << np.uint64(4)) | worth
    return starts, hashes
