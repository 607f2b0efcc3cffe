"""Scores against slow implementations by definition and known values."""

from __future__ import annotations

from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undertow.evaluate.metrics import (
    _average_precisions,
    average_precision,
    bootstrap_intervals,
    roc_auc,
    score_set,
    wilson_interval,
)

ranked = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 1)), min_size=1, max_size=40)


def auc_by_pairs(scores: list[int], labels: list[int]) -> float:
    """Share of (true, false) pairs in which the true one ranks higher; ties count half."""
    wins = [
        (a > b) + (a == b) / 2
        for a, x in zip(scores, labels, strict=True)
        for b, y in zip(scores, labels, strict=True)
        if x == 1 and y == 0
    ]
    return sum(wins) / len(wins) if wins else float("nan")


def ap_by_definition(scores: list[int], labels: list[int]) -> float:
    """Sum over the distinct thresholds of precision times the recall gained."""
    total, before, n_true = 0.0, 0, sum(labels)
    for threshold in sorted(set(scores), reverse=True):
        kept = [y for x, y in zip(scores, labels, strict=True) if x >= threshold]
        total += (sum(kept) - before) / n_true * sum(kept) / len(kept) if n_true else float("nan")
        before = sum(kept)
    return total


@given(rows=ranked)
def test_ranking_scores_equal_their_definitions(rows: list[tuple[int, int]]) -> None:
    scores, labels = map(list, zip(*rows, strict=True))
    arrays = np.array(scores, float), np.array(labels)
    assert roc_auc(*arrays) == pytest.approx(auc_by_pairs(scores, labels), nan_ok=True)
    assert average_precision(*arrays) == pytest.approx(
        ap_by_definition(scores, labels), nan_ok=True
    )


@given(rows=ranked, seed=st.integers(0, 9))
def test_order_of_ties_does_not_matter(rows: list[tuple[int, int]], seed: int) -> None:
    scores, labels = (np.array(column, float) for column in zip(*rows, strict=True))
    order = np.random.default_rng(seed).permutation(len(scores))
    for score in (roc_auc, average_precision):
        assert score(scores, labels.astype(int)) == pytest.approx(
            score(scores[order], labels[order].astype(int)), nan_ok=True
        )


def test_nothing_to_rank_is_no_score() -> None:
    empty = np.zeros(0), np.zeros(0, int)
    assert isnan(roc_auc(*empty))
    assert isnan(average_precision(*empty))
    assert isnan(roc_auc(np.ones(3), np.ones(3, int)))


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0),
        (8, 10, 0.4902, 0.9433),
        (81, 263, 0.2553, 0.3662),
        (0, 0, 0.0, 1.0),
    ],
)
def test_wilson_interval_of_known_cases(hits: int, n: int, low: float, high: float) -> None:
    assert wilson_interval(hits, n) == pytest.approx((low, high), abs=5e-5)


@given(n=st.integers(1, 10**6), data=st.data())
def test_wilson_interval_holds_the_share(n: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, n))
    low, high = wilson_interval(hits, n)
    assert 0.0 <= low <= hits / n + 1e-12
    assert hits / n - 1e-12 <= high <= 1.0


def test_set_scores() -> None:
    labels = {"a": 1, "b": 1, "c": 1, "d": 1} | {str(i): 0 for i in range(20)}
    score = score_set({"a", "b", "c", "0"}, labels)
    assert (score.n_flagged, score.n_true, score.n_benign_flagged) == (4, 4, 1)
    assert (score.precision, score.recall, score.f1) == (0.75, 0.75, 0.75)
    assert score.benign_per_10000 == 500.0


def test_set_scores_of_nothing() -> None:
    nothing = score_set(set(), {"a": 1, "b": 0})
    assert isnan(nothing.precision)
    assert nothing.recall == 0.0
    assert nothing.benign_per_10000 == 0.0
    assert isnan(score_set(set(), {}).benign_per_10000)


def test_bootstrap_intervals_hold_the_measures_and_repeat() -> None:
    labels = {f"a{i:03}": int(i < 60) for i in range(300)}
    flagged = {name for i, name in enumerate(labels) if 20 <= i < 70}
    scores = np.array([float(300 - i) for i in range(300)])
    found = bootstrap_intervals(flagged, labels, scores, seed=3)
    score = score_set(flagged, labels)
    for (low, high), value in (
        (found.precision, score.precision),
        (found.recall, score.recall),
        (found.f1, score.f1),
    ):
        assert low < value < high
    # A share of n accounts spreads as the binomial law does.
    half = 1.96 * np.sqrt(0.8 * 0.2 / 50)
    assert found.precision == pytest.approx((0.8 - half, 0.8 + half), abs=0.03)
    assert found.pr_auc == (1, 1)  # a perfect ranking is perfect in every resample
    assert found == bootstrap_intervals(flagged, labels, scores, seed=3)
    assert found != bootstrap_intervals(flagged, labels, scores, seed=4)
    assert np.isnan(bootstrap_intervals(set(), labels).precision).all()


@given(st.integers(0, 2**32))
def test_resampled_areas_are_those_of_repeated_accounts(seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores, truth = rng.integers(0, 4, 12).astype(float), rng.integers(0, 2, 12)
    weights = rng.multinomial(12, np.full(12, 1 / 12), 3)
    for weight, area in zip(weights, _average_precisions(scores, truth, weights), strict=True):
        rows = np.repeat(np.arange(12), weight)
        expected = average_precision(scores[rows], truth[rows]) if truth[rows].any() else 0.0
        assert area == pytest.approx(expected)
