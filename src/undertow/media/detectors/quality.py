"""How good scores and likelihood ratios are, on items they were not fitted to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression
from scipy.stats import rankdata

from undertow.media.detectors.likelihood import Real

_BINS = 10


@dataclass(frozen=True, slots=True)
class Area:
    """Area under the ROC curve with its 95 % interval."""

    auc: float
    lower: float
    upper: float


def area(lower: Real, higher: Real) -> Area:
    """Return how often a score of one set is higher than one of the other, ties counted half.

    Parameters
    ----------
    lower, higher : (n,), (m,) float64
        Scores; in neither are there none.

    Notes
    -----
    Interval: Hanley & McNeil 1982, Radiology 143(1), 29-36, eq. 2; at 0 and 1 it has no width,
    so there the bound is that of n of n (rule of three: 3 / n of the smaller set).
    """
    n, m = len(lower), len(higher)
    ranks = rankdata(np.concatenate([lower, higher]))
    auc = float((ranks[n:].sum() - m * (m + 1) / 2) / (n * m))
    q1, q2 = auc / (2 - auc), 2 * auc * auc / (1 + auc)
    variance = auc * (1 - auc) + (m - 1) * (q1 - auc * auc) + (n - 1) * (q2 - auc * auc)
    half = 1.959964 * float(np.sqrt(max(variance, 0.0) / (n * m)))
    if auc in (0.0, 1.0):
        half = min(1.0, 3 / min(n, m))
    return Area(auc, max(0.0, auc - half), min(1.0, auc + half))


def folded(auc: float) -> float:
    """Return how far two sets are apart, whichever is the higher: 0.5 to 1."""
    return max(auc, 1 - auc)


def cllr(log10_lr: Real, is_manipulated: NDArray[np.bool_]) -> float:
    """Return the cost of likelihood ratios: 0 perfect, 1 as good as saying nothing, more harmful.

    Parameters
    ----------
    log10_lr : (n,) float64
        Log likelihood ratios, more for manipulation.
    is_manipulated : (n,) bool
        Labels; both occur.

    Notes
    -----
    Brümmer & du Preez 2006, Computer Speech & Language 20, 230-275, eq. 15.
    """
    odds = log10_lr * np.log(10)
    bits_real = np.logaddexp(0, odds[~is_manipulated]) / np.log(2)
    bits_manipulated = np.logaddexp(0, -odds[is_manipulated]) / np.log(2)
    return float((bits_real.mean() + bits_manipulated.mean()) / 2)


def cllr_min(log10_lr: Real, is_manipulated: NDArray[np.bool_]) -> float:
    """Return the cost that is left after the best monotone recalibration, made on the same items.

    What is more than this in :func:`cllr` is calibration and can be mended; this is discrimination.
    Pool-adjacent-violators, as in Brümmer & du Preez 2006, section 4.3; ties are pooled first.
    """
    _, codes = np.unique(log10_lr, return_inverse=True)
    n_m, n_r = int(is_manipulated.sum()), int((~is_manipulated).sum())
    weight = np.where(is_manipulated, 1 / n_m, 1 / n_r)
    total = np.bincount(codes, weight)
    share = np.bincount(codes, weight * is_manipulated) / total
    p = isotonic_regression(share, weights=total).x[codes]
    with np.errstate(divide="ignore"):
        bits = -np.log2(np.where(is_manipulated, p, 1 - p))
    return float((bits[is_manipulated].mean() + bits[~is_manipulated].mean()) / 2)


def expected_calibration_error(log10_lr: Real, is_manipulated: NDArray[np.bool_]) -> float:
    """Return how far probabilities at even odds are from shares, on average over ten bins.

    Both labels weigh the same, as the odds before are even (Naeini et al. 2015, AAAI, 2901-2907).
    """
    p = 1 / (1 + 10.0 ** (-log10_lr))
    n_m, n_r = int(is_manipulated.sum()), int((~is_manipulated).sum())
    weight = np.where(is_manipulated, 0.5 / n_m, 0.5 / n_r)
    bins = np.minimum((p * _BINS).astype(np.int64), _BINS - 1)
    off = np.bincount(bins, weight * (p - is_manipulated), _BINS)
    return float(np.abs(off).sum())
