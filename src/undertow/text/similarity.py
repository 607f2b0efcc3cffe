"""How near two texts are: the words that they share in order."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from undertow.text.words import MAX_WORDS, Hashes

MIN_SIMILARITY = 0.65
"""Least mean share of shared words. One word in five replaced leaves 0.8, three in ten cut 0.85."""

MIN_SHARE_OF_LONGER = 0.42
"""Least share of the longer text, so that a long post that quotes a short one is not near it."""

MIN_LETTERS = 12
"""Least letters of the words that are shared; four Han characters."""

_BLOCK = 64
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)


@njit(cache=True, nogil=True)
def blooms(starts: NDArray[np.int64], words: Hashes) -> NDArray[np.uint64]:
    """Return (n, 2) uint64: a bit out of 128 for each word of each text."""
    bits = np.zeros((len(starts) - 1, 2), np.uint64)
    for i in range(len(starts) - 1):
        for j in range(starts[i], starts[i + 1]):
            bit = words[j] >> np.uint32(25)
            bits[i, bit >> 6] |= np.uint64(1) << np.uint64(bit & 63)
    return bits


@njit(inline="always")
def _n_bits(x: np.uint64) -> int:
    x = x - (x >> np.uint64(1) & np.uint64(0x5555555555555555))
    x = (x & np.uint64(0x3333333333333333)) + (x >> np.uint64(2) & np.uint64(0x3333333333333333))
    x = x + (x >> np.uint64(4)) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return int(x * np.uint64(0x0101010101010101) >> np.uint64(56))


@njit(inline="always")
def may_be_near(
    n_a: int, bloom_a: NDArray[np.uint64], n_b: int, bloom_b: NDArray[np.uint64]
) -> bool:
    """Whether two texts may be near, as far as their bits tell; never wrong when it says no.

    A bit that only one has is a word that the other lacks, so it bounds what can be shared.
    """
    lacking_b = _n_bits(bloom_a[0] & ~bloom_b[0]) + _n_bits(bloom_a[1] & ~bloom_b[1])
    lacking_a = _n_bits(bloom_b[0] & ~bloom_a[0]) + _n_bits(bloom_b[1] & ~bloom_a[1])
    shorter, longer = min(n_a, n_b), max(n_a, n_b)
    return is_near(min(n_a - lacking_b, n_b - lacking_a), shorter - (shorter < longer), longer)


@njit(inline="always")
def is_near(n_shared: int, shorter: int, longer: int) -> bool:
    """Whether so many shared words make texts of these lengths near."""
    return (
        n_shared >= MIN_SHARE_OF_LONGER * longer
        and similarity(n_shared, shorter, longer) >= MIN_SIMILARITY
    )


@njit(inline="always")
def similarity(n_shared: int, shorter: int, longer: int) -> float:
    """Return the mean of the shares of two texts that they have in common (Kulczynski 1927)."""
    return 0.5 * n_shared / max(shorter, 1) + 0.5 * n_shared / max(longer, 1)


@njit(cache=True, nogil=True)
def index_words(a: Hashes, places: NDArray[np.int64], masks: NDArray[np.uint64]) -> int:
    """Note where each word of a text stands, for :func:`shared_words`, and return a table size.

    Parameters
    ----------
    a : (n,) uint32
        Words of :func:`undertow.text.words.hashed_words`.
    places, masks
        Room from :func:`scratch`.
    """
    n = len(a)
    n_blocks = (n + _BLOCK - 1) // _BLOCK
    size = 4
    while size < 2 * n:
        size *= 2
    places[:size] = -1
    for i in range(n):
        slot = _slot(a, a[i], places, size)
        if places[slot] < 0:
            places[slot] = i
            masks[slot, :n_blocks] = 0
        masks[slot, i // _BLOCK] |= np.uint64(1) << np.uint64(i % _BLOCK)
    return size


@njit(inline="always")
def _slot(a: Hashes, word: np.uint32, places: NDArray[np.int64], size: int) -> int:
    """Return where a word of ``a`` is noted, or would be."""
    slot = int(word >> np.uint32(4)) & (size - 1)
    while places[slot] >= 0 and a[places[slot]] != word:
        slot = (slot + 1) & (size - 1)
    return slot


@njit(cache=True, nogil=True)
def shared_words(
    a: Hashes, b: Hashes, places: NDArray[np.int64], masks: NDArray[np.uint64], size: int
) -> tuple[int, int, int]:
    """Count the words that two texts share in order.

    Parameters
    ----------
    a, b : (n,) uint32
        Two texts; ``a`` was given to :func:`index_words` last.
    places, masks, size
        What it noted.

    Returns
    -------
    n_shared : int
        Length of the longest common subsequence; 0 where it has less than ``MIN_LETTERS``, because
        greetings are alike by themselves.
    shorter, longer : int
        Words of the two. The last word of the shorter text does not count where the longer one
        lacks it: texts are cut in the middle of words.

    Notes
    -----
    Bit-parallel (Hyyro 2004, "Bit-parallel LCS-length computation revisited"): O(words of b * words
    of a / 64).
    """
    n_a, n_b = len(a), len(b)
    n_blocks = (n_a + _BLOCK - 1) // _BLOCK
    row = masks[len(places)]
    row[:n_blocks] = _ALL
    last = _slot(a, a[n_a - 1], places, size)
    n_letters, has_last_of_a, has_last_of_b = 0, False, False
    for j in range(n_b):
        slot = _slot(a, b[j], places, size)
        has_last_of_a |= slot == last
        has_last_of_b = places[slot] >= 0
        if not has_last_of_b:
            continue
        n_letters += int(b[j] & np.uint32(15))
        carry = np.uint64(0)
        for k in range(n_blocks):
            total = row[k] + (row[k] & masks[slot, k])
            carried = np.uint64(total < row[k])
            total += carry
            carry = carried | np.uint64(total < carry)
            row[k] = total | (row[k] & ~masks[slot, k])
    n_shared = 0
    for i in range(n_a if n_letters >= MIN_LETTERS else 0):
        n_shared += int(~row[i // _BLOCK] >> np.uint64(i % _BLOCK) & np.uint64(1))
    is_cut = (n_a < n_b and not has_last_of_a) or (n_b < n_a and not has_last_of_b)
    return n_shared, min(n_a, n_b) - is_cut, max(n_a, n_b)


def scratch() -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """Return room for :func:`index_words`: places of words, and their masks with one row more."""
    n_slots = 2 * MAX_WORDS
    return np.empty(n_slots, np.int64), np.empty((n_slots + 1, MAX_WORDS // _BLOCK), np.uint64)
