"""The index gives exactly what comparing everything with everything gives."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from undertow.media.index import BYTES, HashIndex


def hashes(n: int, seed: int) -> NDArray[np.uint8]:
    """Return hashes in families: some bits of a few are turned over."""
    rng = np.random.default_rng(seed)
    heads = rng.integers(0, 256, (max(n // 20, 1), BYTES), np.uint8)
    made = heads[rng.integers(0, len(heads), n)]
    turned = rng.random((n, 8 * BYTES)) < rng.uniform(0, 0.2, (n, 1))
    return made ^ np.packbits(turned, axis=1)


def brute(items: NDArray[np.uint8], queries: NDArray[np.uint8], radius: int) -> list[list[int]]:
    bits = np.bitwise_count(queries[:, np.newaxis] ^ items).sum(-1, dtype=np.int64)
    q, i = np.nonzero(bits <= radius)
    return np.stack([q, i, bits[q, i]]).tolist()


@pytest.mark.parametrize("radius", [0, 12, 31, 32, 70])
@pytest.mark.parametrize("n", [1, 700, 25_000])
def test_it_finds_all_that_is_near_and_nothing_else(n: int, radius: int) -> None:
    items, queries = hashes(n, 1), hashes(n, 1)[:20]
    index = HashIndex()
    index.add(items)
    found = index.search(queries, radius)
    assert [found.queries.tolist(), found.items.tolist(), found.distances.tolist()] == brute(
        items, queries, radius
    )


def test_it_can_be_added_to() -> None:
    items = hashes(30_000, 6)
    index = HashIndex()
    for begin in (0, 3_000, 3_010, 26_000):
        end = {0: 3_000, 3_000: 3_010, 3_010: 26_000, 26_000: 30_000}[begin]
        index.add(items[begin:end])
    index.add(items[:0])
    assert len(index) == len(items)
    found = index.search(items[:5], 31)
    assert [found.queries.tolist(), found.items.tolist(), found.distances.tolist()] == brute(
        items, items[:5], 31
    )


def test_an_empty_index_finds_nothing() -> None:
    found = HashIndex().search(hashes(3, 1), 31)
    assert found.items.size == 0
