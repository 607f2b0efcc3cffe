"""Calibration passes where nobody coordinates, keeps networks, and does not mind how rows come."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import BEGIN_S, WEEK_S, Act, crowd, crowd_of_bundles, direct

from undertow.coordination import (
    SHUFFLES,
    failed_layers,
    gates,
    measure_copies,
    pair_test,
    validate_calibrated_pairs,
)
from undertow.coordination.permutation import PermutableActions
from undertow.engine import DuckDBEngine
from undertow.schema import CalibrationRuns, DirectActions, Table
from undertow.settings import CoordinationSettings

SETTINGS = CoordinationSettings(calibration_copies=2)
NO_RUNS = Table.empty(CalibrationRuns)
ENGINE = {"engine": DuckDBEngine()}
COPIES = dict.fromkeys(SHUFFLES, 5)
FEW = settings(max_examples=5)  # each example is a whole world

CROWDS = {
    "many": dict(n_accounts=200, n_objects=300, n_weeks=2, spread_s=86400, tail=1.7),
    "few": dict(n_accounts=15, n_objects=400, spread_s=60, tail=4),
    "even": dict(n_accounts=40, n_objects=500, n_weeks=2, spread_s=600, tail=3, inequality=30),
}


def with_network(seed: int) -> tuple[Table[DirectActions], int]:
    """A crowd in two layers with a network in one, and the number of its pairs."""
    rng = np.random.default_rng(seed)
    acts = [
        act._replace(post=f"{layer}{i:05d}")
        for layer in ("text", "repost")
        for i, act in enumerate(
            crowd(
                rng,
                n_accounts=200,
                n_objects=300,
                n_weeks=2,
                spread_s=20000,
                layer=layer,
                inequality=3,
            )
        )
    ]
    size = int(rng.integers(4, 7))
    for o, begin in enumerate(rng.uniform(0, 2 * WEEK_S, 14) + BEGIN_S):
        acts += [
            Act(f"z:{i:02d}", f"cell{o}", begin + rng.uniform(0, 30), post=f"n{o:02d}-{i:02d}")
            for i in range(size)
        ]
    return direct(acts), size * (size - 1) // 2


@pytest.mark.parametrize("name", CROWDS)
def test_where_nobody_coordinates_every_layer_passes(name: str) -> None:
    for seed in range(3):
        rng = np.random.default_rng(seed)
        acts = crowd(rng, **CROWDS[name]) + crowd(rng, **CROWDS[name], layer="repost")
        runs = measure_copies(
            direct(acts), NO_RUNS, SETTINGS, **ENGINE, rng_seed=seed, wanted=COPIES
        )
        assert {(g.layer, g.shuffle) for g in gates(runs.arrow)} == {
            (layer, shuffle) for layer in ("text", "repost") for shuffle in SHUFFLES
        }
        assert failed_layers(runs.arrow) == set()


@pytest.mark.parametrize("seed", range(4))
def test_a_network_is_found_and_its_copies_hold_none(seed: int) -> None:
    actions, n_pairs = with_network(seed)
    runs = measure_copies(actions, NO_RUNS, SETTINGS, **ENGINE, rng_seed=seed, wanted=COPIES)
    found = {(g.layer, g.shuffle): g for g in gates(runs.arrow)}
    for shuffle in SHUFFLES:
        assert found["text", shuffle].n_real == n_pairs
        assert found["text", shuffle].mean <= 0.2


@pytest.mark.parametrize("seed", range(3))
def test_posts_that_do_four_things_at_once_are_one_act(seed: int) -> None:
    found = measure_copies(
        direct(crowd_of_bundles(seed)), NO_RUNS, SETTINGS, **ENGINE, rng_seed=1, wanted=COPIES
    )
    assert {(g.n_real, g.mean) for g in gates(found.arrow)} == {(0, 0.0)}


@pytest.mark.parametrize("seed", range(3))
def test_a_test_that_takes_them_for_four_is_found_out(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole posts change hands, so it shows."""
    monkeypatch.setattr(pair_test, "_BUNDLING", frozenset())
    runs = measure_copies(
        direct(crowd_of_bundles(seed)),
        NO_RUNS,
        SETTINGS,
        **ENGINE,
        rng_seed=1,
        wanted=dict(COPIES, week=3),
    )
    assert {(g.shuffle, g.is_passed) for g in gates(runs.arrow) if g.n_real} == {
        ("week", False), ("popularity", True), ("both", True),
    }  # fmt: skip


@FEW
@given(st.integers(0, 2**32), st.sampled_from(["network", "bundles"]))
def test_row_order_does_not_matter(seed: int, kind: str) -> None:
    table = with_network(seed % 50)[0] if kind == "network" else direct(crowd_of_bundles(seed % 50))
    order = np.random.default_rng(seed).permutation(table.n_rows)
    shuffled = Table(DirectActions, table.arrow.take(order))  # `checked` would sort it again
    here, there = (
        validate_calibrated_pairs(rows, NO_RUNS, SETTINGS, **ENGINE, rng_seed=1)
        for rows in (table, shuffled)
    )
    assert all(a.arrow.equals(b.arrow) for a, b in zip(here, there, strict=True))
    one, two = (PermutableActions.of(rows.arrow, ["text", "url"]) for rows in (table, shuffled))
    assert one.digest() == two.digest()


@FEW
@given(st.integers(0, 2**40), st.integers(0, 2**40))
def test_same_seed_same_copy(seed: int, other: int) -> None:
    permutable = PermutableActions.of(with_network(1)[0].arrow, ["text", "repost"])
    for shuffle in SHUFFLES:
        first = permutable.copy(shuffle, seed, permutable.layers).arrow
        assert first.equals(permutable.copy(shuffle, seed, permutable.layers).arrow)
        if other != seed:
            assert not first.equals(permutable.copy(shuffle, other, permutable.layers).arrow)


@FEW
@given(st.integers(0, 2**32), st.sampled_from(["account", "obj", "at_s", "precision_s", "post"]))
def test_the_digest_knows_every_action(seed: int, name: str) -> None:
    acts = crowd(np.random.default_rng(3), n_accounts=20, n_objects=20)
    acts = [act._replace(post=f"p{i:03d}") for i, act in enumerate(acts)]
    other = {"account": "x:new", "obj": "new", "at_s": 5.0, "precision_s": 60, "post": "p000"}
    place = 1 + seed % (len(acts) - 1)
    changed = [*acts[:place], acts[place]._replace(**{name: other[name]}), *acts[place + 1 :]]
    one, two = (PermutableActions.of(direct(a).arrow, ["text"]).digest() for a in (acts, changed))
    assert one != two
