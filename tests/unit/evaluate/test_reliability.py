"""Reliability tables: bins, counts, intervals and scores."""

from __future__ import annotations

import numpy as np
import pytest

from undertow.evaluate.reliability import EDGES, measure_reliability, reliability_markdown


def test_bins_hold_what_lies_in_them() -> None:
    found = measure_reliability([0.0, 0.05, 0.051, 0.5, 1.0, None], [0, 0, 1, 1, 1, 1])
    assert [b.n for b in found.bins] == [2, 1, 0, 1, 0, 0, 1]
    assert [b.n_true for b in found.bins] == [0, 1, 0, 1, 0, 0, 1]
    assert found.n == 5
    assert (found.bins[0].low, found.bins[-1].high) == (EDGES[0], EDGES[-1])


def test_calibrated_probabilities_are_reliable() -> None:
    rng = np.random.default_rng(1)
    predicted = rng.random(4000)
    found = measure_reliability(predicted, rng.random(4000) < predicted)
    assert all(b.is_reliable for b in found.bins)
    assert found.expected_error < 0.03
    assert found.brier == pytest.approx(1 / 6, abs=0.01)


def test_boasting_probabilities_are_not() -> None:
    found = measure_reliability([0.9] * 100, [True] * 50 + [False] * 50)
    [full] = [b for b in found.bins if b.n]
    assert not full.is_reliable
    assert full.share == 0.5
    assert full.share_low < 0.5 < full.share_high
    assert found.expected_error == pytest.approx(0.4)
    assert found.brier == pytest.approx((0.01 + 0.81) / 2)


def test_nothing_is_nothing() -> None:
    found = measure_reliability([None, float("nan")], [True, False])
    assert found.n == 0
    assert np.isnan(found.brier)
    assert all(b.is_reliable for b in found.bins)


def test_lengths_must_agree() -> None:
    with pytest.raises(ValueError, match="1 probabilities for 2"):
        measure_reliability([0.5], [True, False])


def test_markdown_names_every_full_bin() -> None:
    text = reliability_markdown(measure_reliability([0.1, 0.9], [False, True]))
    assert "| 0.05 to 0.20 | 1 | 0 | 0.10 | 0.00 |" in text
    assert "| 0.80 to 0.95 | 1 | 1 | 0.90 | 1.00 |" in text
    assert text.count("\n|") == 3
    assert "over 2 accounts" in text
