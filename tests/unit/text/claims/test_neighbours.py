from __future__ import annotations

import numpy as np

from undertow.settings import ClaimSettings
from undertow.text.claims.neighbours import candidate_pairs
from undertow.text.claims.null import Space


def space_of(n: int, floor: float, n_languages: int = 3) -> Space:
    generator = np.random.default_rng(5)
    centres = generator.standard_normal((max(n // 4, 1), 24))
    vectors = centres[np.arange(n) // 4 % len(centres)] * 2 + generator.standard_normal((n, 24))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return Space(vectors, np.arange(n) % n_languages, np.arange(n), n, floor, 0.9)


def test_every_pair_above_the_floor_is_found_once() -> None:
    space = space_of(200, 0.5)
    left, right, cosines = candidate_pairs(space, ClaimSettings())
    product = space.vectors.astype(np.float64) @ space.vectors.T.astype(np.float64)
    expected = np.argwhere(np.triu(product >= 0.5, 1))
    assert len(expected) > 100
    np.testing.assert_array_equal(np.column_stack([left, right]), expected)
    np.testing.assert_allclose(cosines, product[left, right], atol=1e-6)


def test_neighbours_are_bounded_in_each_language() -> None:
    space = space_of(120, -1.0)
    left, _, _ = candidate_pairs(space, ClaimSettings(max_neighbours=2))
    assert len(left) <= 120 * 2 * 3


def test_background_is_no_neighbour() -> None:
    space = space_of(60, -1.0)
    cut = Space(space.vectors, space.language, space.place, 20, -1.0, 0.9)
    _, right, _ = candidate_pairs(cut, ClaimSettings())
    assert right.max() == 19


def test_approximate_search_finds_nearly_all_and_the_same_each_time() -> None:
    space = space_of(900, 0.6, 1)
    exact = candidate_pairs(space, ClaimSettings())
    approximate = candidate_pairs(space, ClaimSettings(exact_up_to=0))
    again = candidate_pairs(space, ClaimSettings(exact_up_to=0))
    assert all(np.array_equal(a, b) for a, b in zip(approximate, again, strict=True))
    pairs = [
        set(zip(found[0].tolist(), found[1].tolist(), strict=True))
        for found in (exact, approximate)
    ]
    assert pairs[1] <= pairs[0]
    assert len(pairs[1]) > 0.95 * len(pairs[0])


def test_no_units_no_pairs() -> None:
    space = Space(np.zeros((3, 4), np.float32), np.zeros(3, np.int64), np.arange(3), 0, 0.0, 0.9)
    assert [len(column) for column in candidate_pairs(space, ClaimSettings())] == [0, 0, 0]
