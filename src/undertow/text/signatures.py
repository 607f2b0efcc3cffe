"""MinHash signatures in bands: near texts share a band, others hardly ever.

Three families are signed, because what survives an edit differs. Words and pairs of words survive
replacement and truncation, words alone survive insertion between them, and runs of five characters
survive changes inside words.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from undertow.text.string_buffers import Bytes, Offsets
from undertow.text.words import MAX_CHARS, Hashes, decode, is_unspaced, mix, words_of

WORD_BANDS, WORD_ROWS = 42, 3
CHAR_BANDS, CHAR_ROWS = 32, 4
LONE_BANDS, LONE_ROWS = 20, 4
N_BANDS = WORD_BANDS + CHAR_BANDS + LONE_BANDS

_N_WORD, _N_CHAR = WORD_BANDS * WORD_ROWS, CHAR_BANDS * CHAR_ROWS
_N_HASHES = _N_WORD + _N_CHAR + LONE_BANDS * LONE_ROWS
_N_SIGNED = _N_WORD + _N_CHAR
_LONE = WORD_BANDS + CHAR_BANDS
_RUN = 5
_FEWEST = 3
_CONTENT_LETTERS = 4
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)

# Fixed for ever: signatures of different days must meet.
_random = np.random.default_rng(20230807)
_FACTORS = _random.integers(0, 1 << 32, _N_HASHES, np.uint32) | np.uint32(1)
_SUMMANDS = _random.integers(0, 1 << 32, _N_HASHES, np.uint32)


def band_hashes(offsets: Offsets, content: Bytes) -> Hashes:
    """Sign texts and hash each band of the signatures.

    Parameters
    ----------
    offsets, content
        Match keys as :func:`undertow.text.string_buffers.read_strings` gives them.

    Returns
    -------
    (94, n) uint32
        Two texts whose sets of words and word pairs have Jaccard similarity J share one of the
        first 42 rows with probability 1 - (1 - J^3)^42; with J of their runs of five characters,
        one of the next 32 with 1 - (1 - J^4)^32; with J of their words, one of the last 20 with
        1 - (1 - J^4)^20.

    Notes
    -----
    MinHash (Broder 1997, doi:10.1109/SEQUEN.1997.666900) by multiply-shift over 32 bits, banding
    after Leskovec, Rajaraman and Ullman (2014), Mining of Massive Datasets, 3.4. O(characters).
    """
    return _band_hashes(offsets, content, _FACTORS, _SUMMANDS)


@njit(cache=True, nogil=True)
def _band_hashes(
    offsets: Offsets, content: Bytes, factors: Hashes, summands: Hashes
) -> NDArray[np.uint32]:
    chars = np.empty(MAX_CHARS, np.uint32)
    words, letters = np.empty(MAX_CHARS + 1, np.uint64), np.empty(MAX_CHARS + 1, np.int64)
    runs = np.empty(2 * MAX_CHARS + 2, np.uint32)
    bands = np.empty((N_BANDS, len(offsets) - 1), np.uint32)
    for row in range(len(offsets) - 1):
        n = decode(content, offsets[row], offsets[row + 1], chars)
        n_words = words_of(chars, n, words, letters)
        m = _word_runs(words, letters, n_words, runs)
        minima = _minima(runs[:m], factors[:_N_WORD], summands[:_N_WORD])
        _hash_bands(minima, WORD_ROWS, bands[:WORD_BANDS, row])
        m = _char_runs(chars, n, runs)
        minima = _minima(runs[:m], factors[_N_WORD:_N_SIGNED], summands[_N_WORD:_N_SIGNED])
        _hash_bands(minima, CHAR_ROWS, bands[WORD_BANDS:_LONE, row])
        m = _lone_words(words, letters, n_words, runs)
        minima = _minima(runs[:m], factors[_N_SIGNED:], summands[_N_SIGNED:])
        _hash_bands(minima, LONE_ROWS, bands[_LONE:, row])
    return bands


@njit(cache=True, nogil=True)
def _word_runs(words: NDArray[np.uint64], letters: NDArray[np.int64], n: int, runs: Hashes) -> int:
    """Write the words of at least four letters, and all pairs of neighbours."""
    m = 0
    for i in range(n):
        if letters[i] >= _CONTENT_LETTERS:
            runs[m] = np.uint32(words[i] >> np.uint64(32))
            m += 1
        if i:
            runs[m] = np.uint32(mix(words[i - 1] * _MULTIPLIER + words[i]) >> np.uint64(32))
            m += 1
    if m == 0 and n:
        runs[0] = np.uint32(words[0] >> np.uint64(32))
        m = 1
    return m


@njit(cache=True, nogil=True)
def _lone_words(words: NDArray[np.uint64], letters: NDArray[np.int64], n: int, runs: Hashes) -> int:
    """Write the words of at least four letters; all words where these are too few."""
    m = 0
    for i in range(n):
        if letters[i] >= _CONTENT_LETTERS:
            runs[m] = np.uint32(words[i] >> np.uint64(32))
            m += 1
    if m < _FEWEST:
        m = 0
        for i in range(n):
            runs[m] = np.uint32(words[i] >> np.uint64(32))
            m += 1
    return m


@njit(cache=True, nogil=True)
def _char_runs(chars: Hashes, n: int, runs: Hashes) -> int:
    """Write every run of five characters, of two where words are not spaced."""
    m = 0
    for i in range(n):
        length = 2 if is_unspaced(chars[i]) else _RUN
        if i + length > n and m:
            break
        h = np.uint64(length)
        for j in range(i, min(i + length, n)):
            h = h * _MULTIPLIER + np.uint64(chars[j]) + np.uint64(1)
        runs[m] = np.uint32(mix(h) >> np.uint64(32))
        m += 1
    return m


@njit(cache=True, nogil=True)
def _minima(runs: Hashes, factors: Hashes, summands: Hashes) -> Hashes:
    """Return the least value of each hash function over the runs."""
    minima = np.full(len(factors), np.uint32(0xFFFFFFFF), np.uint32)
    for i in range(len(runs)):
        run = runs[i]
        for k in range(len(factors)):
            minima[k] = min(minima[k], np.uint32(factors[k] * run + summands[k]))
    return minima


@njit(cache=True, nogil=True)
def _hash_bands(minima: Hashes, n_rows: int, bands: Hashes) -> None:
    for band in range(len(bands)):
        h = np.uint64(band)
        for k in range(band * n_rows, (band + 1) * n_rows):
            h = mix(h * _MULTIPLIER + np.uint64(minima[k]))
        bands[band] = np.uint32(h >> np.uint64(32))
