"""The dynamic programme gives the best of all partitions, found by trying each."""

from __future__ import annotations

from itertools import combinations, pairwise
from math import log

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from undertow.waves.segments import optimal_partition

Bins = st.lists(
    st.tuples(st.integers(0, 9) | st.just(0), st.sampled_from([0.5, 1.0, 2.0])),
    min_size=1,
    max_size=8,
)


def score(bins: list[tuple[int, float]], cuts: tuple[int, ...], penalty: float) -> float:
    total = 0.0
    for begin, end in pairwise(cuts):
        n, e = (sum(values) for values in zip(*bins[begin:end], strict=True))
        total += n * log(n / e) if n else 0.0
    return total - penalty * (len(cuts) - 2)


@given(Bins, st.sampled_from([0.3, 1.0, 3.0]), st.sampled_from([1.0, 2.5]))
def test_no_partition_is_better(
    bins: list[tuple[int, float]], penalty: float, dispersion: float
) -> None:
    counts, exposure = np.array([n for n, _ in bins]), np.array([e for _, e in bins])
    found = optimal_partition(counts, exposure, penalty, dispersion)
    inner = range(1, len(bins))
    every = [
        (0, *cuts, len(bins)) for size in range(len(bins)) for cuts in combinations(inner, size)
    ]
    best = max(score(bins, cuts, penalty * dispersion) for cuts in every)
    reached = score(bins, tuple(found.tolist()), penalty * dispersion)
    assert abs(best - reached) < 1e-9
