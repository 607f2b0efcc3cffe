"""The largest joint change in a sequence of sittings, and how often chance gives one as large.

A sitting is a point in a space whose dimensions belong to facets. At a cut the means of the
sittings before and after are compared, facet by facet: ``D = n / (k (n - k)) |sum of the first
k|^2`` for centred points has the mean ``tr S`` when their order means nothing, S their covariance,
and about the spread of a chi-squared with ``nu = tr(S)^2 / tr(S^2)`` degrees of freedom
(Satterthwaite). A cut scores the sum over the facets of ``(D / tr S - 1) sqrt(nu / 2)``, plus what
the silence before it adds. The largest score over all cuts is compared with that of sittings in
random order (Anderson 2001, doi:10.1111/j.1442-9993.2001.01070.pp.x), in as many orders as it takes
(sequential Monte Carlo; Besag and Clifford 1991, doi:10.1093/biomet/78.2.301).
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Reals = NDArray[np.float32]

MAX_ORDERS = 499
"""Orders drawn at most."""
_ENOUGH = 20
_FEWEST = 4
"""Fewest sittings of an account."""
_SIDE = 1
"""Fewest sittings on either side of a cut."""
# Cuts this much below the best, in standard units, may be the change as well.
_DROP = 2.0
# The same division of the sittings the other way round differs by rounding only.
_TIE = 1e-3


@njit(cache=True, nogil=True)
def scan_accounts(
    starts: Ints, begins: Ints, ends: Ints, points: Reals, facets: Ints, silent_us: int, seed: int
) -> tuple[Ints, Floats, Floats, Floats]:
    """Find the largest change of each account.

    Parameters
    ----------
    starts : (n_accounts + 1,) int64
        Where the sittings of each account begin.
    begins, ends : (n_sittings,) int64
        First and last moment of each, microseconds, ascending within an account.
    points : (n_sittings, n_dims) float32
        The sittings; NaN where a dimension is not known. Centred in place, NaN to the mean.
    facets : (n_facets + 1,) int64
        Where the dimensions of each facet begin.
    silent_us : int
        A silence of this length adds four to the score of the cut behind it, a longer one up to
        eight: where an account fell silent, it is there that somebody else may have begun.
    seed : int
        With the pauses of an account it decides the orders drawn for it.

    Returns
    -------
    cuts : (n_accounts, 3) int64
        Sittings before the change, at the best cut, the earliest and the latest that may be it;
        zeros where there are too few.
    p_values : (n_accounts,) float64
    explained : (n_accounts, n_facets) float64
        Share of the spread of a facet that the change explains, 0..1.
    freedom : (n_accounts, n_facets) float64
        Degrees of freedom of a facet; 0 where it never varies.

    Notes
    -----
    O(sittings x dims x orders).
    """
    n_accounts, n_facets = len(starts) - 1, len(facets) - 1
    cuts = np.zeros((n_accounts, 3), np.int64)
    p_values = np.ones(n_accounts)
    explained = np.zeros((n_accounts, n_facets))
    freedom = np.zeros((n_accounts, n_facets))
    for account in range(n_accounts):
        first, last = starts[account], starts[account + 1]
        if last - first < _FEWEST:
            continue
        own = points[first:last]
        bonus = _silences(begins[first:last], ends[first:last], silent_us)
        _centre(own)
        spread = np.zeros(n_facets)
        for f in range(n_facets):
            _spread(own, facets[f], facets[f + 1], f, spread, freedom[account])
        order = np.arange(len(own))
        scores = np.empty(len(own))
        best = _scores(own, order, facets, spread, freedom[account], bonus, scores)
        if best == 0:
            continue
        low, high = best, best
        for k in range(len(own)):
            if scores[k] >= scores[best] - _DROP:
                low, high = min(low, k), max(high, k)
        cuts[account] = best, low, high
        _explain(own, best, facets, spread, explained[account])
        np.random.seed((seed + _mark(begins[first:last])) & 0x7FFFFFFF)
        p_values[account] = _p_value(
            own, order, facets, spread, freedom[account], bonus, scores, scores[best]
        )
    return cuts, p_values, explained, freedom


@njit(cache=True, nogil=True)
def _p_value(
    own: Reals,
    order: Ints,
    facets: Ints,
    spread: Floats,
    freedom: Floats,
    bonus: Floats,
    scores: Floats,
    largest: float,
) -> float:
    """Return how often sittings in random order give a change as large; order and scores are spent.

    Draws until there is enough to tell, or all orders are drawn.
    """
    n_as_large, n_orders = 0, 0
    while n_orders < MAX_ORDERS and n_as_large < _ENOUGH:
        np.random.shuffle(order)
        cut = _scores(own, order, facets, spread, freedom, bonus, scores)
        n_as_large += scores[cut] >= largest - _TIE
        n_orders += 1
    if n_as_large < _ENOUGH:
        return (n_as_large + 1) / (n_orders + 1)
    return n_as_large / n_orders


@njit(cache=True, nogil=True)
def _silences(begins: Ints, ends: Ints, silent_us: int) -> Floats:
    """Return what the pause before each sitting adds to a cut there; -1 where none may be."""
    bonus = np.full(len(begins), -1.0)
    for k in range(_SIDE, len(begins) - _SIDE + 1):
        if begins[k] > ends[k - 1]:
            bonus[k] = min(4.0 * (begins[k] - ends[k - 1]) / silent_us, 8.0)
    return bonus


@njit(cache=True, nogil=True)
def _centre(own: Reals) -> None:
    """Take the mean off every dimension; what is not known becomes the mean."""
    for j in range(own.shape[1]):
        total, n = 0.0, 0
        for i in range(len(own)):
            if not np.isnan(own[i, j]):
                total, n = total + own[i, j], n + 1
        mean = total / n if n else 0.0
        for i in range(len(own)):
            own[i, j] = 0.0 if np.isnan(own[i, j]) else own[i, j] - mean


@njit(cache=True, nogil=True)
def _spread(own: Reals, first: int, last: int, facet: int, spread: Floats, freedom: Floats) -> None:
    """Write the trace of the covariance of a facet and its degrees of freedom."""
    n = len(own)
    trace, square = 0.0, 0.0
    for a in range(first, last):
        for b in range(a, last):
            total = 0.0
            for i in range(n):
                total += own[i, a] * own[i, b]
            total /= n - 1
            if a == b:
                trace += total
                square += total * total
            else:
                square += 2.0 * total * total
    if trace > 1e-6:
        spread[facet] = trace
        freedom[facet] = trace * trace / square


@njit(cache=True, nogil=True)
def _scores(
    own: Reals,
    order: Ints,
    facets: Ints,
    spread: Floats,
    freedom: Floats,
    bonus: Floats,
    scores: Floats,
) -> int:
    """Write the score of every cut, -inf where none may be; return the best, 0 for none."""
    n, n_facets = len(own), len(spread)
    sums = np.zeros(own.shape[1])
    best = 0
    for k in range(n):
        scores[k] = -np.inf
        if bonus[k] >= 0:
            score = bonus[k]
            for f in range(n_facets):
                if spread[f] > 0:
                    square = 0.0
                    for j in range(facets[f], facets[f + 1]):
                        square += sums[j] * sums[j]
                    distance = n / (k * (n - k)) * square
                    score += (distance / spread[f] - 1.0) * np.sqrt(freedom[f] / 2.0)
            scores[k] = score
            if best == 0 or score > scores[best]:
                best = k
        row = order[k]
        for j in range(own.shape[1]):
            sums[j] += own[row, j]
    return best


@njit(cache=True, nogil=True)
def _explain(own: Reals, cut: int, facets: Ints, spread: Floats, explained: Floats) -> None:
    """Write the share of the spread of each facet that lies between the two sides of a cut."""
    n = len(own)
    for f in range(len(spread)):
        if spread[f] > 0:
            square = 0.0
            for j in range(facets[f], facets[f + 1]):
                total = 0.0
                for i in range(cut):
                    total += own[i, j]
                square += total * total
            explained[f] = n / (cut * (n - cut)) * square / (spread[f] * (n - 1))


@njit(cache=True, nogil=True)
def _mark(at: Ints) -> int:
    """Return a number that depends on the pauses of an account and on nothing else."""
    h = np.uint64(0xCBF29CE484222325)
    for i in range(1, len(at)):
        h = (h ^ np.uint64(at[i] - at[i - 1])) * np.uint64(0x100000001B3)
        h ^= h >> np.uint64(31)
    return int(h & np.uint64(0x7FFFFFFF))
