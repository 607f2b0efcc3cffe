"""Co-actions counted by the kernels, by trying every pair of actions, and by a Polars join."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import WEEK_S, Act, actions_table, crowd, small_worlds

from undertow.coordination import accumulator, screen, sweeps
from undertow.coordination.account_actions import AccountActions
from undertow.coordination.accumulator import Accumulator
from undertow.coordination.bucket_join import BucketJoin, co_actions
from undertow.coordination.expectation import window_models
from undertow.coordination.pair_counts import shared_objects, shared_posts
from undertow.coordination.screen import MIN_SHARED, PairFinder, WeightedActions, weigh_actions
from undertow.coordination.strata import LayerActions
from undertow.engine import DuckDBEngine

WINDOWS_S = (60, 600, 86400)
Windows = st.sampled_from([(60,), (1, 60), WINDOWS_S, (3600, 604800)])
Counts = dict[tuple[str, str], list[int]]
Found = tuple[set[tuple[str, str]], int]


def slow_counts(acts: list[Act], windows_s: tuple[int, ...], min_shared: int) -> Counts:
    """Distinct objects of each pair of accounts and window, from all pairs of actions on each."""
    shared: dict[tuple[str, str], list[set[str]]] = defaultdict(lambda: [set() for _ in windows_s])
    on_object: dict[str, list[Act]] = defaultdict(list)
    for act in acts:
        on_object[act.obj].append(act)
    for own in on_object.values():
        for one, two in combinations(own, 2):
            if one.account == two.account:
                continue
            lag = abs(int(one.at_s) - int(two.at_s))
            coarsest = max(one.precision_s, two.precision_s)
            pair = (min(one.account, two.account), max(one.account, two.account))
            for objects, window_s in zip(shared[pair], windows_s, strict=True):
                if lag <= window_s and coarsest <= window_s:
                    objects.add(one.obj)
    counts = {pair: [len(objects) for objects in sets] for pair, sets in shared.items()}
    return {pair: each for pair, each in counts.items() if each[-1] >= max(min_shared, 1)}


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


def merged_counts(acts: list[Act], windows_s: tuple[int, ...], min_shared: int) -> Counts:
    """The same for every pair of accounts, by merging what the two did."""
    actions = LayerActions.from_arrow(actions_table(acts).arrow)
    left, right = np.triu_indices(actions.n_accounts, 1)
    order = actions.by_account
    counts, together = shared_objects(
        left.astype(np.int64),
        right.astype(np.int64),
        actions.account_starts,
        actions.objects[order],
        actions.times[order],
        actions.precisions[order],
        np.array(windows_s, np.int64),
        actions.n_objects,
    )
    assert (counts[:, -1] <= together).all()
    names = actions.account_ids.to_pylist()
    found = {
        (names[a], names[b]): n
        for a, b, n in zip(left.tolist(), right.tolist(), counts.tolist(), strict=True)
    }
    return {pair: n for pair, n in found.items() if n[-1] >= max(min_shared, 1)}


def weighed(acts: list[Act], window_s: int, alpha: float) -> tuple[WeightedActions, list[str]]:
    actions = LayerActions.from_arrow(actions_table(acts).arrow)
    model = window_models("text", actions, [window_s])[0]
    weighted = weigh_actions(model.actions, model.null, window_s, alpha)
    return weighted, actions.account_ids.to_pylist()


def found_by(finder: PairFinder, acts: list[Act], window_s: int, alpha: float) -> Found:
    """Pairs a finder gives, and how many actions it kept."""
    weighted, names = weighed(acts, window_s, alpha)
    found = finder.pairs(weighted)
    keys = list(zip(found.left.tolist(), found.right.tolist(), strict=True))
    assert keys == sorted(set(keys))
    return {(names[a], names[b]) for a, b in keys}, found.n_kept


@given(small_worlds(), Windows, st.integers(1, 3))
def test_shared_objects_counts_as_the_slow_count_does(
    acts: list[Act], windows_s: tuple[int, ...], min_shared: int
) -> None:
    assert merged_counts(acts, windows_s, min_shared) == slow_counts(acts, windows_s, min_shared)


@given(small_worlds(), Windows, st.integers(1, 4))
def test_shared_posts_counts_as_the_slow_count_does(
    acts: list[Act], windows_s: tuple[int, ...], n_together: int
) -> None:
    """Posts of several actions: the distinct posts of each account that meet the other's."""
    acts = [
        act._replace(post=f"{act.account}-{i // n_together}")
        for i, act in enumerate(sorted(acts, key=lambda act: act.account))
    ]
    acts = list({act._replace(precision_s=1): act for act in acts}.values())
    actions = LayerActions.from_arrow(actions_table(acts).arrow)
    left, right = (x.astype(np.int64) for x in np.triu_indices(actions.n_accounts, 1))
    theirs = AccountActions.of(actions, left, right)
    posts = np.arange(len(theirs.rows), dtype=np.int32) if theirs.posts is None else theirs.posts
    found = shared_posts(
        left, right, theirs.starts, theirs.objects, theirs.times, theirs.precisions, posts,
        np.array(windows_s, np.int64),
    )  # fmt: skip
    names = actions.account_ids.to_pylist()
    for a, b, counts in zip(left.tolist(), right.tolist(), found.tolist(), strict=True):
        for window_s, n in zip(windows_s, counts, strict=True):
            met = [
                (one.post, two.post)
                for one in acts
                for two in acts
                if (one.account, two.account, one.obj) == (names[a], names[b], two.obj)
                and max(abs(int(one.at_s) - int(two.at_s)), one.precision_s, two.precision_s)
                <= window_s
            ]
            assert n == min(len({one for one, _ in met}), len({two for _, two in met}))


@given(small_worlds(), Windows)
def test_co_actions_through_an_engine(acts: list[Act], windows_s: tuple[int, ...]) -> None:
    with DuckDBEngine() as engine:
        found = co_actions(actions_table(acts).arrow, windows_s, engine).to_pylist()
    for column, window_s in enumerate(windows_s):
        expected = {
            pair: n[column] for pair, n in slow_counts(acts, windows_s, 0).items() if n[column]
        }
        own = {(r["a"], r["b"]): r["n_shared"] for r in found if r["window_s"] == window_s}
        assert own == expected
    assert all(row["n_coactions"] >= row["n_shared"] for row in found)


@given(small_worlds(), st.sampled_from([1, 60, 86400, WEEK_S]))
def test_every_pair_is_found_where_nothing_is_screened(acts: list[Act], window_s: int) -> None:
    counts = slow_counts(acts, (window_s,), MIN_SHARED)
    assert found_by(Accumulator(2), acts, window_s, 1.0)[0] == set(counts)


@settings(max_examples=25, deadline=None)  # each asks two finders
@given(small_worlds(), st.sampled_from([1, 60, 86400]), st.sampled_from([1.0, 0.3, 0.01]))
def test_both_finders_find_the_same(acts: list[Act], window_s: int, alpha: float) -> None:
    with DuckDBEngine() as engine:
        joined = found_by(BucketJoin(engine), acts, window_s, alpha)
    assert joined == found_by(Accumulator(1), acts, window_s, alpha)


@pytest.mark.parametrize("hot_from", [1024, 16])
@pytest.mark.parametrize("alpha", [1e-3, 1e-6])
def test_both_finders_find_the_same_in_a_larger_world(
    hot_from: int, alpha: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "HOT_FROM", hot_from)
    monkeypatch.setattr(accumulator, "_BLOCK_INSTANCES", 50)
    acts = crowd(np.random.default_rng(8), n_accounts=150, n_objects=900, tail=1.6)
    with DuckDBEngine() as engine:
        joined = found_by(BucketJoin(engine), acts, 600, alpha)
    assert joined == found_by(Accumulator(2), acts, 600, alpha)
    assert 0 < len(joined[0]) < len(slow_counts(acts, (600,), MIN_SHARED))
    assert 0 < joined[1] < len(acts)


def test_counts_of_a_larger_world_equal_a_join() -> None:
    rng = np.random.default_rng(8)
    acts = crowd(rng, n_accounts=150, n_objects=400, n_weeks=2, spread_s=3000, tail=1.6)
    expected = polars_counts(acts, WINDOWS_S, MIN_SHARED)
    assert len(expected) > 1024  # more than the accumulator has room for at first
    assert merged_counts(acts, WINDOWS_S, MIN_SHARED) == expected
    widest = found_by(Accumulator(2), acts, WINDOWS_S[-1], 1.0)[0]
    assert widest == set(expected)


@given(small_worlds(), st.sampled_from([1, 60, 86400]))
def test_drop_lonely(acts: list[Act], window_s: int) -> None:
    actions = LayerActions.from_arrow(actions_table(acts).arrow)
    alive = np.ones(actions.n_actions, bool)
    dropped = sweeps.drop_lonely(actions.starts, actions.accounts, actions.times, window_s, alive)
    rows = list(
        zip(
            actions.objects.tolist(), actions.accounts.tolist(), actions.times.tolist(), strict=True
        )
    )
    expected = [
        any(o == p and a != b and abs(t - u) <= window_s for p, b, u in rows) for o, a, t in rows
    ]
    assert alive.tolist() == expected
    assert dropped == expected.count(False)
