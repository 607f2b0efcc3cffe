"""How strongly an account belongs: strength, core or periphery, partners, stability."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from undertow.coordination.communities.graph import Facts, Graph, cut, join, keep_pairs, seeds
from undertow.coordination.communities.leiden import Floats, Ints, Nodes
from undertow.settings import CoordinationSettings

# Share of the pairs kept in each resampled run.
_KEPT = 0.8
# A component of many pairs is cut anew less often: as often as this many pairs allow, but not less
# than the fewest runs.
_RESAMPLED_PAIRS = 5_000_000
_FEWEST_RUNS = 5
# An account is of the core when it belongs to what stays together at this share of the highest
# coreness in the community.
_CORE_SHARE = 0.5
# Halvings of the interval in which the highest coreness is looked for.
_HALVINGS = 12


def degree_inside(graph: Graph, group: Ints) -> Floats:
    """Return the weight of the ties of each node inside its group, (n,) float64."""
    return _degree_inside(graph.starts, graph.neighbours, graph.weight, group)


def partners_inside(graph: Graph, group: Ints) -> Ints:
    """Count the validated partners of each node inside its group, (n,) int64."""
    counts = graph.is_validated & (group[graph.left] == group[graph.right])
    ends = np.concatenate([graph.left[counts], graph.right[counts]])
    return np.bincount(ends, minlength=len(group)).astype(np.int64)


def strength(graph: Graph, group: Ints) -> Floats:
    """Return the degree of each node inside its group over the largest there.

    Returns
    -------
    (n,) float64
        0..1; 0 where a node shares texts and no tie with its group.
    """
    degree = degree_inside(graph, group)
    largest = np.zeros(len(group))
    np.maximum.at(largest, group, degree)
    reached: Floats = degree / np.where(largest > 0, largest, 1.0)[group]
    return reached


def is_core(graph: Graph, group: Ints) -> Facts:
    """Whether each node is of the core of its group.

    The s-core (Eidsaa and Almaas 2013, doi:10.1103/PhysRevE.88.062819) of a group is what is left
    when accounts whose ties to the rest weigh less than s are taken away, again and again. The core
    is the s-core at half of the largest s that leaves anybody, among accounts with two partners or
    more: an account that hangs by one tie is periphery.

    Returns
    -------
    (n,) bool

    Notes
    -----
    Unlike the degree, one hub does not make everyone else periphery. The largest s is found to
    one part in 4,000 by halving, each as long as there are ties.
    """
    arrays = (graph.starts, graph.neighbours, graph.weight, group)
    degree = _degree_inside(*arrays)
    low, high = np.zeros(len(group)), np.zeros(len(group))
    np.maximum.at(high, group, degree * (1 + 1e-9))
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        is_reached = np.zeros(len(group), bool)
        is_reached[group[_stays(*arrays, degree, middle)]] = True
        low, high = np.where(is_reached, middle, low), np.where(is_reached, high, middle)
    stays = _stays(*arrays, degree, _CORE_SHARE * low)
    return stays & (_n_tied_inside(graph, group) >= 2)


def stability(graph: Graph, group: Ints, settings: CoordinationSettings, seed: int) -> Floats:
    """Return the share of resampled runs that leave each node in its group.

    In each run a fifth of the tied pairs is dropped and everything is cut and joined anew. A group
    is recognised in the run by the one that holds most of its members.

    Parameters
    ----------
    graph : Graph
        Components in canonical order.
    group : (n,) int64
        Group of each node, 0..n-1.
    settings : CoordinationSettings
        Resolution, smallest community, runs: fewer for components of more than 250,000 pairs,
        at least five.
    seed : int
        Seed of the runs.

    Returns
    -------
    (n,) float64
        0..1; 1 without runs.
    """
    n_pairs = np.bincount(graph.component[graph.left], minlength=len(graph.content))
    affordable = np.maximum(_RESAMPLED_PAIRS // np.maximum(n_pairs, 1), _FEWEST_RUNS)
    runs = np.minimum(affordable, settings.n_resamples)
    stayed = np.zeros(len(group))
    for run in range(int(runs.max(initial=0))):
        own = seeds(graph.content, np.uint64(seed + run + 1))
        kept = keep_pairs(graph.left, graph.component, own, _KEPT)
        is_cut = runs > run
        cell = cut(
            graph, settings.resolution, seed + run + 1, is_kept=kept, is_cut=is_cut, is_quick=True
        )
        other = join(graph, cell, settings.min_community, kept)
        stayed += _stays_with_most(group, other) & is_cut[graph.component]
    share: Floats = stayed / np.maximum(runs, 1)[graph.component]
    return share if settings.n_resamples else np.ones(len(group))


def _stays_with_most(group: Ints, other: Ints) -> Facts:
    """Whether each node is in the part of ``other`` that holds most of its group.

    Of two that hold as many, the one of the earlier node.
    """
    key = group * (len(group) + 1) + other + 1
    both, inverse, counts = np.unique(key, return_inverse=True, return_counts=True)
    of_group = both // (len(group) + 1)
    order = np.lexsort((both, -counts, of_group))
    is_first = np.diff(of_group[order], prepend=-1) != 0
    is_most = np.zeros(len(both), bool)
    is_most[order[is_first]] = True
    return np.asarray(is_most[inverse])


@njit(cache=True)
def _degree_inside(starts: Ints, neighbours: Nodes, weight: Floats, group: Ints) -> Floats:
    degree = np.zeros(len(group))
    for v in range(len(group)):
        for k in range(starts[v], starts[v + 1]):
            if group[neighbours[k]] == group[v]:
                degree[v] += weight[k]
    return degree


def _n_tied_inside(graph: Graph, group: Ints) -> Ints:
    """Count the nodes that each is tied to inside its group, by whatever layer."""
    inside = group[graph.left] == group[graph.right]
    ends = np.concatenate([graph.left[inside], graph.right[inside]])
    return np.bincount(ends, minlength=len(group)).astype(np.int64)


@njit(cache=True)
def _stays(
    starts: Ints, neighbours: Nodes, weight: Floats, group: Ints, degree: Floats, least: Floats
) -> NDArray[np.bool_]:
    """Whether each node is in the s-core of its group at ``least[group]``."""
    n = len(group)
    left = degree.copy()
    stays = np.ones(n, np.bool_)
    stack = np.empty(n, np.int64)
    n_stacked = 0
    for v in range(n):
        if left[v] < least[group[v]]:
            stays[v] = False
            stack[n_stacked] = v
            n_stacked += 1
    while n_stacked:
        n_stacked -= 1
        v = stack[n_stacked]
        for k in range(starts[v], starts[v + 1]):
            u = neighbours[k]
            if stays[u] and group[u] == group[v]:
                left[u] -= weight[k]
                if left[u] < least[group[u]]:
                    stays[u] = False
                    stack[n_stacked] = u
                    n_stacked += 1
    return stays
