"""Co-actions counted by the kernels, by trying every pair of actions, and by a Polars join."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from worlds import Act, actions_table, crowd, small_worlds

from undertow.coordination import kernels
from undertow.coordination.candidates import MIN_SHARED, find_candidates, prune
from undertow.coordination.strata import LayerActions

WINDOWS_S = (60, 600, 86400)
Windows = st.sampled_from([(60,), (1, 60), WINDOWS_S, (3600, 604800)])
Counts = dict[tuple[str, str], list[int]]


def slow_counts(acts: list[Act], windows_s: tuple[int, ...], min_shared: int) -> Counts:
    """Distinct objects of each pair of accounts and window, from all pairs of actions."""
    shared: dict[tuple[str, str], list[set[str]]] = defaultdict(lambda: [set() for _ in windows_s])
    for one, two in combinations(acts, 2):
        if one.obj == two.obj and one.account != two.account:
            lag = abs(int(one.at_s) - int(two.at_s))
            coarsest = max(one.precision_s, two.precision_s)
            pair = (min(one.account, two.account), max(one.account, two.account))
            for objects, window_s in zip(shared[pair], windows_s, strict=True):
                if lag <= window_s and coarsest <= window_s:
                    objects.add(one.obj)
    counts = {pair: [len(objects) for objects in sets] for pair, sets in shared.items()}
    return {pair: each for pair, each in counts.items() if each[-1] >= min_shared}


def polars_counts(acts: list[Act], windows_s: tuple[int, ...], min_shared: int) -> Counts:
    """The same by a join of the table with itself."""
    rows = pl.DataFrame(
        {
            "account": [act.account for act in acts],
            "obj": [act.obj for act in acts],
            "at_s": [int(act.at_s) for act in acts],
            "precision_s": [act.precision_s for act in acts],
        }
    )
    met = rows.join(rows, on="obj", suffix="_b").filter(pl.col("account") < pl.col("account_b"))
    lag = pl.max_horizontal(
        (pl.col("at_s") - pl.col("at_s_b")).abs(), "precision_s", "precision_s_b"
    )
    counts = met.group_by("account", "account_b").agg(
        pl.col("obj").filter(lag <= window_s).n_unique().alias(str(window_s))
        for window_s in windows_s
    )
    return {(a, b): n for a, b, *n in counts.rows() if n[-1] >= min_shared}


def kernel_counts(acts: list[Act], windows_s: tuple[int, ...], min_shared: int) -> Counts:
    """The same by the kernel alone, without pruning."""
    actions = LayerActions.from_arrow(actions_table(acts).arrow)
    order = np.lexsort((actions.times, actions.objects, actions.accounts))
    left, right, counts = kernels.shared_objects(
        order,
        np.searchsorted(actions.accounts[order], np.arange(actions.n_accounts + 1)),
        actions.objects,
        actions.accounts,
        actions.times,
        actions.precisions,
        np.array(windows_s),
        min_shared,
    )
    names = actions.account_ids.to_pylist()
    pairs = [(names[a], names[b]) for a, b in zip(left, right, strict=True)]
    assert len(set(pairs)) == len(pairs)
    return dict(zip(pairs, counts.tolist(), strict=True))


def candidate_counts(acts: list[Act], windows_s: tuple[int, ...]) -> Counts:
    """The same as the candidates of the pair test."""
    pairs = find_candidates("text", actions_table(acts).arrow, windows_s)
    names = pairs.actions.account_ids.to_pylist()
    keys = [(names[a], names[b]) for a, b in zip(pairs.left, pairs.right, strict=True)]
    return dict(zip(keys, pairs.counts.tolist(), strict=True))


@given(small_worlds(), Windows, st.integers(1, 3))
def test_shared_objects_counts_as_the_slow_count_does(
    acts: list[Act], windows_s: tuple[int, ...], min_shared: int
) -> None:
    assert kernel_counts(acts, windows_s, min_shared) == slow_counts(acts, windows_s, min_shared)


@given(small_worlds(), Windows)
def test_no_candidate_is_lost_or_invented(acts: list[Act], windows_s: tuple[int, ...]) -> None:
    assert candidate_counts(acts, windows_s) == slow_counts(acts, windows_s, MIN_SHARED)


def test_counts_of_a_larger_world_equal_a_join() -> None:
    rng = np.random.default_rng(8)
    acts = crowd(rng, n_accounts=150, n_objects=400, n_weeks=2, spread_s=3000, tail=1.6)
    expected = polars_counts(acts, WINDOWS_S, MIN_SHARED)
    assert len(expected) > 1024  # more than the kernel has room for at first
    assert candidate_counts(acts, WINDOWS_S) == expected


@given(small_worlds(), st.sampled_from([1, 60, 86400]))
def test_has_partner(acts: list[Act], window_s: int) -> None:
    actions = LayerActions.from_arrow(actions_table(acts).arrow)
    found = kernels.has_partner(actions.objects, actions.accounts, actions.times, window_s)
    rows = list(
        zip(
            actions.objects.tolist(), actions.accounts.tolist(), actions.times.tolist(), strict=True
        )
    )
    expected = [
        any(o == p and a != b and abs(t - u) <= window_s for p, b, u in rows) for o, a, t in rows
    ]
    assert found.tolist() == expected


@given(small_worlds(), st.sampled_from([60, 86400]))
def test_pruning_reaches_its_fixpoint(acts: list[Act], window_s: int) -> None:
    kept = prune(LayerActions.from_arrow(actions_table(acts).arrow), window_s)
    assert len(prune(kept, window_s).rows) == len(kept.rows)
    assert kernels.has_partner(kept.objects, kept.accounts, kept.times, window_s).all()
    n_objects = defaultdict(set)
    for account, obj in zip(kept.accounts.tolist(), kept.objects.tolist(), strict=True):
        n_objects[account].add(obj)
    assert all(len(objects) >= MIN_SHARED for objects in n_objects.values())
