"""Scores of a set or a ranking of accounts against labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class SetScore:
    """How a flagged set compares with the labels.

    Attributes
    ----------
    n_flagged, n_true, n_benign_flagged : int
        Accounts flagged; labelled positive in the universe; flagged without the label.
    precision, recall, f1 : float
        NaN where undefined (nothing flagged).
    benign_per_10000 : float
        Flagged benign accounts for every 10,000 benign ones.
    """

    n_flagged: int
    n_true: int
    n_benign_flagged: int
    precision: float
    recall: float
    f1: float
    benign_per_10000: float


def score_set(flagged: set[str], labels: dict[str, int]) -> SetScore:
    """Compare a set of accounts with the labels of all accounts.

    Parameters
    ----------
    flagged : set of str
        Accounts a detector names.
    labels : dict
        Every account of the universe: 1 operation, 0 benign.

    Returns
    -------
    SetScore
    """
    n_true = sum(labels.values())
    hits = sum(labels[account] for account in flagged)
    precision = hits / len(flagged) if flagged else float("nan")
    recall = hits / n_true if n_true else float("nan")
    f1 = 2 * hits / (len(flagged) + n_true) if flagged or n_true else float("nan")
    n_benign = len(labels) - n_true
    return SetScore(
        len(flagged),
        n_true,
        len(flagged) - hits,
        precision,
        recall,
        f1,
        1e4 * (len(flagged) - hits) / n_benign if n_benign else float("nan"),
    )


def roc_auc(scores: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """Area under the ROC curve, ties counted half (Mann-Whitney U)."""
    values, codes, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = np.cumsum(counts) - (counts - 1) / 2.0
    n_true = int(labels.sum())
    n_false = len(labels) - n_true
    if n_true == 0 or n_false == 0 or len(values) == 0:
        return float("nan")
    rank_sum = float(ranks[codes][labels == 1].sum())
    return (rank_sum - n_true * (n_true + 1) / 2) / (n_true * n_false)


def average_precision(scores: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """Area under the precision-recall curve, as the sum of steps; tied scores are one step."""
    n_true = int(labels.sum())
    if n_true == 0:
        return float("nan")
    values, codes = np.unique(-scores, return_inverse=True)
    hits = np.cumsum(np.bincount(codes, weights=labels, minlength=len(values)))
    seen = np.cumsum(np.bincount(codes, minlength=len(values)))
    recall_steps = np.diff(np.concatenate([[0.0], hits / n_true]))
    return float(np.sum(recall_steps * hits / seen))


@dataclass(frozen=True, slots=True)
class Intervals:
    """95 % bootstrap intervals, (low, high); NaN where nothing was flagged or ranked."""

    precision: tuple[float, float]
    recall: tuple[float, float]
    f1: tuple[float, float]
    pr_auc: tuple[float, float]


def bootstrap_intervals(
    flagged: set[str],
    labels: dict[str, int],
    scores: NDArray[np.float64] | None = None,
    *,
    n_resamples: int = 1000,
    seed: int = 0,
) -> Intervals:
    """Return the spread of the measures over resampled accounts.

    Parameters
    ----------
    flagged : set of str
        Accounts a detector names.
    labels : dict
        Every account: 1 operation, 0 benign.
    scores : (n_accounts,) float64, optional
        Ranking of the accounts, in the order of ``labels``.
    n_resamples, seed : int
        Resamples, with replacement, and their seed.

    Returns
    -------
    Intervals
        Percentiles 2.5 and 97.5 (Efron 1979, Ann. Stat. 7(1)). Where no benign account is flagged
        no resample flags one, so the interval of the precision is one point and says nothing.
    """
    rng = np.random.default_rng(seed)
    named = np.array([account in flagged for account in labels])
    truth = np.array(list(labels.values()), np.int64)
    # A resample decides how many accounts of each of the four kinds it holds.
    kinds = np.bincount(2 * named + truth, minlength=4)
    counts = rng.multinomial(len(truth), kinds / len(truth), n_resamples).astype(np.float64)
    _, missed, false, hits = counts.T
    with np.errstate(invalid="ignore", divide="ignore"):
        measures = (
            hits / (hits + false),
            hits / (hits + missed),
            2 * hits / (2 * hits + false + missed),
        )
    areas = np.full(n_resamples, np.nan)
    if scores is not None:
        weights = rng.multinomial(len(truth), np.full(len(truth), 1 / len(truth)), n_resamples)
        areas = _average_precisions(scores, truth, weights)
    precision, recall, f1, pr_auc = (_middle(values) for values in (*measures, areas))
    return Intervals(precision, recall, f1, pr_auc)


def _average_precisions(
    scores: NDArray[np.float64], truth: NDArray[np.int64], weights: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the area of each resample, given how often it holds each account."""
    values, codes = np.unique(-scores, return_inverse=True)
    areas = np.empty(len(weights))
    for i, weight in enumerate(weights):
        hits = np.cumsum(np.bincount(codes, weight * truth, len(values)))
        seen = np.maximum(np.cumsum(np.bincount(codes, weight, len(values))), 1)
        areas[i] = np.sum(np.diff(hits, prepend=0.0) * hits / seen) / max(hits[-1], 1)
    return areas


def _middle(values: NDArray[np.float64]) -> tuple[float, float]:
    """Return the middle 95 % of the values that are defined."""
    defined = values[~np.isnan(values)]
    if len(defined) == 0:
        return float("nan"), float("nan")
    low, high = np.percentile(defined, [2.5, 97.5])
    return float(low), float(high)


def wilson_interval(hits: int, n: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927, J. Am. Stat. Assoc. 22(158))."""
    if n == 0:
        return 0.0, 1.0
    z = 1.959964
    share, spread = hits / n, z * z / n
    centre = (share + spread / 2) / (1 + spread)
    half = z * np.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return max(0.0, float(centre - half)), min(1.0, float(centre + half))
