"""Tails, false discovery rates and combined p-values against SciPy and plain definitions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from undertow.coordination.exact import poisson_binomial_tail
from undertow.coordination.multiplicity import benjamini_hochberg, cauchy_combination
from undertow.coordination.null import poisson_tail

Probabilities = st.lists(st.floats(0, 1), max_size=25)
PValues = st.lists(
    st.one_of(st.floats(1e-12, 1), st.sampled_from([0.01, 0.05, 1.0])), min_size=1, max_size=30
)


def convolved_tail(at_least: int, probabilities: list[float]) -> float:
    """P(X >= x) from the polynomial whose coefficients are the law of the sum."""
    law = np.ones(1)
    for p in probabilities:
        law = np.convolve(law, [1 - p, p])
    return float(law[max(at_least, 0) :].sum())


@given(st.integers(-1, 27), Probabilities)
def test_poisson_binomial_is_the_convolution(at_least: int, probabilities: list[float]) -> None:
    found = poisson_binomial_tail(at_least, np.array(probabilities, float), 0.0)
    assert found == pytest.approx(convolved_tail(at_least, probabilities), abs=1e-12)


@pytest.mark.parametrize(
    ("n", "p", "at_least"), [(10, 0.3, 4), (200, 0.01, 9), (50, 1e-4, 6), (7, 0.5, 7)]
)
def test_poisson_binomial_of_equal_events_is_binomial(n: int, p: float, at_least: int) -> None:
    found = poisson_binomial_tail(at_least, np.full(n, p), 0.0)
    assert found == pytest.approx(stats.binom.sf(at_least - 1, n, p), rel=1e-10)


@given(st.integers(0, 27), Probabilities, st.floats(1e-9, 20))
def test_a_poisson_count_is_added(at_least: int, probabilities: list[float], rest: float) -> None:
    law = np.ones(1)
    for p in probabilities:
        law = np.convolve(law, [1 - p, p])
    above = stats.poisson.sf(at_least - np.arange(len(law)) - 1, rest)
    found = poisson_binomial_tail(at_least, np.array(probabilities, float), rest)
    assert found == pytest.approx(float(law @ above), rel=1e-9, abs=1e-280)


@given(st.lists(st.floats(0, 0.9), min_size=1, max_size=30), st.integers(0, 12))
def test_poisson_tail_bounds_the_exact_tail_from_one_above_the_mean(
    probabilities: list[float], beyond: int
) -> None:
    mean = sum(probabilities)
    at_least = int(np.ceil(mean)) + 1 + beyond
    bound = poisson_tail(np.array([[at_least]], np.int32), np.array([[mean]]))[0, 0]
    assert bound >= poisson_binomial_tail(at_least, np.array(probabilities), 0.0) * (1 - 1e-9)


@given(st.integers(0, 60), st.floats(1e-9, 80))
def test_poisson_tail_is_the_survival_function(count: int, mean: float) -> None:
    found = poisson_tail(np.array([[count]], np.int32), np.array([[mean]]))[0, 0]
    expected = max(stats.poisson.sf(count - 1, mean), 1e-300)
    assert found == pytest.approx(expected, rel=1e-8)


@given(PValues, st.integers(0, 50))
def test_benjamini_hochberg_is_that_of_scipy_over_the_whole_family(
    p_values: list[float], n_more: int
) -> None:
    found = benjamini_hochberg(np.array(p_values), len(p_values) + n_more)
    family = np.array(p_values + [1.0] * n_more)
    expected = stats.false_discovery_control(family, method="bh")[: len(p_values)]
    np.testing.assert_allclose(found, expected, rtol=1e-12)


@given(PValues, st.integers(0, 50), st.sampled_from([0.01, 0.05, 0.2]))
def test_benjamini_hochberg_rejects_what_the_step_up_rule_rejects(
    p_values: list[float], n_more: int, q: float
) -> None:
    n_tests = len(p_values) + n_more
    ranked = sorted(p_values)
    passing = [rank for rank, p in enumerate(ranked, 1) if p * n_tests / rank <= q]
    cut = ranked[passing[-1] - 1] if passing else -1.0
    q_values = benjamini_hochberg(np.array(p_values), n_tests)
    assert (q_values <= q).tolist() == [p <= cut for p in p_values]


@given(st.lists(st.floats(1e-9, 0.98), min_size=1, max_size=6))
def test_cauchy_combination_is_the_mean_of_cauchy_scores(p_values: list[float]) -> None:
    expected = stats.cauchy.sf(np.mean(stats.cauchy.isf(np.array(p_values))))
    found = cauchy_combination(np.array([p_values]))[0]
    assert found == pytest.approx(expected, rel=1e-6)


@given(st.lists(st.floats(-300, -12), min_size=1, max_size=5))
def test_small_p_values_combine_to_their_harmonic_mean(exponents: list[float]) -> None:
    # 1 / tan(pi p) tends to 1 / (pi p), so the combination tends to the harmonic mean.
    p_values = 10.0 ** np.array(exponents)
    harmonic = len(p_values) / np.sum(1 / p_values)
    assert cauchy_combination(p_values[None, :])[0] == pytest.approx(harmonic, rel=1e-9)


@given(st.floats(-300, -5), st.integers(1, 4))
def test_windows_that_hold_nothing_cost_their_number(exponent: float, n_empty: int) -> None:
    row = np.array([[10.0**exponent] + [1.0] * n_empty])
    assert cauchy_combination(row)[0] == pytest.approx(10.0**exponent * (n_empty + 1), rel=0.01)
