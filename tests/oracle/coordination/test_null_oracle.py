"""The expectation of the null against its definition, and against permuted worlds."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import WEEK_S, Act, actions_table, crowd, small_worlds

from undertow.coordination.exact import exact_tails
from undertow.coordination.expectation import WindowModel, window_models
from undertow.coordination.null import Margins, poisson_tail
from undertow.coordination.strata import LayerActions

Pair = tuple[str, str]
Stratum = tuple[int, int]


def strata_of(acts: list[Act]) -> list[Stratum]:
    """Week and popularity of each action."""
    actors = defaultdict(set)
    for act in acts:
        actors[act.obj].add(act.account)
    return [(int(act.at_s) // WEEK_S, len(actors[act.obj]).bit_length() - 1) for act in acts]


def close_pairs(acts: list[Act], window_s: int) -> Counter[tuple[Stratum, Stratum]]:
    """Pairs of actions on one object within the window, by the strata of the two, earlier first.

    Objects of a single account, level 0, are outside the null.
    """
    strata = strata_of(acts)
    found: Counter[tuple[Stratum, Stratum]] = Counter()
    for i, j in combinations(range(len(acts)), 2):
        if acts[i].obj == acts[j].obj:
            if strata[i][1] and abs(int(acts[i].at_s) - int(acts[j].at_s)) <= window_s:
                found[min(strata[i], strata[j]), max(strata[i], strata[j])] += 1
    return found


def slow_expected(acts: list[Act], window_s: int, *, own_pairs: bool) -> dict[Pair, float]:
    """Expected co-actions, stratum by stratum, from the list of all pairs of actions.

    Each pair of actions within the window is handed to a pair of actions of its strata, all alike:
    among those by different accounts or, with ``own_pairs``, as a plain permutation would.
    """
    members = defaultdict(list)
    for stratum, act in zip(strata_of(acts), acts, strict=True):
        members[stratum].append(act.account)
    expected: dict[Pair, float] = defaultdict(float)
    for (first, second), n_close in close_pairs(acts, window_s).items():
        drawn = (
            list(combinations(members[first], 2))
            if first == second
            else list(product(members[first], members[second]))
        )
        eligible = [pair for pair in drawn if own_pairs or pair[0] != pair[1]]
        for a, b in eligible:
            if a != b:
                expected[min(a, b), max(a, b)] += n_close / len(eligible)
    return expected


def all_pairs(actions: LayerActions) -> tuple[list[Pair], np.ndarray, np.ndarray]:
    names = actions.account_ids.to_pylist()
    left, right = np.triu_indices(len(names), 1)
    return [(names[a], names[b]) for a, b in zip(left, right, strict=True)], left, right


def model_of(acts: list[Act], window_s: int, *, is_fitted: bool) -> WindowModel:
    """The model of one window; without the fit it is the plain permutation of actions."""
    model = window_models("text", LayerActions.from_arrow(actions_table(acts).arrow), [window_s])[0]
    if is_fitted:
        return model
    return replace(model, null=replace(model.null, presence=0 * model.null.presence))


def fast_expected(acts: list[Act], window_s: int, *, is_fitted: bool = False) -> dict[Pair, float]:
    model = model_of(acts, window_s, is_fitted=is_fitted)
    pairs, left, right = all_pairs(model.actions)
    return dict(zip(pairs, model.expected(left, right).tolist(), strict=True))


@given(small_worlds(is_precise=True), st.sampled_from([1, 60, 86400, WEEK_S]))
def test_expectation_follows_its_definition(acts: list[Act], window_s: int) -> None:
    expected = slow_expected(acts, window_s, own_pairs=False)
    for pair, found in fast_expected(acts, window_s).items():
        assert found == pytest.approx(expected[pair], rel=1e-9, abs=1e-12)


@given(small_worlds(is_precise=True), st.sampled_from([60, 86400]))
def test_close_pairs(acts: list[Act], window_s: int) -> None:
    model = model_of(acts, window_s, is_fitted=False)
    actions, null = model.actions, model.null
    cells = null.margins.cell_strata
    expected = close_pairs(acts, window_s)
    names = dict(zip(actions.strata.tolist(), sorted_strata(acts), strict=True))
    for s, name in names.items():
        if name[1]:
            assert null.cell_pairs[cells == s].sum() == expected[name, name]
            after = (name[0] + 1, name[1])
            assert null.cell_across[cells == s].sum() == expected[name, after]
    assert null.later[actions.popularity[actions.objects] > 1].sum() == expected.total()


def sorted_strata(acts: list[Act]) -> list[Stratum]:
    """Strata of the actions ordered by object and time."""
    order = sorted(range(len(acts)), key=lambda i: (acts[i].obj, int(acts[i].at_s)))
    strata = strata_of(acts)
    return [strata[i] for i in order]


@given(small_worlds(is_precise=True), st.sampled_from([60, 86400]))
def test_the_fit_only_adds(acts: list[Act], window_s: int) -> None:
    plain, fitted = (fast_expected(acts, window_s, is_fitted=f) for f in (False, True))
    assert all(fitted[pair] >= plain[pair] for pair in plain)


def test_fitted_degrees_are_those_given() -> None:
    acts = crowd(np.random.default_rng(3), n_accounts=60, n_objects=200, n_weeks=2, tail=2.0)
    margins = Margins.of(LayerActions.from_arrow(actions_table(acts).arrow))
    fitted, checked = margins.fitted, 0
    for s in np.unique(margins.strata):
        rows = np.flatnonzero(margins.strata == s)
        first, last = fitted.class_starts[s], fitted.class_starts[s + 1]
        if first == last:
            continue
        n_cells = np.bincount(fitted.class_of[margins.cell_strata == s] - first)
        chances = np.stack([fitted.chances[o : o + last - first] for o in fitted.row_offsets[rows]])
        assert (chances @ n_cells).tolist() == pytest.approx(
            margins.n_objects[rows].tolist(), rel=0.01
        )
        checked += len(rows)
    assert checked > 60


@given(small_worlds(is_precise=True), st.sampled_from([60, 86400]))
def test_expectations_of_all_pairs_sum_to_all_close_pairs(acts: list[Act], window_s: int) -> None:
    strata = strata_of(acts)
    actors = defaultdict(set)
    for stratum, act in zip(strata, acts, strict=True):
        actors[stratum].add(act.account)
    possible = sum(
        n
        for (first, second), n in close_pairs(acts, window_s).items()
        if len(actors[first] | actors[second]) > 1
    )
    assert sum(fast_expected(acts, window_s).values()) == pytest.approx(possible)


def permuted(acts: list[Act], rng: np.random.Generator) -> list[Act]:
    """Exchange the accounts inside each stratum."""
    strata, accounts = strata_of(acts), np.array([act.account for act in acts])
    codes = np.unique(np.array(strata), axis=0, return_inverse=True)[1].ravel()
    for code in np.unique(codes):
        rows = np.flatnonzero(codes == code)
        accounts[rows] = accounts[rng.permutation(rows)]
    return [act._replace(account=str(a)) for act, a in zip(acts, accounts, strict=True)]


def test_expectation_and_tail_against_permuted_worlds() -> None:
    rng = np.random.default_rng(4)
    acts = crowd(rng, n_accounts=7, n_objects=16, n_weeks=2, spread_s=86400, tail=2.5)
    window_s, n_copies = 86400, 1500
    n_coactions: dict[Pair, list[int]] = defaultdict(lambda: [0] * n_copies)
    n_objects: dict[Pair, list[int]] = defaultdict(lambda: [0] * n_copies)
    close = [
        (i, j)
        for i, j in combinations(range(len(acts)), 2)
        if acts[i].obj == acts[j].obj and abs(acts[i].at_s - acts[j].at_s) <= window_s
    ]
    for copy in range(n_copies):
        other = permuted(acts, rng)
        shared = defaultdict(set)
        for i, j in close:
            pair = tuple(sorted((other[i].account, other[j].account)))
            if pair[0] != pair[1]:
                n_coactions[pair][copy] += 1
                shared[pair].add(other[i].obj)
        for pair, objects in shared.items():
            n_objects[pair][copy] = len(objects)
    plain = slow_expected(acts, window_s, own_pairs=True)
    fast = fast_expected(acts, window_s)
    model = model_of(acts, window_s, is_fitted=False)
    assert sum(value > 0.5 for value in fast.values()) > 5
    for pair, found in fast.items():
        mean, error = np.mean(n_coactions[pair]), np.std(n_coactions[pair]) / n_copies**0.5
        assert abs(mean - plain[pair]) <= 4.5 * error + 1e-9
        assert found >= plain[pair] * (1 - 1e-9)

    pairs, left, right = all_pairs(model.actions)
    expected = np.array([fast[pair] for pair in pairs])
    for at_least in (1, 2, 3, 4):
        counts = np.full(len(pairs), at_least, np.int32)
        exact = exact_tails(model, left, right, counts)
        bounded = at_least >= expected + 1
        assert (exact[bounded] <= poisson_tail(counts, expected)[bounded] * (1 + 1e-9)).all()
        for pair, p_value in zip(pairs, exact, strict=True):
            above_mean = at_least > fast[pair]
            share = np.mean(np.array(n_objects[pair]) >= at_least)
            error = (p_value * (1 - p_value) / n_copies) ** 0.5
            assert not above_mean or share <= p_value + 4.5 * error + 1e-9
