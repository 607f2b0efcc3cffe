"""Measures of scores and ratios against what they are by definition."""

from __future__ import annotations

import numpy as np
import pytest

from undertow.media.detectors.quality import (
    area,
    cllr,
    cllr_min,
    expected_calibration_error,
    folded,
)

LABELS = np.array([False] * 50 + [True] * 50)


def test_area_counts_pairs_and_half_of_ties() -> None:
    lower, higher = np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0])
    pairs = [(a < b) + 0.5 * (a == b) for a in lower for b in higher]
    found = area(lower, higher)
    assert found.auc == pytest.approx(np.mean(pairs))
    assert found.lower < found.auc <= found.upper <= 1
    assert folded(0.2) == 0.8


def test_area_of_sets_that_are_apart_still_has_an_interval() -> None:
    found = area(np.arange(10.0), np.arange(10.0) + 20)
    assert (found.auc, found.lower, found.upper) == (1.0, pytest.approx(0.7), 1.0)


def test_cost_is_one_for_silence_and_zero_for_truth() -> None:
    assert cllr(np.zeros(100), LABELS) == pytest.approx(1.0)
    assert cllr(np.where(LABELS, 9.0, -9.0), LABELS) == pytest.approx(0.0, abs=1e-6)
    assert cllr(np.where(LABELS, -2.0, 2.0), LABELS) > 6


def test_best_cost_is_what_recalibration_leaves() -> None:
    rng = np.random.default_rng(3)
    scores = rng.normal(LABELS * 1.5, 1)
    overstated = cllr(scores * 5, LABELS)
    assert cllr_min(scores * 5, LABELS) == pytest.approx(cllr_min(scores, LABELS))
    assert cllr_min(scores, LABELS) < overstated
    assert cllr_min(np.zeros(100), LABELS) == pytest.approx(1.0)


def test_calibration_error_of_one_bin() -> None:
    assert expected_calibration_error(np.zeros(100), LABELS) == pytest.approx(0.0)
    sure = np.full(100, np.log10(9))  # a probability of .9 for everything, half of it true
    assert expected_calibration_error(sure, LABELS) == pytest.approx(0.4)
