"""From scores to likelihood ratios: a straight line on the log scale, with its uncertainty.

The line is logistic regression with both labels given equal weight, so that its log odds are log
likelihood ratios (Brümmer & du Preez 2006, Computer Speech & Language 20, 230-275; Morrison 2013,
Australian Journal of Forensic Sciences 45(2), 173-197). It is fitted with a penalty, which keeps it
from claiming more than few items support where they happen to be apart (Morrison & Poh 2018,
Science & Justice 58(3), 200-218), and its slope is never negative: a score that runs against its
stated direction says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]

N_RESAMPLES = 200
_PENALTY = 1.0  # on the squared slope per standard deviation, with weights that sum to n
_STEPS = 25
_CLOSE = 1e-9
_CELLS = 2_000_000  # resamples x items that are held at once


@dataclass(frozen=True, slots=True)
class LikelihoodLine:
    """Log likelihood ratio as a straight line in the score, and resamples of that line.

    Attributes
    ----------
    centre, spread : float
        Mean and standard deviation of the scores it was fitted to.
    slope, offset : float
        Natural log of the ratio is ``slope * (score - centre) / spread + offset``; slope >= 0.
    resamples : (n_resamples, 2) float64
        Slope and offset in each resample.
    n_real, n_manipulated : int
        Items it was fitted to. The ratio is capped at one more than these: n real items that all
        score lower do not show that fewer than 1 in n + 1 would score higher.
    """

    centre: float
    spread: float
    slope: float
    offset: float
    resamples: Real
    n_real: int
    n_manipulated: int

    def log10_lr(self, scores: Real) -> tuple[Real, Real, Real]:
        """Return log10 likelihood ratios and their 95 % intervals, capped.

        Parameters
        ----------
        scores : (n,) float64
            Scores on which more speaks for manipulation.

        Returns
        -------
        value, lower, upper : (n,) float64
            More than 0 speaks for manipulation. All three never fall as the score rises.
        """
        z = (np.asarray(scores, np.float64) - self.centre) / self.spread
        lines = self.resamples[:, :1] * z + self.resamples[:, 1:]
        lower, upper = np.percentile(lines, [2.5, 97.5], axis=0)
        value = self.slope * z + self.offset
        bounds = np.minimum(lower, value), value, np.maximum(upper, value)
        low, high = -np.log10(self.n_manipulated + 1), np.log10(self.n_real + 1)
        capped = [np.clip(bound / np.log(10), low, high) for bound in bounds]
        return capped[1], capped[0], capped[2]


def fit_line(
    scores: Real,
    is_manipulated: NDArray[np.bool_],
    groups: NDArray[np.int64],
    *,
    seed: int,
    n_resamples: int = N_RESAMPLES,
) -> LikelihoodLine:
    """Fit the line and its resamples.

    Parameters
    ----------
    scores : (n,) float64
        Scores on which more speaks for manipulation.
    is_manipulated : (n,) bool
        Labels; both occur.
    groups : (n,) int64
        Where an item comes from: of real ones their source, of manipulated ones their generator.
        Resamples draw sources and generators first and items of them then: the next source and
        the next generator are not those of the set, and that is most of what is uncertain.
    seed : int
        Of the resamples.
    n_resamples : int
        How many.
    """
    centre = float(np.mean(scores))
    spread = float(np.std(scores)) or 1.0
    z = (scores - centre) / spread
    plain = _fit(z, is_manipulated, np.ones((1, len(z))))[0]
    rng = np.random.default_rng(seed)
    fitted = np.empty((n_resamples, 2))
    step = max(1, _CELLS // len(z))
    members = [
        [np.flatnonzero((groups == group) & own) for group in np.unique(groups[own])]
        for own in (~is_manipulated, is_manipulated)
    ]
    for start in range(0, n_resamples, step):
        n = min(step, n_resamples - start)
        weights = np.stack([_resampled(members, len(z), rng) for _ in range(n)])
        fitted[start : start + n] = _fit(z, is_manipulated, weights)
    n_manipulated = int(is_manipulated.sum())
    return LikelihoodLine(
        centre,
        spread,
        float(plain[0]),
        float(plain[1]),
        fitted,
        len(z) - n_manipulated,
        n_manipulated,
    )


def _resampled(
    members: list[list[NDArray[np.int64]]], n_items: int, rng: np.random.Generator
) -> Real:
    """Return how often each item is in a resample (two-stage cluster bootstrap, within labels).

    Parameters
    ----------
    members : list of lists of int64 arrays
        For each label, the items of each of its groups.
    n_items : int
        Items in all.
    rng : np.random.Generator
        Randomness.
    """
    counts = np.zeros(n_items)
    for of_label in members:
        n_groups = len(of_label)
        drawn = rng.multinomial(n_groups, np.full(n_groups, 1 / n_groups))
        for own, times in zip(of_label, drawn, strict=True):
            if times:
                picked = rng.integers(0, len(own), times * len(own))
                counts[own] = np.bincount(picked, minlength=len(own))
    return counts


def _fit(z: Real, is_manipulated: NDArray[np.bool_], weights: Real) -> Real:
    """Return slope and offset for each row of weights, by Newton's method.

    Parameters
    ----------
    z : (n,) float64
        Scores, centred and scaled.
    is_manipulated : (n,) bool
        Labels.
    weights : (rows, n) float64
        Weight of each item; both labels have some in every row.

    Returns
    -------
    (rows, 2) float64
    """
    n = len(z)
    balanced = weights.copy()
    for label in (False, True):
        own = is_manipulated == label
        balanced[:, own] *= (n / 2) / balanced[:, own].sum(axis=1, keepdims=True)
    y = is_manipulated.astype(np.float64)
    line = np.zeros((len(weights), 2))
    for _ in range(_STEPS):
        odds = np.clip(line[:, :1] * z + line[:, 1:], -30, 30)
        p = 1 / (1 + np.exp(-odds))
        off, curve = balanced * (p - y), balanced * p * (1 - p)
        g0, g1 = (off * z).sum(1) + _PENALTY * line[:, 0], off.sum(1)
        h00, h01 = (curve * z * z).sum(1) + _PENALTY, (curve * z).sum(1)
        h11 = curve.sum(1) + 1e-9
        det = h00 * h11 - h01 * h01
        step = np.stack([(h11 * g0 - h01 * g1) / det, (h00 * g1 - h01 * g0) / det], axis=1)
        line -= np.clip(step, -2, 2)
        if np.max(np.abs(step)) < _CLOSE:
            break
    line[line[:, 0] <= 0] = 0.0  # equal weights: without a slope, both labels are as likely
    return line
