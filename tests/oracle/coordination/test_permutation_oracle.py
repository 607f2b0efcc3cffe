"""Permuted copies keep exactly what their null holds fixed, and draw the rest uniformly."""

from __future__ import annotations

from collections import Counter, defaultdict
from math import log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import BEGIN_S, WEEK_S, Act, direct, in_bundles, small_worlds

from undertow.coordination import SHUFFLES, Shuffle
from undertow.coordination.permutation import PermutableActions
from undertow.schema import DirectActions, Table

Row = dict[str, object]
LAYERS = ("text", "url")


def rows_of(table: Table[DirectActions]) -> list[Row]:
    rows: list[Row] = table.arrow.to_pylist()
    return rows


def stratum_of(rows: list[Row], shuffle: Shuffle) -> dict[tuple[object, ...], tuple[object, ...]]:
    """Return the stratum of each action, by what a copy does not change."""
    actors = defaultdict(set)
    for row in rows:
        actors[row["layer"], row["object_uid"]].add(row["account_uid"])
    strata = {}
    for row in rows:
        week = int(row["at"].timestamp() // WEEK_S)  # type: ignore[attr-defined]
        level = int(log2(len(actors[row["layer"], row["object_uid"]])))
        kept = {"week": (week,), "popularity": (level,), "both": (week, level)}[shuffle]
        strata[fixed(row)] = (row["layer"], *kept)
    return strata


def fixed(row: Row) -> tuple[object, ...]:
    return tuple(value for name, value in row.items() if name != "account_uid")


def margins(
    rows: list[Row], strata: dict[tuple[object, ...], tuple[object, ...]]
) -> Counter[tuple[object, ...]]:
    """Return how often each account acts in each stratum."""
    return Counter((row["account_uid"], *strata[fixed(row)]) for row in rows)


def world(acts: list[Act]) -> Table[DirectActions]:
    """Each act as a text of its own post, and again as a link of another."""
    return direct([*acts, *(act._replace(layer="url") for act in acts)])


@pytest.mark.parametrize("shuffle", ["popularity", "both"])
@given(small_worlds(), st.integers(0, 2**40))
def test_every_account_acts_as_often_in_every_stratum(
    shuffle: Shuffle, acts: list[Act], seed: int
) -> None:
    actions = world(acts)
    copy = PermutableActions.of(actions.arrow, LAYERS).copy(shuffle, seed, LAYERS)
    before, after = rows_of(actions), rows_of(copy)
    assert Counter(map(fixed, before)) == Counter(map(fixed, after))
    strata = stratum_of(before, shuffle)
    assert margins(before, strata) == margins(after, strata)


@given(small_worlds(), st.integers(1, 3), st.integers(0, 2**40))
def test_posts_stay_whole_within_a_week(acts: list[Act], n_objects: int, seed: int) -> None:
    actions = direct(in_bundles(acts, n_objects))
    copy = PermutableActions.of(actions.arrow, LAYERS).copy("week", seed, LAYERS)
    before, after = rows_of(actions), rows_of(copy)
    assert Counter(map(fixed, before)) == Counter(map(fixed, after))
    authors = defaultdict(set)
    for row in after:
        authors[row["post_uid"]].add(row["account_uid"])
    assert all(len(own) == 1 for own in authors.values())
    strata = stratum_of(before, "week")
    # All posts do equally much here, so that actions keep their margins too.
    assert margins(before, strata) == margins(after, strata)


@pytest.mark.parametrize("shuffle", SHUFFLES)
def test_every_arrangement_is_as_likely(shuffle: Shuffle) -> None:
    """Three acts by three accounts in one stratum, and three in another that nothing may enter."""
    acts = [Act(f"x:{i}", "one", BEGIN_S + i) for i in range(3)]
    if shuffle == "popularity":
        acts += [Act(f"y:{i}", f"own{i}", BEGIN_S + i) for i in range(3)]
    else:
        acts += [Act(f"y:{i}", "two", BEGIN_S + WEEK_S + i) for i in range(3)]
    permutable = PermutableActions.of(direct(acts).arrow, LAYERS)
    drawn: Counter[tuple[str, ...]] = Counter()
    n = 3000
    for seed in range(n):
        copy = permutable.copy(shuffle, seed, LAYERS).arrow.sort_by("post_uid")
        own = copy.column("account_uid").to_pylist()
        assert set(own[:3]) == {"x:0", "x:1", "x:2"}
        drawn[tuple(own)] += 1
    assert len(drawn) == 36
    expected = n / 36
    # The chi-square statistic of 35 degrees of freedom exceeds this once in 100,000.
    assert sum((count - expected) ** 2 / expected for count in drawn.values()) < 82


@pytest.mark.parametrize("shuffle", SHUFFLES)
def test_a_layer_is_permuted_alike_whatever_else_there_is(shuffle: Shuffle) -> None:
    rng = np.random.default_rng(5)
    acts = [
        Act(f"x:{rng.integers(9)}", f"o{rng.integers(5)}", BEGIN_S + i, layer=layer)
        for i, layer in enumerate(["text", "url"] * 30)
    ]
    both = PermutableActions.of(direct(acts).arrow, LAYERS)
    alone = PermutableActions.of(direct([a for a in acts if a.layer == "url"]).arrow, LAYERS)
    in_both = [row["account_uid"] for row in rows_of(both.copy(shuffle, 7, ["url"]))]
    with_text = rows_of(both.copy(shuffle, 7, LAYERS))
    assert in_both == [row["account_uid"] for row in with_text if row["layer"] == "url"]
    assert in_both == [row["account_uid"] for row in rows_of(alone.copy(shuffle, 7, ["url"]))]
