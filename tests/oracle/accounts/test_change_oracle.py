"""The scan against its definition: every cut, every facet, and every order of a few posts."""

from __future__ import annotations

from itertools import pairwise, permutations

import numpy as np
import pytest
from numpy.typing import NDArray

from undertow.accounts.changes.scan import MAX_ORDERS, scan_accounts

Floats = NDArray[np.float64]
FACETS = np.array([0, 3, 5])
SILENT_US = 100


def scores_of(points: Floats, times: list[int]) -> dict[int, float]:
    """Score every cut that has some time in it."""
    n, scores = len(points), {}
    for cut in range(1, n):
        pause = times[cut] - times[cut - 1]
        if pause == 0:
            continue
        score = min(4 * pause / SILENT_US, 8.0)
        for first, last in pairwise(FACETS):
            own = points[:, first:last]
            covariance = np.cov(own.T)
            trace = np.trace(covariance)
            freedom = trace**2 / (covariance**2).sum()
            gap = own[:cut].mean(axis=0) - own[cut:].mean(axis=0)
            distance = cut * (n - cut) / n * (gap @ gap)
            score += (distance / trace - 1) * np.sqrt(freedom / 2)
        scores[cut] = score
    return scores


@pytest.mark.parametrize("seed", range(5))
def test_best_cut_interval_and_explained_share(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(6, 30))
    points = rng.normal(size=(n, 5)) + (np.arange(n) >= n // 2)[:, None] * rng.normal(0, 2, 5)
    times = np.cumsum(rng.integers(0, 40, n))
    scores = scores_of(points, times.tolist())
    best = max(scores, key=lambda cut: scores[cut])
    near = [cut for cut, score in scores.items() if score >= scores[best] - 2.0]
    cuts, _, explained, freedom = scan_accounts(
        np.array([0, n]), times, times, points.astype(np.float32), FACETS, SILENT_US, 1
    )
    assert cuts[0].tolist() == [best, min(near), max(near)]
    for f, (first, last) in enumerate(pairwise(FACETS)):
        own = points[:, first:last]
        within = sum(((side - side.mean(axis=0)) ** 2).sum() for side in (own[:best], own[best:]))
        total = ((own - own.mean(axis=0)) ** 2).sum()
        assert explained[0, f] == pytest.approx(1 - within / total, abs=1e-4)
        covariance = np.cov(own.T)
        assert freedom[0, f] == pytest.approx(
            np.trace(covariance) ** 2 / (covariance**2).sum(), rel=1e-3
        )


def test_p_value_is_the_share_of_all_orders() -> None:
    rng = np.random.default_rng(8)
    points, times = rng.normal(size=(6, 5)), np.arange(6) * 10
    points[3:] += 0.8
    largest = max(scores_of(points, times.tolist()).values())
    exact = np.mean(
        [
            max(scores_of(points[list(order)], times.tolist()).values()) >= largest - 1e-6
            for order in permutations(range(6))
        ]
    )
    starts = np.arange(0, 6 * 301, 6)
    # Every account has other pauses, and so other orders drawn for it.
    shifted = np.concatenate([times * (1 + i / 1e4) * 1e3 for i in range(300)]).astype(np.int64)
    _, p_values, _, _ = scan_accounts(
        starts, shifted, shifted, np.tile(points, (300, 1)).astype(np.float32), FACETS, 10**9, 1
    )
    assert p_values.mean() == pytest.approx(exact, abs=0.04)


def test_unknown_is_the_mean_and_constant_says_nothing() -> None:
    rng = np.random.default_rng(9)
    points = rng.normal(size=(12, 5)).astype(np.float32)
    points[:, 3:] = 1.0
    points[::3, 0] = np.nan
    filled = points.astype(float)
    filled[::3, 0] = np.nanmean(points[:, 0])
    times = np.arange(12) * 10
    given = scan_accounts(np.array([0, 12]), times, times, points, FACETS, SILENT_US, 1)
    expected = scan_accounts(
        np.array([0, 12]), times, times, filled.astype(np.float32), FACETS, SILENT_US, 1
    )
    for a, b in zip(given, expected, strict=True):
        assert np.allclose(a, b, atol=1e-5)
    assert given[3][0, 1] == 0.0
    assert 1 / (MAX_ORDERS + 1) <= given[1][0] <= 1.0
