"""Worlds in which nobody coordinates give no small p-values; a planted cell stands out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from engines import ENGINE
from worlds import BEGIN_S, WEEK_S, Act, actions_table, crowd

from undertow.coordination import validate_pairs
from undertow.coordination.accumulator import Accumulator
from undertow.coordination.candidates import PreparedLayer, find_candidates
from undertow.coordination.exact import exact_tails
from undertow.coordination.multiplicity import cauchy_combination
from undertow.coordination.strata import LayerActions
from undertow.settings import CoordinationSettings

SETTINGS = CoordinationSettings()
WINDOWS_S = SETTINGS.windows_s["text"]
LEVELS = np.array([0.05, 0.01, 0.001])

# A few accounts make most of the actions in the third and fourth: there a null that lets an account
# share an object with itself expects too little.
CROWDS: dict[str, dict[str, Any]] = {
    "many": dict(n_accounts=200, n_objects=300, n_weeks=2, spread_s=86400, tail=1.7),
    "slow": dict(n_accounts=30, n_objects=60, n_weeks=3, spread_s=3600),
    "few": dict(n_accounts=15, n_objects=400, spread_s=60, tail=4),
    "fewer": dict(n_accounts=8, n_objects=400, n_weeks=3, spread_s=60, tail=4),
    "even": dict(n_accounts=40, n_objects=500, n_weeks=2, spread_s=600, tail=3, inequality=30),
}
N_WORLDS = {"many": 10, "even": 25}


@pytest.mark.parametrize("name", CROWDS)
def test_null_p_values_are_not_too_small(name: str) -> None:
    n_tests, n_small, n_families = 0, np.zeros((len(WINDOWS_S) + 1, len(LEVELS))), 0
    n_worlds = N_WORLDS.get(name, 60)
    for seed in range(n_worlds):
        acts = crowd(np.random.default_rng(seed), **CROWDS[name])
        prepared = PreparedLayer.of(
            "text", LayerActions.from_arrow(actions_table(acts).arrow), WINDOWS_S
        )
        pairs = find_candidates(prepared, 1.0, Accumulator())
        exact = np.column_stack(
            [
                exact_tails(model, pairs.left, pairs.right, counts)
                for model, counts in zip(prepared.models, pairs.counts.T, strict=True)
            ]
        )
        # Pairs that are no candidates have p = 1 in the family.
        p_values = np.column_stack([exact, cauchy_combination(exact)])
        n_small += (p_values[:, :, None] <= LEVELS).sum(axis=0)
        n_tests += prepared.n_tests
        n_families += bool((p_values[:, -1] * prepared.n_tests <= 0.05).any())
    # Four standard deviations of a count of independent tests.
    allowed = LEVELS * n_tests + 4 * np.sqrt(LEVELS * n_tests)
    assert (n_small <= allowed).all(), n_small / n_tests
    assert n_families <= 0.05 * n_worlds


@pytest.mark.parametrize("name", CROWDS)
def test_null_worlds_have_no_edges(name: str) -> None:
    n_edges = 0
    for seed in range(10):
        rng = np.random.default_rng(100 + seed)
        acts = crowd(rng, **CROWDS[name]) + crowd(rng, **CROWDS[name], layer="repost")
        n_edges += validate_pairs(actions_table(acts), SETTINGS, engine=ENGINE, rng_seed=1)[
            0
        ].n_rows
    assert n_edges == 0


@pytest.mark.parametrize("begins", ["one after the other", "all at once"])
def test_clips_that_everybody_passes_on_join_nobody(begins: str) -> None:
    """Memes and news clips go to many within hours, again and again among the same people."""
    n_edges, n_tests, small = 0, 0, np.zeros(len(LEVELS))
    for seed in range(2):
        rng = np.random.default_rng(seed)
        activity = rng.pareto(1.2, 250) + 0.1
        acts = crowd(rng, n_accounts=250, n_objects=150, n_weeks=3, layer="media", tail=2.2)
        for clip in range(12):
            n = int(rng.integers(40, 150))
            fans = rng.choice(250, n, replace=False, p=activity / activity.sum())
            at_s = rng.uniform(0, 3 * WEEK_S) if begins == "one after the other" else WEEK_S
            times = BEGIN_S + np.floor(at_s + rng.lognormal(9.5, 1.2, n))
            acts += [
                Act(f"x:{a:04d}", f"media:clip{clip:02d}", t, layer="media")
                for a, t in zip(fans.tolist(), times.tolist(), strict=True)
            ]
        table = actions_table(acts)
        n_edges += validate_pairs(table, SETTINGS, engine=ENGINE, rng_seed=1)[0].n_rows
        prepared = PreparedLayer.of("media", LayerActions.from_arrow(table.arrow), WINDOWS_S)
        pairs = find_candidates(prepared, 1.0, Accumulator())
        exact = np.column_stack(
            [
                exact_tails(model, pairs.left, pairs.right, counts)
                for model, counts in zip(prepared.models, pairs.counts.T, strict=True)
            ]
        )
        small += (cauchy_combination(exact)[:, None] <= LEVELS).sum(axis=0)
        n_tests += prepared.n_tests
    assert n_edges == 0
    assert (small <= LEVELS * n_tests + 4 * np.sqrt(LEVELS * n_tests)).all(), small / n_tests


def with_cell(rng: np.random.Generator, layer: str, n_objects: int) -> tuple[list[Act], list[str]]:
    """A crowd, and five of its accounts that also answer the same objects at once."""
    acts = crowd(
        rng, n_accounts=200, n_objects=400, n_weeks=2, spread_s=20000, layer=layer, inequality=3
    )
    names = sorted(str(n) for n in rng.choice([act.account for act in acts], 5, replace=False))
    begins = rng.uniform(0, 2 * WEEK_S, n_objects) + BEGIN_S
    for o, begin in enumerate(begins):
        acts += [Act(n, f"cell{o}", begin + rng.uniform(0, 50), layer=layer) for n in set(names)]
    return acts, sorted(set(names))


@pytest.mark.parametrize("seed", range(5))
def test_a_synchronous_cell_is_found(seed: int) -> None:
    acts, names = with_cell(np.random.default_rng(seed), "url", 14)
    edges, _, _ = validate_pairs(actions_table(acts), SETTINGS, engine=ENGINE, rng_seed=1)
    found = {(row["a"], row["b"]) for row in edges.arrow.to_pylist()}
    assert found == {(a, b) for a in names for b in names if a < b}


def test_hashtags_alone_validate_nothing() -> None:
    acts, names = with_cell(np.random.default_rng(1), "hashtag", 12)
    assert validate_pairs(actions_table(acts), SETTINGS, engine=ENGINE, rng_seed=1)[0].n_rows == 0

    more, others = with_cell(np.random.default_rng(1), "url", 14)
    assert others == names
    # The same pairs, but for one account that is in the cell of hashtags only.
    more = [act for act in more if act.account != names[0]]
    edges, _, _ = validate_pairs(actions_table(acts + more), SETTINGS, engine=ENGINE, rng_seed=1)
    found = {(row["layer"], row["a"], row["b"]) for row in edges.arrow.to_pylist()}
    pairs = {(a, b) for a in names[1:] for b in names[1:] if a < b}
    assert found == {(layer, a, b) for layer in ("hashtag", "url") for a, b in pairs}


def test_a_window_below_the_precision_is_not_used() -> None:
    acts, names = with_cell(np.random.default_rng(2), "url", 14)
    coarse = [act._replace(precision_s=3600) if "cell" in act.obj else act for act in acts]
    edges, evidence, _ = validate_pairs(actions_table(coarse), SETTINGS, engine=ENGINE, rng_seed=1)
    rows = [row for row in edges.arrow.to_pylist() if {row["a"], row["b"]} <= set(names)]
    assert {row["window_s"] for row in rows} == {3600, 86400}
    assert min(evidence.arrow.column("window_s").to_pylist()) == 3600
