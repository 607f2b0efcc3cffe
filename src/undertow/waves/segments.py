"""Piecewise constant Poisson rates: optimal partition, dispersion, intervals of change points.

Counts y_i with exposure e_i are Poisson(rate * e_i) with a rate that is constant within a segment.
Variance may exceed the mean by a factor, the dispersion; log-likelihoods are divided by it
(quasi-likelihood).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlogy

MIN_PAIRS = 10
"""Fewest pairs of bins that tell the dispersion; below, counts are taken as Poisson."""

MIN_PAIR_COUNT = 10
"""Fewest posts in two bins that tell anything about it."""

CHI2_MEDIAN = 0.4549364
"""Median of chi-squared with one degree of freedom."""

LIKELIHOOD_DROP = 1.92
"""Half the 95 % quantile of chi-squared with one degree of freedom."""


def optimal_partition(
    counts: NDArray[np.int64],
    exposure: NDArray[np.float64],
    penalty: float,
    dispersion: float = 1.0,
) -> NDArray[np.int64]:
    """Cut a series into the segments of largest penalised likelihood.

    Parameters
    ----------
    counts : (n,) int64
        Posts in each bin; n >= 1.
    exposure : (n,) float64
        Relative activity expected in each bin; > 0.
    penalty : float
        Cost of a change point, in units of log-likelihood.
    dispersion : float
        Variance over mean; >= 1.

    Returns
    -------
    (k + 1,) int64
        Edges of the k segments: 0, the change points, n.

    Notes
    -----
    Exact dynamic programme, O(c^2) for c candidate change points (Jackson et al. 2005, "An
    algorithm for optimal partitioning of data on an interval", doi:10.1109/LSP.2001.838216).
    Only edges that touch a non-empty bin are candidates: the likelihood of a cut that moves
    through empty bins is convex in the exposure to its left, so it is largest at an end of the gap.
    """
    edges = _candidates(counts)
    n, e = _cumulative(counts, exposure)
    n, e = n[edges], e[edges]
    best = np.zeros(len(edges))
    previous = np.zeros(len(edges), dtype=np.int64)
    for j in range(1, len(edges)):
        cost = best[:j] + penalty - log_likelihood(n[j] - n[:j], e[j] - e[:j]) / dispersion
        previous[j] = np.argmin(cost)
        best[j] = cost[previous[j]]
    cuts = [len(edges) - 1]
    while cuts[-1] > 0:
        cuts.append(int(previous[cuts[-1]]))
    return edges[cuts[::-1]]


def log_likelihood(
    n: NDArray[np.float64] | float, exposure: NDArray[np.float64] | float
) -> NDArray[np.float64]:
    """Return the Poisson log-likelihood at its best rate, up to terms that every cut shares."""
    result: NDArray[np.float64] = xlogy(n, np.divide(n, exposure))
    return result


def estimate_dispersion(
    counts: NDArray[np.int64], exposure: NDArray[np.float64], lags: tuple[int, ...] = (1,)
) -> float:
    """Estimate variance over mean from pairs of bins that are close in time.

    Two bins with the same rate share their posts binomially; the median of the squared
    standardised difference, over that of chi-squared, is the dispersion. It is blind to slow
    change, and the median to the few places where the rate really jumps.

    Parameters
    ----------
    counts, exposure : (n,) arrays
        The series.
    lags : tuple of int
        Distances, in bins, of the bins that are compared. What a lag of one bin mistakes for
        dispersion (a daily cycle not well known) cancels at a lag of a day, and the other way
        round (a surge of two days); the smallest estimate is taken.

    Returns
    -------
    float
        At least 1; 1 when too few pairs are busy enough to tell.
    """
    estimates = []
    for lag in lags:
        left, right = counts[:-lag], counts[lag:]
        tells = (left > 0) & (right > 0) & (left + right >= MIN_PAIR_COUNT)
        if tells.sum() >= MIN_PAIRS:
            total = (left + right)[tells]
            share = exposure[:-lag][tells] / (exposure[:-lag] + exposure[lag:])[tells]
            squares = (left[tells] - total * share) ** 2 / (total * share * (1 - share))
            estimates.append(float(np.median(squares)) / CHI2_MEDIAN)
    return max(1.0, min(estimates, default=1.0))


def change_point_interval(
    counts: NDArray[np.int64],
    exposure: NDArray[np.float64],
    segments: tuple[int, int, int],
    dispersion: float,
) -> tuple[int, int]:
    """Return the 95 % profile-likelihood interval of a change point.

    Parameters
    ----------
    counts, exposure : (n,) arrays
        The series.
    segments : tuple of int
        Begin of the segment before, the change point, end of the segment after.
    dispersion : float
        Variance over mean.

    Returns
    -------
    tuple of int
        First and last edge that the data do not rule out, the change point between them.
    """
    begin, at, end = segments
    n, e = _cumulative(counts[begin:end], exposure[begin:end])
    inner = slice(1, -1)
    profile = log_likelihood(n[inner], e[inner]) + log_likelihood(
        n[-1] - n[inner], e[-1] - e[inner]
    )
    plausible = begin + 1 + np.flatnonzero(profile >= profile.max() - LIKELIHOOD_DROP * dispersion)
    return min(at, int(plausible[0])), max(at, int(plausible[-1]))


def _candidates(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the edges that can be part of an optimal partition."""
    busy = counts > 0
    touches = np.ones(len(counts) + 1, dtype=bool)
    touches[1:-1] = busy[:-1] | busy[1:]
    return np.flatnonzero(touches).astype(np.int64)


def _cumulative(
    counts: NDArray[np.int64], exposure: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return posts and exposure before each edge."""
    return (
        np.concatenate(([0.0], np.cumsum(counts, dtype=float))),
        np.concatenate(([0.0], np.cumsum(exposure))),
    )
