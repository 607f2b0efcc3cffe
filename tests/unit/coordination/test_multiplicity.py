from __future__ import annotations

import numpy as np
import pytest

from undertow.coordination.multiplicity import benjamini_hochberg, cauchy_combination
from undertow.errors import SettingsError


def test_worked_example_of_benjamini_and_hochberg() -> None:
    # Table of 15 p-values of the paper of 1995, section 3.2: four are rejected at 0.05.
    listed = "1 4 19 95 201 278 298 344 459 3240 4262 5719 6528 7590 10000"
    p_values = np.array([int(p) / 10_000 for p in listed.split()])
    assert (benjamini_hochberg(p_values, 15) <= 0.05).sum() == 4


def test_known_q_values() -> None:
    # The values of statsmodels.stats.multitest.multipletests(..., method="fdr_bh").
    found = benjamini_hochberg(np.array([0.04, 0.01, 0.5, 0.03]), 4)
    np.testing.assert_allclose(found, [0.16 / 3, 0.04, 0.5, 0.16 / 3])
    np.testing.assert_allclose(benjamini_hochberg(np.arange(1, 6) / 100, 5), 0.05)


def test_the_family_counts_and_not_what_is_listed() -> None:
    np.testing.assert_allclose(benjamini_hochberg(np.array([1e-6, 2e-6]), 10_000), [0.01, 0.01])
    assert benjamini_hochberg(np.array([0.5]), 10)[0] == 1
    assert len(benjamini_hochberg(np.empty(0), 0)) == 0


def test_a_family_smaller_than_its_members_is_an_error() -> None:
    with pytest.raises(SettingsError, match="family of 1 tests cannot hold 2"):
        benjamini_hochberg(np.array([0.1, 0.2]), 1)


def test_equal_p_values_combine_to_themselves() -> None:
    for p in (1e-300, 1e-18, 0.01, 0.5, 0.9):
        assert cauchy_combination(np.full((1, 4), p))[0] == pytest.approx(p, rel=1e-9)


def test_combined_p_values_are_probabilities_and_monotone() -> None:
    assert 0.98 < cauchy_combination(np.ones((1, 3)))[0] < 1
    ladder = np.array([[p, 1.0, 0.3] for p in (1e-300, 1e-9, 1e-3, 0.3, 0.8, 1.0)])
    combined = cauchy_combination(ladder)
    assert (np.diff(combined) > 0).all()
    assert (combined > 0).all()
    assert len(cauchy_combination(np.empty((0, 3)))) == 0
