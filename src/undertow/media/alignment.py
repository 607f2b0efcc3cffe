"""Hits between two media files to the line in time along which they agree."""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

SPEEDS: Final = np.array([1.0, *(1.0 + k * s / 50 for k in range(1, 16) for s in (-1, 1))])
"""Speeds that are tried, the likeliest first; what is between them is fitted."""

_WINDOW_S: Final = 0.5
_SLACK_S: Final = 0.35
_ROUNDS: Final = 4
_NEARLY_ALL: Final = 0.95
_FEWEST_TO_FIT: Final = 6
_LEAST_SPAN_S: Final = 3.0
_SLOWEST, _FASTEST = 0.7, 1.4


@njit(cache=True, nogil=True)
def align(at_a: Floats, at_b: Floats, weights: Floats) -> tuple[float, float, float]:
    """Return the offset and the speed of the line on which most hits lie, and their weight.

    Parameters
    ----------
    at_a, at_b : (n,) float64
        Times of the hits in both files, seconds.
    weights : (n,) float64
        What each hit counts; one of several hits of a frame counts less.

    Returns
    -------
    offset, speed, weight : float
        ``a = offset + speed * b``, seconds.

    Notes
    -----
    For each speed, the offsets that most hits share within half a second; around the best, least
    squares over what lies near the line, a few times. O(speeds n log n).
    """
    best_weight, best_offset, best_speed = -1.0, 0.0, 1.0
    total = weights.sum()
    for speed in SPEEDS:
        if best_weight >= _NEARLY_ALL * total:
            break
        offsets = at_a - speed * at_b
        order = np.argsort(offsets, kind="mergesort")
        begin, weight = 0, 0.0
        for end in range(len(order)):
            weight += weights[order[end]]
            while offsets[order[end]] - offsets[order[begin]] > _WINDOW_S:
                weight -= weights[order[begin]]
                begin += 1
            if weight > best_weight + 1e-6:
                best_weight, best_speed = weight, speed
                best_offset = (offsets[order[begin]] + offsets[order[end]]) / 2
    return _fitted(at_a, at_b, weights, best_offset, best_speed)


@njit(cache=True, nogil=True)
def _fitted(
    at_a: Floats, at_b: Floats, weights: Floats, offset: float, speed: float
) -> tuple[float, float, float]:
    total = 0.0
    for _ in range(_ROUNDS):
        near = np.abs(at_a - offset - speed * at_b) <= _SLACK_S
        n = near.sum()
        total = weights[near].sum()
        if n == 0:
            break
        a, b, w = at_a[near], at_b[near], weights[near]
        mean_a, mean_b = (w * a).sum() / w.sum(), (w * b).sum() / w.sum()
        if n >= _FEWEST_TO_FIT and b.max() - b.min() >= _LEAST_SPAN_S:
            slope = (w * (a - mean_a) * (b - mean_b)).sum() / (w * (b - mean_b) ** 2).sum()
            speed = min(max(slope, _SLOWEST), _FASTEST)
        offset = mean_a - speed * mean_b
    return offset, speed, total
