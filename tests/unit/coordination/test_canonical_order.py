"""Colours tell accounts apart by their ties, and by nothing else."""

from __future__ import annotations

import numpy as np

from undertow.coordination.communities.canonical import colours, half_ties


def coloured(n: int, ties: list[tuple[int, int]], bounds: list[int] | None = None) -> list[int]:
    left, right = (np.array(end, np.int32) for end in zip(*sorted(ties), strict=True))
    starts, neighbours, _ = half_ties(n, left, right)
    salt, weight = np.zeros(len(neighbours), np.uint64), np.ones(len(neighbours))
    found, _ = colours(np.array(bounds or [0, n]), starts, neighbours, weight, salt)
    return [int(colour) for colour in found]


def test_a_path_has_a_colour_for_each_distance_from_its_ends() -> None:
    path = coloured(7, [(i, i + 1) for i in range(6)])
    assert path == path[::-1]
    assert len(set(path)) == 4


def test_a_ring_has_one_colour() -> None:
    assert len(set(coloured(8, [(i, i + 1) for i in range(7)] + [(0, 7)]))) == 1


def test_components_of_one_form_have_the_same_colours() -> None:
    two = coloured(8, [(0, 1), (1, 2), (2, 3), (4, 6), (5, 6), (5, 7)], [0, 4, 8])
    assert [two[i] for i in (0, 1, 2, 3)] == [two[i] for i in (4, 6, 5, 7)]


def test_rows_of_ties_are_ascending() -> None:
    starts, neighbours, tie = half_ties(
        4, np.array([0, 0, 1, 2], np.int32), np.array([1, 3, 2, 3], np.int32)
    )
    rows = [neighbours[starts[v] : starts[v + 1]].tolist() for v in range(4)]
    assert rows == [[1, 3], [0, 2], [1, 3], [0, 2]]
    assert sorted(tie.tolist()) == [0, 0, 1, 1, 2, 2, 3, 3]
