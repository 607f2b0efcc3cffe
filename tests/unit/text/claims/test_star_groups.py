from __future__ import annotations

import numpy as np
import pytest

from undertow.text.claims.stars import star_leaders


def leaders(
    n: int, links: list[tuple[int, int, float]], apart: list[tuple[int, int]] | None = None
) -> list[int]:
    left, right, strength = (np.array([link[i] for link in links]) for i in range(3))
    barred = np.array(apart or [], np.int64).reshape(-1, 2)
    found = star_leaders(
        n,
        left.astype(np.int64),
        right.astype(np.int64),
        strength.astype(np.float64),
        (barred[:, 0], barred[:, 1]),
    )
    return [int(row) for row in found]


@pytest.mark.parametrize(
    ("n", "links", "expected"),
    [
        (3, [], [0, 1, 2]),
        (2, [(0, 1, 1.0)], [0, 0]),
        (4, [(0, 1, 1.0), (1, 2, 1.0), (1, 3, 1.0)], [1, 1, 1, 1]),
        # A chain of five is no group of five: its ends were not compared.
        (5, [(0, 1, 1.0), (1, 2, 1.0), (2, 3, 1.0), (3, 4, 1.0)], [1, 1, 1, 3, 3]),
        # Between units with as many links the stronger leads.
        (4, [(0, 1, 1.0), (2, 3, 2.0), (1, 2, 1.5)], [0, 2, 2, 2]),
    ],
)
def test_who_leads(n: int, links: list[tuple[int, int, float]], expected: list[int]) -> None:
    assert leaders(n, links) == expected


def test_what_must_be_apart_is_in_no_star() -> None:
    links = [(0, 1, 2.0), (0, 2, 1.0), (0, 3, 0.5)]
    assert leaders(4, links) == [0, 0, 0, 0]
    assert leaders(4, links, [(1, 2)]) == [0, 0, 2, 0]
    assert leaders(4, links, [(2, 1), (1, 3)]) == [0, 0, 2, 3]
