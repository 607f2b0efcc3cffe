"""The kernels of the group test against slow implementations of the same."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import hypergeom

from undertow.coordination.group_test.copying_kernels import copies_elsewhere
from undertow.coordination.group_test.kernels import event_counts, strata_tail


def slow_tail(n: np.ndarray, shown: np.ndarray, others: np.ndarray, more: np.ndarray) -> float:
    """Convolve scipy's hypergeometric distributions and sum the upper end."""
    total = np.ones(1)
    for drawn, x, rest, k in zip(n, shown, others, more, strict=True):
        pmf = hypergeom.pmf(np.arange(drawn + 1), rest + drawn, k + x, drawn)
        total = np.convolve(total, pmf)
    return float(total[shown.sum() :].sum())


@pytest.mark.parametrize("seed", range(20))
def test_tail_over_strata(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n_strata = int(rng.integers(1, 6))
    n, others = rng.integers(1, 12, n_strata), rng.integers(0, 40, n_strata)
    shown = np.array([rng.integers(0, k + 1) for k in n])
    more = np.array([rng.integers(0, k + 1) for k in others])
    assert strata_tail(n, shown, others, more) == pytest.approx(
        slow_tail(n, shown, others, more), rel=1e-9
    )


def test_tail_can_be_very_small() -> None:
    n, others = np.array([40]), np.array([4000])
    tail = strata_tail(n, n, others, np.array([10]))
    assert tail == pytest.approx(hypergeom.sf(39, 4040, 50, 40), rel=1e-9)
    assert tail < 1e-60


@pytest.mark.parametrize("seed", range(10))
def test_counts_in_strata(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n_rows, n_strata = 60, 4
    stratum = np.sort(rng.integers(0, n_strata, n_rows))
    key = np.where(rng.random(n_rows) < 0.2, np.nan, rng.integers(0, 10, n_rows).astype(float))
    is_control = rng.random(n_rows) < 0.8
    known = np.flatnonzero(is_control & ~np.isnan(key))
    order = known[np.lexsort((key[known], stratum[known]))]
    starts = np.searchsorted(stratum[order], np.arange(n_strata + 1))
    rows = np.sort(rng.choice(n_rows, 15, replace=False))
    found = event_counts(rows, stratum, key, is_control, starts, key[order], 2.0, 5.0)
    expected = []
    for h in np.unique(stratum[rows]):
        own = [i for i in rows if stratum[i] == h]
        rest = [i for i in known if stratum[i] == h and i not in own]
        counts = [sum(2 <= key[i] < 5 for i in some) for some in (own, rest)]
        expected.append((len(own), counts[0], len(rest), counts[1]))
    assert list(zip(*(column.tolist() for column in found), strict=True)) == expected


@pytest.mark.parametrize("seed", range(10))
def test_copies_elsewhere(seed: int) -> None:
    rng = np.random.default_rng(seed)
    pairs = sorted({(int(a), int(u)) for a, u in rng.integers(0, (12, 20), (50, 2))})
    accounts, units = (np.array(column) for column in zip(*pairs, strict=True))
    rates = rng.uniform(0, 0.5, len(pairs))
    published = np.bincount(units, minlength=20)
    starts = np.searchsorted(accounts, np.arange(13))
    order = np.argsort(units, kind="stable")
    order = order[published[units[order]] > 1]
    set_units, begins = np.unique(units[order], return_index=True)
    found = copies_elsewhere(
        np.append(begins, len(order)),
        accounts[order],
        set_units,
        starts,
        units,
        published[units],
        rates,
    )
    of = {a: {u for b, u in pairs if b == a} for a in range(12)}
    member = 0
    for s, unit in enumerate(set_units):
        members = [a for a in range(12) if unit in of[a]]
        assert found[0][s] == len(copied(members, of, unit))
        for a in members:
            rest = {b: own for b, own in of.items() if b != a}
            without = copied([b for b in members if b != a], rest, unit)
            assert found[0][s] - found[2][member] == len(without)
            own = [r for (b, u), r in zip(pairs, rates, strict=True) if b == a and u != unit]
            assert found[3][member] == pytest.approx(sum(own))
            member += 1


def copied(members: list[int], of: dict[int, set[int]], unit: int) -> set[int]:
    """Return the other texts of members that at least two of all accounts published."""
    texts = {u for a in members for u in of[a] if u != unit}
    return {u for u in texts if sum(u in own for own in of.values()) > 1}
