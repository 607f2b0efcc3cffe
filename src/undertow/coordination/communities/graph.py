"""The network in canonical order, and its partitions."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from undertow.coordination.communities.canonical import colours, half_ties
from undertow.coordination.communities.joining import absorb_small, join_cells
from undertow.coordination.communities.leiden import (
    Floats,
    Ints,
    Nodes,
    inside_less_null,
    leiden,
)
from undertow.coordination.communities.network import Network, tie_order
from undertow.coordination.communities.randomness import Words, draw, mix

Facts = NDArray[np.bool_]

# A component of few ties is cut this often, and the best is taken: it costs nothing.
_STARTS = 5
_FEW_TIES = 10_000
_MOST_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Graph:
    """Components one after the other, each in canonical order; no name is in it.

    Attributes
    ----------
    accounts : (n,) int64
        Position of each node in the names of the network.
    bounds : (n_components + 1,) int64
        Where the nodes of each component begin.
    component : (n,) int64
        Component of each node.
    content : (n_components,) uint64
        Hash of the form of each component, from which its random numbers come.
    starts, neighbours, weight, layer, pair
        Compressed rows of ties: a tie for each layer of a pair; ``pair`` says of which.
    n_layers : int
        Layers of the network.
    left, right : (n_pairs,) int32
        Ends of each tied pair.
    is_validated : (n_pairs,) bool
        Whether it is a validated pair, and not only a text in common.
    false_rate : (n_components,) float64
        Probability that two accounts are a pair by false discovery.
    user, used : (n_uses,) int32
        Which node published which text.
    bearer, borne : (n_borne,) int32
        Which node carries which validated set.
    """

    accounts: Ints
    bounds: Ints
    component: Ints
    content: Words
    starts: Ints
    neighbours: Nodes
    weight: Floats
    layer: NDArray[np.int8]
    pair: Nodes
    n_layers: int
    left: Nodes
    right: Nodes
    is_validated: Facts
    false_rate: Floats
    user: Nodes
    used: Nodes
    bearer: Nodes
    borne: Nodes


def order_network(network: Network, components: Ints) -> Graph:
    """Put some components of a network in canonical order.

    Parameters
    ----------
    network : Network
        Only what is in the components, see :meth:`Network.of_components`.
    components : (n_components,) int64
        The components, ascending.

    Returns
    -------
    Graph
    """
    salt = np.array([zlib.crc32(name.encode()) for name in network.layers], np.uint64)
    members = np.flatnonzero(np.isin(network.component, components))
    component = np.searchsorted(components, network.component[members])
    members = members[np.argsort(component, kind="stable")]
    component = np.sort(component)
    bounds = np.searchsorted(component, np.arange(len(components) + 1))
    left, right, layer, order = _renumbered(network, members)
    starts, neighbours, tie = half_ties(len(members), left, right)
    weight = network.weight[order]
    colour, content = colours(bounds, starts, neighbours, weight[tie], salt[layer[tie]])
    members = members[np.lexsort((colour, component))]
    left, right, layer, order = _renumbered(network, members)
    starts, neighbours, tie = half_ties(len(members), left, right)
    is_first = np.diff(left.astype(np.int64) * len(members) + right, prepend=-1) != 0
    first = np.flatnonzero(is_first)
    q_value = network.q_value[order]
    is_validated = np.zeros(len(first), bool)
    pair = np.cumsum(is_first) - 1
    is_validated[pair[~np.isnan(q_value)]] = True
    position = np.full(len(network.accounts), -1, np.int32)
    position[members] = np.arange(len(members), dtype=np.int32)
    return Graph(
        accounts=members,
        bounds=bounds,
        component=component,
        content=content,
        starts=starts,
        neighbours=neighbours,
        weight=network.weight[order][tie],
        layer=layer[tie],
        pair=pair.astype(np.int32)[tie],
        n_layers=len(network.layers),
        left=left[first],
        right=right[first],
        is_validated=is_validated,
        false_rate=_false_rate(component, left, q_value, left[first], right[first], is_validated),
        user=position[network.user],
        used=network.used,
        bearer=position[network.bearer],
        borne=network.borne,
    )


def _renumbered(network: Network, members: Ints) -> tuple[Nodes, Nodes, NDArray[np.int8], Ints]:
    """Return the ties under new numbers, sorted by (left, right, layer), and their order."""
    number = np.full(len(network.accounts), -1, np.int32)
    number[members] = np.arange(len(members), dtype=np.int32)
    one, other = number[network.left], number[network.right]
    left, right = np.minimum(one, other), np.maximum(one, other)
    order, _ = tie_order(len(members), len(network.layers), left, right, network.layer)
    return left[order], right[order], network.layer[order], order


def _false_rate(
    component: Ints,
    tie_left: Nodes,
    q_value: Floats,
    left: Nodes,
    right: Nodes,
    is_validated: Facts,
) -> Floats:
    """Return for each component the expected false pairs over all possible pairs.

    Of the pairs kept, the share of the largest q-value is expected to be false; they may lie
    between any two accounts that have a pair.
    """
    n = int(component[-1]) + 1 if len(component) else 0
    largest = np.zeros(n)
    known = ~np.isnan(q_value)
    np.maximum.at(largest, component[tie_left[known]], q_value[known])
    n_pairs = np.bincount(component[left[is_validated]], minlength=n)
    paired = np.unique(np.concatenate([left[is_validated], right[is_validated]]))
    n_paired = np.bincount(component[paired], minlength=n)
    rate: Floats = largest * n_pairs / np.maximum(n_paired * (n_paired - 1) / 2, 1)
    return rate


def cut(
    graph: Graph,
    resolution: float,
    seed: int,
    *,
    is_kept: Facts | None = None,
    is_cut: Facts | None = None,
    is_quick: bool = False,
) -> Ints:
    """Cut each component into communities by itself.

    Parameters
    ----------
    graph : Graph
        Components in canonical order.
    resolution : float
        Resolution of the modularity.
    seed : int
        With the form of a component, the seed of its random numbers.
    is_kept : (n_pairs,) bool, optional
        Pairs whose ties count; all.
    is_cut : (n_components,) bool, optional
        Components that are cut; all. Nodes of others get -1.
    is_quick : bool
        Whether one try is enough: one round of Leiden for components of more than 10,000 ties,
        one start in place of the best of five for others.

    Returns
    -------
    (n,) int64
        Community of each node, 0..n-1, of one component each.
    """
    return _cut_components(
        graph.bounds,
        graph.starts,
        graph.neighbours,
        graph.weight,
        graph.layer,
        graph.pair,
        graph.n_layers,
        np.ones(len(graph.left), bool) if is_kept is None else is_kept,
        np.ones(len(graph.content), bool) if is_cut is None else is_cut,
        resolution,
        is_quick,
        seeds(graph.content, np.uint64(seed)),
    )


def join(graph: Graph, cell: Ints, smallest: int, is_kept: Facts | None = None) -> Ints:
    """Join the communities of :func:`cut` that belong to one operation, and the small ones.

    Parameters
    ----------
    graph : Graph
        Components in canonical order.
    cell : (n,) int64
        Communities of :func:`cut`.
    smallest : int
        Fewest accounts of a community.
    is_kept : (n_pairs,) bool, optional
        Pairs whose ties count; all.

    Returns
    -------
    (n,) int64
        Group of each node, 0..n-1, or -1 where ``cell`` is.
    """
    is_kept = np.ones(len(graph.left), bool) if is_kept is None else is_kept
    counts = graph.is_validated & is_kept
    group = join_cells(
        cell,
        graph.component,
        graph.left[counts],
        graph.right[counts],
        graph.false_rate,
        graph.user,
        graph.used,
        graph.bearer,
        graph.borne,
    )
    rows = (graph.starts, graph.neighbours, graph.weight, graph.pair)
    return np.asarray(absorb_small(group, *rows, is_kept, smallest))


@njit(cache=True)
def seeds(content: Words, seed: np.uint64) -> Words:
    """Return a seed for each component, from its form and a seed for all."""
    own = np.empty_like(content)
    for c in range(len(content)):
        own[c] = mix(content[c] ^ mix(seed))
    return own


@njit(cache=True)
def keep_pairs(left: Nodes, component: Ints, own_seeds: Words, share: float) -> Facts:
    """Draw pairs (sorted by component) to keep, each with probability ``share``."""
    kept = np.empty(len(left), np.bool_)
    state = np.zeros(1, np.uint64)
    current = -1
    for k in range(len(left)):
        if component[left[k]] != current:
            current = component[left[k]]
            state[0] = own_seeds[current]
        kept[k] = draw(state) < share
    return kept


@njit(cache=True)
def _cut_components(
    bounds: Ints,
    starts: Ints,
    neighbours: Nodes,
    weight: Floats,
    layer: NDArray[np.int8],
    pair: Nodes,
    n_layers: int,
    is_kept: Facts,
    is_cut: Facts,
    resolution: float,
    is_quick: bool,
    own_seeds: Words,
) -> Ints:
    part = np.full(len(starts) - 1, -1, np.int64)
    state = np.empty(1, np.uint64)
    for c in range(len(bounds) - 1):
        if not is_cut[c]:
            continue
        begin, end = bounds[c], bounds[c + 1]
        rows, ties, weights, layers = _one_component(
            begin, end, starts, neighbours, weight, layer, pair, is_kept
        )
        mass = masses(rows, weights, layers, n_layers)
        state[0] = own_seeds[c]
        is_small = len(ties) <= 2 * _FEW_TIES
        rounds = 1 if is_quick and not is_small else _MOST_ROUNDS
        best = leiden(rows, ties, weights, mass, resolution, state, rounds)
        if is_small and not is_quick:
            quality = inside_less_null(rows, ties, weights, mass, best, resolution)
            for _ in range(_STARTS - 1):
                other = leiden(rows, ties, weights, mass, resolution, state, rounds)
                reached = inside_less_null(rows, ties, weights, mass, other, resolution)
                if reached > quality + 1e-9:
                    best, quality = other, reached
        for v in range(begin, end):
            part[v] = begin + best[v - begin]
    return part


@njit(cache=True)
def _one_component(
    begin: int,
    end: int,
    starts: Ints,
    neighbours: Nodes,
    weight: Floats,
    layer: NDArray[np.int8],
    pair: Nodes,
    is_kept: Facts,
) -> tuple[Ints, Nodes, Floats, NDArray[np.int8]]:
    """Return the compressed rows of one component, numbered from 0, with the kept pairs only."""
    rows = np.zeros(end - begin + 1, np.int64)
    most = starts[end] - starts[begin]
    ties, weights = np.empty(most, np.int32), np.empty(most)
    layers = np.empty(most, np.int8)
    filled = 0
    for v in range(begin, end):
        for k in range(starts[v], starts[v + 1]):
            if is_kept[pair[k]]:
                ties[filled] = neighbours[k] - begin
                weights[filled] = weight[k]
                layers[filled] = layer[k]
                filled += 1
        rows[v - begin + 1] = filled
    return rows, ties[:filled], weights[:filled], layers[:filled]


@njit(cache=True)
def masses(starts: Ints, weight: Floats, layer: NDArray[np.int8], n_layers: int) -> Floats:
    """Return the degree of each node in each layer over the root of the layer's whole."""
    degree = np.zeros((len(starts) - 1, n_layers))
    whole = np.zeros(n_layers)
    for v in range(len(starts) - 1):
        for k in range(starts[v], starts[v + 1]):
            degree[v, layer[k]] += weight[k]
        whole += degree[v]
    for v in range(len(starts) - 1):
        for one in range(n_layers):
            if whole[one] > 0:
                degree[v, one] /= np.sqrt(whole[one])
    return degree
