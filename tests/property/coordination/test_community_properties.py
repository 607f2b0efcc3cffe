"""Communities of random graphs."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import BEGIN_S, Act, actions_table

from undertow.coordination import find_communities
from undertow.schema import AccountTests, Actions, Communities, Edges, Table
from undertow.settings import CoordinationSettings

SETTINGS = CoordinationSettings(n_resamples=8)
FEW = settings(max_examples=25)
Seeds = st.integers(0, 2**32)


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


def run(arrows: list[pa.Table], seed: int = 1) -> Table[Communities]:
    edges, tests, actions = arrows
    return find_communities(
        Table(Edges, edges), Table(AccountTests, tests), Table(Actions, actions), SETTINGS,
        rng_seed=seed,
    )[0]  # fmt: skip


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
