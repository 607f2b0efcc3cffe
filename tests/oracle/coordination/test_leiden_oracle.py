"""Multiplex Leiden against slow modularity, every partition of small graphs, and a peer."""

from __future__ import annotations

from collections.abc import Iterator

import graspologic_native
import networkx as nx
import numpy as np
import pytest
from numpy.typing import NDArray

from undertow.coordination.communities.canonical import half_ties
from undertow.coordination.communities.graph import Graph, cut, masses
from undertow.coordination.communities.leiden import (
    connected_parts,
    inside_less_null,
    leiden,
    move_nodes,
)

Ints = NDArray[np.int64]
Ties = list[tuple[int, int, int, float]]
"""(left, right, layer, weight), left < right."""


def random_ties(rng: np.random.Generator, n: int, n_layers: int, chance: float) -> Ties:
    """A connected graph: a random tree and more ties, each in one layer or several."""
    pairs = {(int(rng.integers(j)), j) for j in range(1, n)}
    pairs |= {(i, j) for j in range(n) for i in range(j) if rng.random() < chance}
    return [
        (i, j, layer, float(rng.uniform(0.1, 1)))
        for i, j in sorted(pairs)
        for layer in sorted(rng.choice(n_layers, rng.integers(1, n_layers + 1), replace=False))
    ]


class Compiled:
    """A graph as the kernels take it."""

    def __init__(self, n: int, ties: Ties) -> None:
        columns = zip(*sorted(ties), strict=True)
        left, right, layer, weight = (np.array(c) for c in columns)
        self.starts, self.neighbours, tie = half_ties(
            n, left.astype(np.int32), right.astype(np.int32)
        )
        self.weight = weight[tie]
        self.layer = layer.astype(np.int8)[tie]
        self.mass = masses(self.starts, self.weight, self.layer, int(layer.max()) + 1)
        self.left, self.right, self.pair = left.astype(np.int32), right.astype(np.int32), tie

    def cut(self, resolution: float = 1.0, seed: int = 1) -> Ints:
        state = np.array([seed], np.uint64)
        rows = (self.starts, self.neighbours, self.weight, self.mass)
        return np.asarray(leiden(*rows, resolution, state))

    def cut_as_the_stage(self) -> Ints:
        """Cut it as one component, in the order that it has."""
        n = len(self.starts) - 1
        graph = Graph(
            accounts=np.arange(n),
            bounds=np.array([0, n]),
            component=np.zeros(n, np.int64),
            content=np.zeros(1, np.uint64),
            starts=self.starts,
            neighbours=self.neighbours,
            weight=self.weight,
            layer=self.layer,
            pair=self.pair,
            n_layers=self.mass.shape[1],
            left=self.left,
            right=self.right,
            is_validated=np.ones(len(self.left), bool),
            false_rate=np.zeros(1),
            user=np.empty(0, np.int32),
            used=np.empty(0, np.int32),
            bearer=np.empty(0, np.int32),
            borne=np.empty(0, np.int32),
        )
        return cut(graph, 1.0, 1)

    def modularity(self, part: Ints, resolution: float = 1.0) -> float:
        rows = (self.starts, self.neighbours, self.weight, self.mass)
        return float(inside_less_null(*rows, part, resolution) / self.weight.sum())


def slow_modularity(n: int, ties: Ties, part: Ints, resolution: float) -> float:
    """The formula of Mucha et al., as it is written, over all ordered pairs."""
    total = 0.0
    layers = {layer for *_, layer, _ in ties}
    for one in layers:
        matrix = np.zeros((n, n))
        for i, j, layer, weight in ties:
            if layer == one:
                matrix[i, j] += weight
                matrix[j, i] += weight
        degree, twice = matrix.sum(0), matrix.sum()
        for i in range(n):
            for j in range(n):
                if part[i] == part[j]:
                    total += matrix[i, j] - resolution * degree[i] * degree[j] / twice
    return total / (2 * sum(weight for *_, weight in ties))


def partitions(n: int) -> Iterator[Ints]:
    """Every partition of n nodes (restricted growth strings)."""

    def grow(done: list[int], highest: int) -> Iterator[Ints]:
        if len(done) == n:
            yield np.array(done)
            return
        for c in range(highest + 2):
            yield from grow([*done, c], max(highest, c))

    return grow([0], 0)


@pytest.mark.parametrize("n_layers", [1, 3])
@pytest.mark.parametrize("resolution", [0.5, 1.0, 2.0])
def test_modularity_is_that_of_the_formula(n_layers: int, resolution: float) -> None:
    rng = np.random.default_rng(n_layers)
    for _ in range(10):
        ties = random_ties(rng, 12, n_layers, 0.2)
        part = rng.integers(0, 4, 12)
        fast = Compiled(12, ties).modularity(part, resolution)
        assert fast == pytest.approx(slow_modularity(12, ties, part, resolution), abs=1e-12)


def test_one_layer_is_the_modularity_of_networkx() -> None:
    rng = np.random.default_rng(0)
    ties = random_ties(rng, 40, 1, 0.1)
    graph = nx.Graph()
    graph.add_weighted_edges_from((i, j, w) for i, j, _, w in ties)
    part = Compiled(40, ties).cut()
    groups = [set(np.flatnonzero(part == c).tolist()) for c in np.unique(part)]
    assert Compiled(40, ties).modularity(part) == pytest.approx(
        nx.community.modularity(graph, groups)
    )


@pytest.mark.parametrize("n_layers", [1, 3])
def test_the_best_of_all_partitions_is_found_nearly_always(n_layers: int) -> None:
    rng = np.random.default_rng(5 + n_layers)
    n_best = 0
    for _ in range(60):
        n = int(rng.integers(4, 8))
        graph = Compiled(n, random_ties(rng, n, n_layers, rng.uniform(0.05, 0.5)))
        best = max(graph.modularity(part) for part in partitions(n))
        reached = graph.modularity(graph.cut_as_the_stage())
        assert reached <= best + 1e-9
        assert reached >= best - 0.05
        n_best += reached >= best - 1e-9
    assert n_best >= 57


def planted(n: int, size: int, degree: int, mixing: float, seed: int) -> Ties:
    rng = np.random.default_rng(seed)
    ties: dict[tuple[int, int], float] = {}
    while len(ties) < n * degree // 2:
        i = int(rng.integers(n))
        near = i // size * size + int(rng.integers(size))
        j = near if rng.random() > mixing else int(rng.integers(n))
        if i != j:
            ties[min(i, j), max(i, j)] = float(rng.uniform(0.3, 1))
    return [(i, j, 0, w) for (i, j), w in ties.items()]


def lfr(mixing: float) -> Ties:
    graph = nx.LFR_benchmark_graph(
        500, 3, 1.5, mixing, average_degree=8, max_degree=50, min_community=20, seed=10
    )
    return [(min(e), max(e), 0, 1.0) for e in graph.edges if e[0] != e[1]]


@pytest.mark.parametrize(
    ("n", "ties"),
    [
        (1000, planted(1000, 50, 10, 0.2, 1)),
        (1000, planted(1000, 50, 10, 0.6, 2)),
        (500, lfr(0.2)),
        (500, lfr(0.5)),
    ],
)
def test_no_worse_than_graspologic(n: int, ties: Ties) -> None:
    graph = Compiled(n, ties)
    _, found = graspologic_native.leiden(
        edges=[(str(i), str(j), w) for i, j, _, w in ties],
        starting_communities=None,
        resolution=1.0,
        randomness=0.001,
        iterations=3,
        use_modularity=True,
        seed=1,
        trials=1,
    )
    theirs = np.unique([found.get(str(i), -i - 1) for i in range(n)], return_inverse=True)[1]
    assert graph.modularity(graph.cut_as_the_stage()) >= 0.99 * graph.modularity(theirs)


@pytest.mark.parametrize("n_layers", [1, 2])
def test_communities_are_connected_and_no_two_should_be_one(n_layers: int) -> None:
    rng = np.random.default_rng(n_layers)
    for seed in range(20):
        n = int(rng.integers(10, 120))
        ties = random_ties(rng, n, n_layers, rng.uniform(0, 0.1))
        graph = Compiled(n, ties)
        part = graph.cut(seed=seed)
        tied = nx.Graph((i, j) for i, j, *_ in ties)
        groups = [np.flatnonzero(part == c).tolist() for c in np.unique(part)]
        assert all(nx.is_connected(tied.subgraph(group)) for group in groups)
        reached = graph.modularity(part)
        for c in range(len(groups)):
            for other in range(c):
                assert graph.modularity(np.where(part == c, other, part)) <= reached + 1e-9


def test_disconnected_communities_are_divided() -> None:
    graph = Compiled(6, [(0, 1, 0, 1.0), (2, 3, 0, 1.0), (1, 2, 0, 1.0), (4, 5, 0, 1.0)])
    part = np.array([0, 0, 1, 0, 0, 0])
    parts = connected_parts(graph.starts, graph.neighbours, part)
    assert parts.tolist() == [0, 0, 1, 2, 3, 3]


def test_moves_only_raise_the_modularity() -> None:
    rng = np.random.default_rng(3)
    for _ in range(20):
        graph = Compiled(30, random_ties(rng, 30, 2, 0.1))
        part = rng.integers(0, 30, 30)
        before = graph.modularity(part)
        rows = (graph.starts, graph.neighbours, graph.weight, graph.mass)
        move_nodes(*rows, part, 1.0, np.array([2], np.uint64))
        assert graph.modularity(part) >= before - 1e-12
