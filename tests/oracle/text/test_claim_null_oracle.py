"""The null of links against plain loops, and its rates on unrelated vectors."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from undertow.settings import ClaimSettings
from undertow.text.claims.links import _q_values, find_links
from undertow.text.claims.null import Space, measure_null, p_values, stand_out, threshold_at


def random_space(n: int, n_languages: int, seed: int, dimension: int = 48) -> Space:
    """Return vectors without any relation, around a common mean."""
    generator = np.random.default_rng(seed)
    vectors = generator.standard_normal((n, dimension)) + 0.3
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return Space(vectors, np.arange(n) % n_languages, np.arange(n), n, -1.0, 0.99)


def test_stand_out_by_hand() -> None:
    space = random_space(90, 2, 1)
    null = measure_null(space, 2, 7)
    left, right = np.triu_indices(90, 1)
    cosines = np.einsum("ij,ij->i", space.vectors[left], space.vectors[right]).astype(np.float64)
    found = stand_out(space, null, left, right, cosines)
    for at in range(0, len(left), 97):
        deviations = []
        for own, other in ((left[at], right[at]), (right[at], left[at])):
            # 45 of a language are few enough for all of them to be the sample.
            rows = [r for r in range(90) if r % 2 == other % 2 and r != own]
            sample = [float(space.vectors[own] @ space.vectors[r]) for r in rows]
            middle = np.median(sample)
            spread = max(stats.median_abs_deviation(sample, scale=1 / 1.4826), 0.02)
            deviations.append((cosines[at] - middle) / spread)
        expected = np.sqrt(max(min(deviations), 0) * max(cosines[at], 0))
        assert found[at] == pytest.approx(expected, rel=1e-4, abs=1e-4)


def test_q_values_equal_scipy() -> None:
    p = np.random.default_rng(3).random(500) ** 3
    ours = _q_values(p, 2000)
    full = stats.false_discovery_control(np.concatenate([p, np.ones(1500)]))[:500]
    np.testing.assert_allclose(ours, full, rtol=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_unrelated_vectors_exceed_a_p_value_about_that_often(seed: int) -> None:
    space = random_space(600, 2, seed)
    null = measure_null(space, 2, seed)
    left, right = np.triu_indices(600, 1)
    cosines = np.einsum("ij,ij->i", space.vectors[left], space.vectors[right]).astype(np.float64)
    p = p_values(space, null, left, right, stand_out(space, null, left, right, cosines))
    assert np.mean(p < 0.05) == pytest.approx(0.05, rel=0.25)
    assert np.mean(p < 0.001) < 0.0015


def test_unrelated_vectors_are_hardly_ever_linked() -> None:
    linked = [
        len(find_links(random_space(150, 3, seed), 3, ClaimSettings(), seed).left) > 0
        for seed in range(20)
    ]
    assert sum(linked) <= 3


def test_the_threshold_has_the_p_value_it_is_for() -> None:
    space = random_space(200, 2, 4)
    null = measure_null(space, 2, 4)
    rows, others = np.array([0, 0, 1]), np.array([2, 1, 3])
    a, b = space.language[rows], space.language[others]
    at = threshold_at(null, a, b, 1e-4)
    np.testing.assert_allclose(p_values(space, null, rows, others, at), 1e-4)
    assert np.isinf(threshold_at(null, a, b, 0.0)).all()


def test_a_case_that_is_one_campaign_does_not_hide_it() -> None:
    generator = np.random.default_rng(2)
    unrelated = generator.standard_normal((120, 64))
    claim = generator.standard_normal(64)
    copies = claim + 0.45 * generator.standard_normal((80, 64))
    vectors = np.concatenate([copies, unrelated])
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    space = Space(vectors, np.zeros(200, np.int64), np.arange(200), 200, 0.3, 0.7)
    links = find_links(space, 1, ClaimSettings(max_neighbours=128), 1)
    of_claim = (links.left < 80) & (links.right < 80)
    assert of_claim.sum() > 0.9 * 80 * 79 / 2
    assert of_claim.mean() > 0.92  # a false discovery rate of 0.05, in one draw
