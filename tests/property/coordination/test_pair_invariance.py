"""What the pair test must not depend on, and what its tables must agree on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from engines import ENGINE
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import BEGIN_S, WEEK_S, Act, actions_table, crowd

from undertow.coordination import validate_pairs
from undertow.coordination.bucket_join import BucketJoin
from undertow.engine import DuckDBEngine
from undertow.schema import Actions, Table
from undertow.settings import CoordinationSettings

Row = dict[str, Any]
SETTINGS = CoordinationSettings()
Seeds = st.integers(0, 2**32)
FEW = settings(max_examples=5)  # each example is a whole world


def cell(rng: np.random.Generator, names: list[str], n_objects: int, layer: str) -> list[Act]:
    """Accounts that act on the same objects within half a minute."""
    begins = rng.uniform(0, 2 * WEEK_S, n_objects) + BEGIN_S
    return [
        Act(name, f"cell{o}", begin + rng.uniform(0, 30), layer=layer)
        for o, begin in enumerate(begins)
        for name in names
    ]


def mixed_world(seed: int) -> list[Act]:
    """A crowd in three layers, a cell inside it, some coarse times and fractions of a second."""
    rng = np.random.default_rng(seed)
    acts = []
    for layer, n_objects in (("text", 250), ("url", 60), ("hashtag", 150)):
        acts += crowd(rng, n_accounts=60, n_objects=n_objects, n_weeks=2, layer=layer, inequality=3)
    names = [f"x:{a:04d}" for a in rng.choice(60, 4, replace=False)]
    acts += cell(rng, names, 26, "text") + cell(rng, names, 26, "hashtag")
    precisions = rng.choice([1, 60, 3600], len(acts), p=[0.9, 0.05, 0.05])
    return [
        act._replace(precision_s=int(precision_s), post=f"p{i:05d}")
        for i, (act, precision_s) in enumerate(zip(acts, precisions, strict=True))
    ]


def run(acts: list[Act]) -> list[list[Row]]:
    """Rows of edges, evidence and tests."""
    found = validate_pairs(actions_table(acts), SETTINGS, engine=ENGINE, rng_seed=1)
    return [table.arrow.to_pylist() for table in found]


@pytest.mark.parametrize("seed", range(3))
def test_these_worlds_are_not_empty(seed: int) -> None:
    edges, _, _ = run(mixed_world(seed))
    assert {row["layer"] for row in edges} >= {"text", "hashtag"}
    assert {row["window_s"] for row in edges} == {60, 600, 3600, 86400}


@FEW
@given(Seeds)
def test_row_order_does_not_matter(seed: int) -> None:
    table = actions_table(mixed_world(seed))
    order = np.random.default_rng(seed).permutation(table.n_rows)
    shuffled = Table.checked(Actions, table.arrow.take(order))
    here, there = (
        validate_pairs(t, SETTINGS, engine=ENGINE, rng_seed=1) for t in (table, shuffled)
    )
    assert all(a.arrow.equals(b.arrow) for a, b in zip(here, there, strict=True))


@FEW
@given(Seeds)
def test_names_do_not_matter(seed: int) -> None:
    acts = mixed_world(seed)
    rng = np.random.default_rng(seed)
    old = sorted({act.account for act in acts})
    account = dict(zip(old, [f"y:{i:03d}" for i in rng.permutation(len(old))], strict=True))
    old = sorted({act.obj for act in acts})
    obj = dict(zip(old, [f"q{i:04d}" for i in rng.permutation(len(old))], strict=True))
    renamed = [act._replace(account=account[act.account], obj=obj[act.obj]) for act in acts]

    def by_pair(rows: list[Row], rename: bool) -> dict[Any, list[float]]:
        found = {}
        for row in rows:
            pair = {account[n] if rename else n for n in (row["a"], row["b"])}
            key = [row["layer"], row["window_s"], frozenset(pair)]
            if "object_uid" in row:
                key.append(obj[row["object_uid"]] if rename else row["object_uid"])
            found[tuple(key)] = [v for v in row.values() if isinstance(v, int | float)]
        return found

    here, there = run(acts), run(renamed)
    for mine, other in zip(here[:2], there[:2], strict=True):
        expected, found = by_pair(mine, True), by_pair(other, False)
        assert expected.keys() == found.keys()
        for key, values in expected.items():
            assert found[key] == pytest.approx(values, rel=1e-9)
    assert here[2] == there[2]


@FEW
@given(Seeds, st.integers(-60, 60))
def test_a_shift_by_whole_weeks_changes_nothing(seed: int, n_weeks: int) -> None:
    acts = mixed_world(seed)
    assert run([act._replace(at_s=act.at_s + n_weeks * WEEK_S) for act in acts]) == run(acts)


@FEW
@given(Seeds)
def test_singletons_change_nothing_but_their_count(seed: int) -> None:
    acts = mixed_world(seed)
    lonely = [Act(f"z:{i}", f"alone{i}", BEGIN_S + 60 * i, post=f"q{i}") for i in range(30)]
    lonely += [  # by accounts that do share other objects, and twice
        Act(act.account, f"own{i}", act.at_s + 5 * k, post=f"r{i}-{k}")
        for i, act in enumerate(acts[:20])
        for k in range(2)
    ]
    here, there = run(acts), run(acts + lonely)
    assert there[:2] == here[:2]
    n_more = {"text": len(lonely)}
    for row in here[2]:
        row["n_actions"] += n_more.get(row["layer"], 0)
    assert there[2] == here[2]


@settings(max_examples=2)  # each is forty queries more
@given(Seeds)
def test_a_join_through_an_engine_gives_the_same_tables(seed: int) -> None:
    table = actions_table(mixed_world(seed))
    with DuckDBEngine() as engine:
        joined = validate_pairs(
            table, SETTINGS, engine=engine, rng_seed=1, finder=BucketJoin(engine)
        )
    local = validate_pairs(table, SETTINGS, engine=ENGINE, rng_seed=1)
    assert all(a.arrow.equals(b.arrow) for a, b in zip(joined, local, strict=True))


@FEW
@given(Seeds)
def test_every_edge_has_its_evidence(seed: int) -> None:
    acts = mixed_world(seed)
    edges, evidence, _ = run(acts)
    by_post = {act.post: act for act in acts}
    n_rows = {(row["layer"], row["window_s"], row["a"], row["b"]): 0 for row in edges}
    for row in evidence:
        n_rows[row["layer"], row["window_s"], row["a"], row["b"]] += 1
        one, two = by_post[row["post_a"]], by_post[row["post_b"]]
        assert (one.account, two.account) == (row["a"], row["b"])
        assert (one.layer, one.obj) == (two.layer, two.obj) == (row["layer"], row["object_uid"])
        assert row["lag_s"] == abs(int(one.at_s) - int(two.at_s)) <= row["window_s"]
        assert max(one.precision_s, two.precision_s) <= row["window_s"]
    assert [*n_rows.values()] == [row["n_shared"] for row in edges]


@FEW
@given(Seeds)
def test_tables_agree(seed: int) -> None:
    edges, _, tests = run(mixed_world(seed))
    for row in edges:
        assert row["a"] < row["b"]
        assert row["n_shared"] >= 2
        assert 0 < row["p_value"] <= 1
        assert row["p_combined"] <= row["q_value"] <= SETTINGS.q
    tested = {(row["layer"], row["window_s"]) for row in tests}
    assert tested == {
        (name, w) for name, each in SETTINGS.windows_s.items() if name != "claim" for w in each
    }
    for row in tests:
        own = [e for e in edges if (e["layer"], e["window_s"]) == (row["layer"], row["window_s"])]
        assert row["n_validated"] == len(own) <= row["n_candidates"] <= row["n_tests"]
        assert row["n_tests"] == row["n_accounts"] * (row["n_accounts"] - 1) // 2
        assert row["n_actions_kept"] <= row["n_actions"]
