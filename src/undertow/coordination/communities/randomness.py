"""Random numbers that compiled loops draw from a seed of their own."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Words = NDArray[np.uint64]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


@njit(cache=True)
def mix(word: np.uint64) -> np.uint64:
    """Scatter the bits of a word: the finaliser of SplitMix64 (Steele, Lea and Flood 2014)."""
    word = np.uint64(word) + _STEP
    word = (word ^ (word >> np.uint64(30))) * _FIRST
    word = (word ^ (word >> np.uint64(27))) * _SECOND
    return word ^ (word >> np.uint64(31))


@njit(cache=True)
def draw(state: Words) -> float:
    """Return the next number in [0, 1) of a generator whose state is one word, and advance it."""
    state[0] += _STEP
    return float(mix(state[0]) >> np.uint64(11)) * 2.0**-53


@njit(cache=True)
def shuffled(n: int, state: Words) -> NDArray[np.int64]:
    """Return 0..n-1 in random order (Fisher and Yates)."""
    order = np.arange(n)
    for i in range(n - 1, 0, -1):
        j = int(draw(state) * (i + 1))
        order[i], order[j] = order[j], order[i]
    return order
