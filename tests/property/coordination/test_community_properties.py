"""Communities of random graphs."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import BEGIN_S, Act, actions_table

from undertow.coordination import find_communities
from undertow.schema import (
    AccountTests,
    Actions,
    Communities,
    CommunityLevels,
    Edges,
    GroupMembers,
    Table,
)
from undertow.settings import CoordinationSettings

SETTINGS = CoordinationSettings(n_resamples=8)
FEW = settings(max_examples=25)
Seeds = st.integers(0, 2**32)
Found = tuple[Table[Communities], Table[CommunityLevels]]


def tables(graph: nx.Graph, rng: np.random.Generator) -> list[pa.Table]:
    """Validated edges, account tests and actions of a graph, in random order."""
    rows = [
        {
            "layer": str(layer),
            "window_s": 60,
            "a": f"n{min(edge):03d}",
            "b": f"n{max(edge):03d}",
            "n_shared": 3,
            "n_expected": 0.1,
            "p_value": 1e-5,
            "p_combined": float(10.0 ** -rng.uniform(4, 15)),
            "q_value": 0.01,
        }
        for edge in graph.edges
        for layer in rng.choice(["text", "url", "repost"], rng.integers(1, 4), replace=False)
    ]
    tests = [
        {
            "account_uid": f"n{node:03d}",
            "n_original": 3,
            "n_copied": 3,
            "n_expected": 0.1,
            "p_value": 1e-5,
            "q_value": float(rng.choice([1e-3, 0.5])),
        }
        for node in graph.nodes
    ]
    acts = [
        Act(f"n{node:03d}", f"t{rng.integers(6 * len(graph))}", BEGIN_S + rng.integers(1000))
        for node in graph.nodes
        for _ in range(3)
    ]
    return [
        pa.Table.from_pylist(rows, schema=Edges.arrow_schema()),
        pa.Table.from_pylist(tests, schema=AccountTests.arrow_schema()),
        actions_table(acts).arrow,
    ]


def run_all(
    arrows: list[pa.Table], seed: int = 1, before: Found | None = None
) -> tuple[Table[Communities], Table[CommunityLevels]]:
    edges, tests, actions = arrows
    return find_communities(
        Table(Edges, edges),
        Table(AccountTests, tests),
        Table(Actions, actions),
        Table.empty(GroupMembers),
        SETTINGS,
        rng_seed=seed,
        before=before,
    )


def run(arrows: list[pa.Table], seed: int = 1) -> Table[Communities]:
    return run_all(arrows, seed)[0]


def random_graph(seed: int) -> nx.Graph:
    """Some dense blocks, sparsely tied."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(2, 9, rng.integers(1, 6)).tolist()
    inside, between = rng.uniform(0.4, 1), rng.uniform(0, 0.15)
    chances = np.where(np.eye(len(sizes)) > 0, inside, between)
    return nx.stochastic_block_model(sizes, chances.tolist(), seed=int(seed % 2**31))


@FEW
@given(Seeds)
def test_neither_row_order_nor_repetition_matters(seed: int) -> None:
    rng = np.random.default_rng(seed)
    arrows = tables(random_graph(seed), rng)
    shuffled = [arrow.take(rng.permutation(arrow.num_rows)) for arrow in arrows]
    here = run(arrows)
    assert here.arrow.equals(run(arrows).arrow)
    assert here.arrow.equals(run(shuffled).arrow)


@FEW
@given(Seeds)
def test_what_every_community_is(seed: int) -> None:
    graph = random_graph(seed)
    rows = run(tables(graph, np.random.default_rng(seed))).arrow.to_pylist()
    assert len({row["account_uid"] for row in rows}) == len(rows)  # no account is in two
    for community in {row["community_id"] for row in rows}:
        members = [row for row in rows if row["community_id"] == community]
        nodes = {int(row["account_uid"][1:]) for row in members}
        assert len(members) >= SETTINGS.min_community
        assert max(row["strength"] for row in members) == 1
        for row in members:
            node = int(row["account_uid"][1:])
            assert 0 < row["strength"] <= 1
            assert 0 <= row["stability"] <= 1
            assert row["n_partners"] == len(nodes & set(graph[node]))
            assert row["basis"] == ("pair" if graph.degree(node) else "account")


@FEW
@given(st.lists(st.integers(1, 9), min_size=1, max_size=8), Seeds)
def test_disjoint_cliques_are_the_components(sizes: list[int], seed: int) -> None:
    graph = nx.disjoint_union_all([nx.complete_graph(size) for size in sizes])
    edges, tests, actions = tables(graph, np.random.default_rng(seed))
    rows = run([edges, tests.slice(0, 0), actions.slice(0, 0)], seed % 1000).arrow.to_pylist()
    found: dict[str, set[int]] = {}
    for row in rows:
        found.setdefault(row["community_id"], set()).add(int(row["account_uid"][1:]))
    expected = [c for c in nx.connected_components(graph) if len(c) >= SETTINGS.min_community]
    assert sorted(map(sorted, found.values())) == sorted(map(sorted, expected))


def same(one: Found, other: Found) -> bool:
    return all(a.arrow.equals(b.arrow) for a, b in zip(one, other, strict=True))


@FEW
@given(Seeds)
def test_incremental_is_a_full_run(seed: int) -> None:
    """Whatever part of the data an earlier run saw, its tables only save time."""
    rng = np.random.default_rng(seed)
    graphs = [random_graph(seed + k) for k in range(3)]
    arrows = tables(nx.disjoint_union_all(graphs), rng)
    earlier = [arrow.take(np.flatnonzero(rng.random(len(arrow)) < 0.9)) for arrow in arrows]
    full = run_all(arrows)
    assert same(run_all(arrows, before=run_all(earlier)), full)
    assert same(run_all(arrows, before=full), full)
    # Also when the earlier run saw more, or nothing.
    assert same(run_all(earlier, before=full), run_all(earlier))
    nothing = run_all([arrow.slice(0, 0) for arrow in arrows])
    assert same(run_all(arrows, before=nothing), full)


@FEW
@given(Seeds)
def test_what_did_not_change_is_not_made_again(seed: int) -> None:
    """Rows of an earlier run are taken as they are, and those of changed components are not."""
    rng = np.random.default_rng(seed)
    edges, tests, actions = tables(nx.disjoint_union_all([nx.complete_graph(6)] * 2), rng)
    arrows = [edges, tests.slice(0, 0), actions.slice(0, 0)]
    communities, levels = run_all(arrows)
    marked = communities.arrow.set_column(
        communities.arrow.schema.get_field_index("stability"), "stability", pa.array([0.03125] * 12)
    )
    marked = marked.cast(Communities.arrow_schema())
    weaker = edges.slice(0, 1).set_column(
        edges.schema.get_field_index("p_combined"),
        edges.schema.field("p_combined"),
        pa.array([1e-3]),
    )
    changed = pa.concat_tables([weaker, edges.slice(1)])
    first = weaker.column("a")[0].as_py()
    found, _ = run_all([changed, *arrows[1:]], before=(Table(Communities, marked), levels))
    for row in found.arrow.to_pylist():
        is_of_changed = (row["account_uid"] < "n006") == (first < "n006")
        assert (row["stability"] != 0.03125) == is_of_changed


@FEW
@given(Seeds)
def test_a_component_depends_on_nothing_outside(seed: int) -> None:
    """Its rows are the same alone and among others, whatever these are."""
    rng = np.random.default_rng(seed)
    one, other = random_graph(seed), random_graph(seed + 1)
    both = nx.disjoint_union(one, other)
    edges, tests, actions = tables(both, rng)
    # Texts of one part only, so that none joins the two.
    mine = [name for name in pc.unique(tests.column("account_uid")).to_pylist()][: len(one)]
    own = pa.array(mine)
    actions = actions.filter(pc.is_in(actions.column("account_uid"), value_set=own))
    tests = tests.filter(pc.is_in(tests.column("account_uid"), value_set=own))
    alone = [edges.filter(pc.is_in(edges.column("a"), value_set=own)), tests, actions]
    everything = run_all([edges, tests, actions])
    for found, among in zip(run_all(alone), everything, strict=True):
        rows = among.arrow.filter(pc.is_in(among.arrow.column("account_uid"), value_set=own))
        assert found.arrow.equals(rows.combine_chunks())


@FEW
@given(Seeds)
def test_names_do_not_matter(seed: int) -> None:
    """New names give the same communities under new names, all columns included.

    The evidence of pairs differs, so colours tell all accounts of a component of three apart.
    """
    rng = np.random.default_rng(seed)
    edges, tests, actions = tables(random_graph(seed), rng)
    arrows = [edges, tests.slice(0, 0), actions.filter(pc.equal(actions.column("layer"), "text"))]
    names = tests.column("account_uid").to_pylist()
    new = dict(zip(names, rng.permutation([f"m{i:03d}" for i in range(len(names))]), strict=True))
    here, there = run_all(arrows), run_all([renamed(arrow, new) for arrow in arrows])
    for column in ("strength", "role", "stability", "n_partners", "basis"):
        one, other = (by_account(found[0], column) for found in (here, there))
        assert {new[name]: value for name, value in one.items()} == other
    for resolution in (0.5, 1.0, 2.0):
        for column in ("cell_id", "community_id"):
            one, other = (
                partition(found[1].arrow.filter(pc.field("resolution") == resolution), column)
                for found in (here, there)
            )
            assert {frozenset(new[name] for name in group) for group in one} == other


def renamed(arrow: pa.Table, new: dict[str, str]) -> pa.Table:
    """The same rows under other names, the ends of pairs in the order of these."""
    columns = {name: arrow.column(name) for name in arrow.column_names}
    if "a" in columns:
        ends = [[new[name] for name in columns[end].to_pylist()] for end in ("a", "b")]
        pairs = [sorted(pair) for pair in zip(*ends, strict=True)]
        columns |= {"a": [a for a, _ in pairs], "b": [b for _, b in pairs]}
    else:
        columns["account_uid"] = [new[name] for name in columns["account_uid"].to_pylist()]
    return pa.table(columns, schema=arrow.schema)


def by_account(found: Table[Communities], column: str) -> dict[str, object]:
    return dict(
        zip(*(found.arrow.column(c).to_pylist() for c in ("account_uid", column)), strict=True)
    )


def partition(rows: pa.Table, column: str) -> set[frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for row in rows.to_pylist():
        groups.setdefault(row[column], set()).add(row["account_uid"])
    return {frozenset(group) for group in groups.values()}
