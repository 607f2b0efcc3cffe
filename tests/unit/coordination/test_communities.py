from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations, pairwise
from typing import Any

import pytest
from worlds import BEGIN_S, Act, actions_table

from undertow.coordination import find_communities
from undertow.schema import AccountTests, Communities, Edges, GroupMembers, Table
from undertow.settings import CoordinationSettings

Pairs = Iterable[tuple[str, str]]
Find = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def find(rows_of: Any) -> Find:
    """Communities of validated pairs, accounts validated alone, and texts by account."""

    def make(
        pairs: Pairs = (),
        *,
        alone: Iterable[str] = (),
        texts: dict[str, list[str]] | None = None,
        p: float = 1e-9,
        layer: str = "text",
        seed: int = 1,
        **settings: Any,
    ) -> list[dict[str, Any]]:
        edges = [
            {"layer": layer, "window_s": 60, "a": min(a, b), "b": max(a, b), "p_combined": p}
            for a, b in pairs
        ]
        tests = [{"account_uid": name, "q_value": 1e-4} for name in alone]
        acts = [
            Act(name, text, BEGIN_S + 60 * i)
            for i, (name, own) in enumerate((texts or {}).items())
            for text in own
        ]
        return find_communities(
            Table.checked(Edges, rows_of(Edges, *edges)),
            Table.checked(AccountTests, rows_of(AccountTests, *tests)),
            actions_table(acts),
            Table.empty(GroupMembers),
            CoordinationSettings(**settings),
            rng_seed=seed,
        )[0].arrow.to_pylist()

    return make


def groups(rows: list[dict[str, Any]]) -> set[frozenset[str]]:
    ids = {row["community_id"] for row in rows}
    return {
        frozenset(row["account_uid"] for row in rows if row["community_id"] == each) for each in ids
    }


def clique(prefix: str, n: int) -> list[tuple[str, str]]:
    return list(combinations([f"{prefix}{i}" for i in range(n)], 2))


def names(prefix: str, n: int) -> frozenset[str]:
    return frozenset(f"{prefix}{i}" for i in range(n))


def test_disjoint_cliques_are_communities(find: Find) -> None:
    rows = find([*clique("a", 4), *clique("b", 5), *clique("c", 3)])
    assert groups(rows) == {names("a", 4), names("b", 5), names("c", 3)}
    assert {row["basis"] for row in rows} == {"pair"}
    assert {row["strength"] for row in rows} == {1.0}
    assert [row["n_partners"] for row in rows if row["account_uid"] == "b2"] == [4]


def test_smallest_community(find: Find) -> None:
    pairs = [*clique("a", 2), *clique("b", 3), *clique("c", 5)]
    for smallest, n_groups in ((2, 3), (3, 2), (4, 1), (6, 0)):
        assert len(groups(find(pairs, min_community=smallest))) == n_groups


def test_nothing(find: Find, rows_of: Any) -> None:
    assert find() == []
    assert find(alone=["a", "b", "c"]) == []
    empty = [Table.empty(Edges), Table.empty(AccountTests), actions_table([])]
    empty.append(Table.empty(GroupMembers))
    found, _ = find_communities(*empty, CoordinationSettings(), rng_seed=1)
    assert found.arrow.equals(Table.empty(Communities).arrow)


def test_strength_is_the_weighted_degree(find: Find) -> None:
    star = [("hub", name) for name in "abcd"]
    strength = {row["account_uid"]: row["strength"] for row in find(star)}
    assert strength == pytest.approx({"hub": 1.0, "a": 0.25, "b": 0.25, "c": 0.25, "d": 0.25})


def test_the_strongest_evidence_of_a_layer_counts_once(rows_of: Any) -> None:
    def row(layer: str, window_s: int, a: str, b: str, p: float) -> dict[str, Any]:
        return {"layer": layer, "window_s": window_s, "a": a, "b": b, "p_combined": p}

    edges = [row("text", w, "a", "b", 1e-6) for w in (60, 600, 3600)]
    edges += [row("repost", 60, "b", "c", 1e-6), row("text", 60, "a", "c", 1e-6)]
    found, _ = find_communities(
        Table.checked(Edges, rows_of(Edges, *edges)),
        Table.empty(AccountTests),
        actions_table([]),
        Table.empty(GroupMembers),
        CoordinationSettings(layer_weights={"text": 1.0, "repost": 0.5}),
        rng_seed=1,
    )
    strength = {row["account_uid"]: row["strength"] for row in found.arrow.to_pylist()}
    assert strength == pytest.approx({"a": 1.0, "b": 0.75, "c": 0.75})


TWO_CELLS = [*clique("a", 6), *clique("b", 6)]


@pytest.mark.parametrize(("n_bridges", "is_one"), [(0, False), (2, False), (3, True)])
@pytest.mark.parametrize("p", [1e-9, 1e-3])
def test_three_validated_pairs_join_communities(
    find: Find, n_bridges: int, is_one: bool, p: float
) -> None:
    bridges = [(f"a{i}", f"b{i}") for i in range(n_bridges)]
    expected = {names("a", 6) | names("b", 6)} if is_one else {names("a", 6), names("b", 6)}
    assert groups(find([*TWO_CELLS, *bridges], p=p)) == expected


@pytest.mark.parametrize(("n_common", "is_one"), [(2, False), (3, True)])
def test_three_common_texts_join_communities(find: Find, n_common: int, is_one: bool) -> None:
    common = [f"t{k}" for k in range(n_common)]
    # Different members may publish different ones.
    texts = {f"a{k}": [text] for k, text in enumerate(common)} | {"b0": common}
    expected = {names("a", 6) | names("b", 6)} if is_one else {names("a", 6), names("b", 6)}
    assert groups(find(TWO_CELLS, texts=texts)) == expected


def test_accounts_validated_alone_join_by_their_texts(find: Find) -> None:
    texts = {"a": ["t1", "t2"], "b": ["t1"], "c": ["t2"], "d": ["t3"], "e": ["t1"]}
    rows = find(alone=["a", "b", "c", "d"], texts=texts)
    assert groups(rows) == {frozenset("abc")}  # d shares nothing, e is not validated
    assert {(row["basis"], row["n_partners"]) for row in rows} == {("account", 0)}
    assert all(0 < row["strength"] <= 1 for row in rows)


def test_a_text_of_a_crowd_ties_those_whom_nothing_else_does(find: Find) -> None:
    network, few = sorted(names("n", 4)), sorted(names("a", 3))
    texts = {name: ["t1", "advert"] if name == "n0" else ["t1"] for name in network}
    texts |= {name: ["advert"] for name in names("c", 9)}
    # A text of one's own ties to nobody.
    texts |= {name: ["advert", f"own {name}"] for name in few}
    assert groups(find(alone=[*network, *few], texts=texts)) == {names("n", 4), names("a", 3)}
    texts = {name: own for name, own in texts.items() if name not in names("c", 9)}
    assert any({"n0", *few} <= own for own in groups(find(alone=[*network, *few], texts=texts)))


def test_accounts_above_the_q_of_the_settings_do_not_join(find: Find) -> None:
    texts = {name: ["t1"] for name in "abc"}
    assert groups(find(alone="abc", texts=texts)) == {frozenset("abc")}
    assert find(alone="abc", texts=texts, account_q=1e-6) == []


def test_partners_are_validated_pairs_and_not_common_texts(find: Find) -> None:
    texts = {name: ["t1", "t2", "t3"] for name in "abcd"}
    rows = find([("a", "b")], alone="abcd", texts=texts)
    found = {row["account_uid"]: (row["basis"], row["n_partners"]) for row in rows}
    assert found == {"a": ("pair", 1), "b": ("pair", 1), "c": ("account", 0), "d": ("account", 0)}


def test_a_layer_of_weight_zero_is_out_of_the_graph(find: Find) -> None:
    assert find(clique("a", 4), layer="hashtag", layer_weights={"hashtag": 0}) == []
    rows = find(clique("a", 4), layer="hashtag", layer_weights={"hashtag": 1e-12})
    assert {row["strength"] for row in rows} == {1.0}


def test_a_community_held_by_texts_alone_has_strengths(find: Find) -> None:
    # So fine a resolution leaves every account alone; texts join three that are no partners.
    pairs = [("a", "x"), ("b", "y"), ("c", "z"), ("a", "b")]
    texts = {name: ["t1", "t2", "t3"] for name in "abc"}
    texts |= {name: ["t4", "t5", "t6"] for name in "xyz"}
    rows = find(pairs, texts=texts, resolution=50)
    assert groups(rows) == {frozenset("abc"), frozenset("xyz")}
    found = {row["account_uid"]: (row["strength"], row["role"]) for row in rows}
    assert {found[name] for name in "xyz"} == {(0.0, "periphery")}


def test_what_everybody_publishes_joins_nothing(find: Find) -> None:
    common = ["t1", "t2", "t3"]
    texts = {"a0": common, "b0": common}
    expected = {names("a", 6), names("b", 6)}
    assert groups(find(TWO_CELLS, texts=texts | {"c0": common})) != expected
    assert groups(find(TWO_CELLS, texts=texts | dict.fromkeys(["c", "d", "e"], common))) == expected


def test_no_account_of_a_large_enough_component_is_left_out(find: Find) -> None:
    chain = list(pairwise("abcd"))  # cut into two and two
    assert groups(find(chain)) == {frozenset("abcd")}
    assert groups(find(chain, resolution=50)) == {frozenset("abcd")}
    assert groups(find(chain, min_community=2)) == {frozenset("ab"), frozenset("cd")}


def test_stability(find: Find) -> None:
    assert {row["stability"] for row in find(clique("a", 12))} == {1.0}
    chain = list(pairwise(f"a{i:02d}" for i in range(12)))
    assert min(row["stability"] for row in find(chain)) < 1
    assert {row["stability"] for row in find(chain, n_resamples=0)} == {1.0}


def test_dropped_ties_do_not_hold_communities_together(find: Find) -> None:
    # Exactly three bridges: one dropped and the two halves part.
    bridges = [(f"a{i}", f"b{i}") for i in range(3)]
    rows = find([*TWO_CELLS, *bridges], n_resamples=50)
    stability = [row["stability"] for row in rows]
    assert len(groups(rows)) == 1
    assert 0.3 < min(stability) < 0.95


def test_an_id_tells_the_members(find: Find) -> None:
    (one,) = {row["community_id"] for row in find(clique("a", 4))}
    ids = {row["community_id"] for row in find([*clique("a", 4), *clique("b", 4)], p=1e-4, seed=9)}
    assert one in ids
    assert one not in {row["community_id"] for row in find(clique("a", 5))}


def test_core_and_periphery(find: Find) -> None:
    # A hub with leaves beside a clique: the hub makes nobody else periphery, leaves are.
    pairs = [*clique("a", 6), *(("a0", f"leaf{i}") for i in range(9))]
    rows = find(pairs, resolution=0.2)
    assert len(groups(rows)) == 1
    role = {row["account_uid"]: row["role"] for row in rows}
    assert {role[f"a{i}"] for i in range(6)} == {"core"}
    assert {role[f"leaf{i}"] for i in range(9)} == {"periphery"}


def test_core_goes_by_weight(rows_of: Any) -> None:
    strong, weak = clique("a", 5), [(f"a{i}", f"b{k}") for i in range(4) for k in range(2)]
    edges = [
        {"layer": "text", "window_s": 60, "a": a, "b": b, "p_combined": p}
        for pairs, p in ((strong, 1e-12), (weak, 10**-1.2))
        for a, b in pairs
    ]
    found, _ = find_communities(
        Table.checked(Edges, rows_of(Edges, *edges)),
        Table.empty(AccountTests),
        actions_table([]),
        Table.empty(GroupMembers),
        CoordinationSettings(),
        rng_seed=1,
    )
    role = {row["account_uid"]: row["role"] for row in found.arrow.to_pylist()}
    assert role == dict.fromkeys([f"a{i}" for i in range(5)], "core") | {
        "b0": "periphery",
        "b1": "periphery",
    }


def test_false_discoveries_join_nothing(rows_of: Any) -> None:
    # 18 pairs between the halves: more than chance when all are sure, not when half may be false.
    between = [(f"a{i}", f"b{(i + k) % 9}") for i in range(9) for k in range(2)]
    for q_value, n_groups in ((1e-6, 1), (0.4, 2)):
        edges = [
            {"layer": "text", "window_s": 60, "a": a, "b": b, "p_combined": p, "q_value": q}
            for pairs, p, q in (
                ([*clique("a", 9), *clique("b", 9)], 1e-12, 1e-6),
                (between, 1e-3, q_value),
            )
            for a, b in pairs
        ]
        found, _ = find_communities(
            Table.checked(Edges, rows_of(Edges, *edges)),
            Table.empty(AccountTests),
            actions_table([]),
            Table.empty(GroupMembers),
            CoordinationSettings(),
            rng_seed=1,
        )
        assert len(groups(found.arrow.to_pylist())) == n_groups


def test_levels_tell_cells_and_communities(rows_of: Any) -> None:
    edges = [
        {"layer": "text", "window_s": 60, "a": a, "b": b, "p_combined": 1e-9}
        for a, b in [*TWO_CELLS, ("a0", "b0"), ("a1", "b1"), ("a2", "b2")]
    ]
    found, levels = find_communities(
        Table.checked(Edges, rows_of(Edges, *edges)),
        Table.empty(AccountTests),
        actions_table([]),
        Table.empty(GroupMembers),
        CoordinationSettings(resolutions=(0.1, 1.0), resolution=1.5),
        rng_seed=1,
    )
    rows = levels.arrow.to_pylist()
    assert {row["resolution"] for row in rows} == {0.1, 1.0, 1.5}
    cells = {
        (resolution, row["cell_id"])
        for resolution in (0.1, 1.0)
        for row in rows
        if row["resolution"] == resolution
    }
    assert sorted(resolution for resolution, _ in cells) == [0.1, 1.0, 1.0]
    main = {r["account_uid"]: r["community_id"] for r in rows if r["resolution"] == 1.5}
    assert main == {r["account_uid"]: r["community_id"] for r in found.arrow.to_pylist()}


def test_each_layer_has_a_null_of_its_own(rows_of: Any) -> None:
    # Answers tie a ring of eight, texts its halves: the texts decide, since in their own null they
    # are far from even.
    ring = [(f"a{i}", f"a{(i + 1) % 8}") for i in range(8)]
    halves = [(f"a{i}", f"a{j}") for i, j in combinations(range(8), 2) if i // 4 == j // 4]
    edges = [
        {"layer": layer, "window_s": 60, "a": min(p), "b": max(p), "p_combined": 1e-9}
        for layer, pairs in (("reply_target", ring), ("text", halves))
        for p in pairs
    ]
    _, levels = find_communities(
        Table.checked(Edges, rows_of(Edges, *edges)),
        Table.empty(AccountTests),
        actions_table([]),
        Table.empty(GroupMembers),
        CoordinationSettings(resolutions=()),
        rng_seed=1,
    )
    cells: dict[str, set[str]] = {}
    for row in levels.arrow.to_pylist():
        cells.setdefault(row["cell_id"], set()).add(row["account_uid"])
    assert sorted(map(sorted, cells.values())) == [
        ["a0", "a1", "a2", "a3"],
        ["a4", "a5", "a6", "a7"],
    ]


def test_who_carries_a_set_joins_a_community_and_who_is_present_does_not(rows_of: Any) -> None:
    carrying = [f"a{i}" for i in range(5)]
    rows = [{"group_id": "text:t", "account_uid": a, "role": "carries"} for a in carrying]
    rows += [{"group_id": "text:t", "account_uid": "b", "role": "present"}]
    assert basis_of(rows_of, rows) == dict.fromkeys(carrying, "group")


def test_communities_that_hold_three_carriers_of_one_set_are_one(rows_of: Any) -> None:
    texts = {"text:t": range(8), "text:u": range(8, 16), "batch:x": (0, 1, 2, 8, 9, 10)}
    rows = [
        {"group_id": group, "account_uid": f"a{i:02}", "role": "carries"}
        for group, own in texts.items()
        for i in own
    ]
    found, _ = communities_of(rows_of, rows)
    assert len(groups(found.arrow.to_pylist())) == 1
    assert len(groups(communities_of(rows_of, rows[:16])[0].arrow.to_pylist())) == 2


def test_a_set_of_a_crowd_ties_those_who_found_nobody_else(rows_of: Any) -> None:
    """Somebody of a network is among those who carry it: the others are no part of that."""
    network, few = [f"n{i}" for i in range(6)], [f"a{i}" for i in range(3)]
    rows = [{"group_id": "text:t", "account_uid": n, "role": "carries"} for n in network]
    crowd = [{"group_id": "text:u", "account_uid": a, "role": "carries"} for a in (*few, "n0")]
    crowd += [{"group_id": "text:u", "account_uid": f"c{i}", "role": "present"} for i in range(12)]
    found, _ = communities_of(rows_of, rows + crowd)
    assert groups(found.arrow.to_pylist()) == {frozenset(network), frozenset(few)}
    found, _ = communities_of(rows_of, rows + crowd[:8])  # four carry it and four are present
    assert any({"n0", *few} <= own for own in groups(found.arrow.to_pylist()))


def test_a_pair_is_no_tie_to_a_community(find: Find, rows_of: Any) -> None:
    few = [f"a{i}" for i in range(6)]
    texts = {name: ["advert"] for name in (*few, *names("c", 9))}
    pairs = list(zip(few[::2], few[1::2], strict=True))
    assert groups(find(pairs, alone=few, texts=texts)) == {frozenset(few)}


def communities_of(rows_of: Any, members: list[dict[str, str]]) -> Any:
    return find_communities(
        Table.empty(Edges),
        Table.empty(AccountTests),
        actions_table([]),
        Table.checked(GroupMembers, rows_of(GroupMembers, *members)),
        CoordinationSettings(),
        rng_seed=1,
    )


def basis_of(rows_of: Any, members: list[dict[str, str]]) -> dict[str, str]:
    found, _ = communities_of(rows_of, members)
    return {row["account_uid"]: row["basis"] for row in found.arrow.to_pylist()}
