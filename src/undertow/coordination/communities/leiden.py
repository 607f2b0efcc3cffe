"""Multiplex Leiden: compiled loops that cut one connected network into communities.

All layers are optimised at once. With ties ``A_ijl`` of layer l (its weight included), degrees
``k_il`` and total ``m_l``, the quality is the multiplex modularity of Mucha et al. (2010,
doi:10.1126/science.1184819, eq. 1) for an account that is in one community in all layers::

    Q = 1 / (2 sum_l m_l)  sum_l sum_ij (A_ijl - resolution k_il k_jl / (2 m_l)) [i with j]

that is the sum over layers of their modularity, each with its own null, weighted by their share of
all ties: a layer of three ties does not count as much as one of a million. With the *mass* of an
account ``c_il = k_il / sqrt(2 m_l)`` the null of a pair is a product of two short vectors, so the
network is reduced, exactly, to one weighted graph and one mass vector for each account:

    Q = 1 / (2 sum_l m_l)  sum_communities (ties inside - resolution |sum of masses|^2)

Masses and ties both add up when nodes are merged, which is all that Leiden (Traag, Waltman and van
Eck 2019, doi:10.1038/s41598-019-41695-z) needs. A pass costs as much as there are ties, times the
layers for each neighbouring community.

A graph is given as compressed rows: the neighbours of node v are
``neighbours[starts[v]:starts[v + 1]]``, each tie in both rows; parallel ties add up.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from undertow.coordination.communities.randomness import Words, draw, shuffled

Ints = NDArray[np.int64]
Nodes = NDArray[np.int32]
Floats = NDArray[np.float64]

# Gains below this are rounding, and never move anything: else the loops might not end.
_EPSILON = 1e-10
# Width of the random choice among communities that a node may be merged with in refinement, in the
# unit of the strongest tie (theta of the paper).
_RANDOMNESS = 0.01
# Leiden is repeated from its own result while that raises the modularity by this share; two or
# three rounds as a rule.
_LEAST_GAIN = 1e-3


@njit(cache=True)
def leiden(
    starts: Ints,
    neighbours: Nodes,
    weight: Floats,
    mass: Floats,
    resolution: float,
    state: Words,
    most_rounds: int = 20,
) -> Ints:
    """Cut a graph into communities of high multiplex modularity.

    Parameters
    ----------
    starts, neighbours, weight
        Compressed rows; (n + 1,), (2 n_ties,) and (2 n_ties,), weights > 0.
    mass : (n, n_layers) float64
        Degree of each node in each layer, over the root of twice the total of the layer.
    resolution : float
        Weight of the null, > 0; higher gives more and smaller communities.
    state : (1,) uint64
        Random state; advanced.
    most_rounds : int
        Times that everything is repeated at most.

    Returns
    -------
    (n,) int64
        Community of each node, numbered from 0 in order of the first node. Every community is
        connected, and no two could be merged with gain.
    """
    membership = np.arange(len(starts) - 1)
    reached = -np.inf
    for _ in range(most_rounds):
        before = reached
        membership = _round(starts, neighbours, weight, mass, membership, resolution, state)
        reached = inside_less_null(starts, neighbours, weight, mass, membership, resolution)
        if reached - before <= _LEAST_GAIN * abs(reached):
            break
    return connected_parts(starts, neighbours, membership)


@njit(cache=True)
def _round(
    starts: Ints,
    neighbours: Nodes,
    weight: Floats,
    mass: Floats,
    membership: Ints,
    resolution: float,
    state: Words,
) -> Ints:
    """Move, refine and merge until every community is one node."""
    node_of = np.arange(len(membership))
    part, _ = numbered(membership)
    while True:
        move_nodes(starts, neighbours, weight, mass, part, resolution, state)
        part, n_parts = numbered(part)
        n = len(part)
        if n_parts == n:
            break
        refined, n_refined = numbered(
            _refine(starts, neighbours, weight, mass, part, n_parts, resolution, state)
        )
        if n_refined == n:
            break
        starts, neighbours, weight = _merged_ties(starts, neighbours, weight, refined, n_refined)
        mass = _summed(mass, refined, n_refined)
        merged_part = np.empty(n_refined, np.int64)
        for v in range(n):
            merged_part[refined[v]] = part[v]
        part = merged_part
        for i in range(len(node_of)):
            node_of[i] = refined[node_of[i]]
    return numbered(part[node_of])[0]


@njit(cache=True)
def move_nodes(
    starts: Ints,
    neighbours: Nodes,
    weight: Floats,
    mass: Floats,
    part: Ints,
    resolution: float,
    state: Words,
) -> None:
    """Move nodes, each to the neighbouring community of most gain, until none gains; in place.

    Nodes wait in a queue, at first in random order; a move lets the neighbours that it leaves
    behind queue again.
    """
    n = len(part)
    community_mass = _summed(mass, part, n)
    size = np.bincount(part, minlength=n)
    empty = np.flatnonzero(size == 0)
    n_empty = len(empty)
    spare = np.empty(n, np.int64)
    spare[:n_empty] = empty
    queue = shuffled(n, state)
    is_queued = np.ones(n, np.bool_)
    ties_to, touched = np.zeros(n), np.empty(n, np.int64)
    first, n_queued = 0, n
    while n_queued:
        v = queue[first]
        first = (first + 1) % n
        n_queued -= 1
        is_queued[v] = False
        n_touched = _ties_by_community(v, starts, neighbours, weight, part, ties_to, touched)
        own = part[v]
        size[own] -= 1
        _add(community_mass, own, mass, v, -1.0)
        best = own
        best_gain = ties_to[own] - resolution * _product(mass, v, community_mass, own)
        for k in range(n_touched):
            c = touched[k]
            gain = ties_to[c] - resolution * _product(mass, v, community_mass, c)
            if gain > best_gain + _EPSILON:
                best, best_gain = c, gain
            ties_to[c] = 0.0
        if size[own] and best_gain < -_EPSILON:  # better alone; some community is empty then
            n_empty -= 1
            best = spare[n_empty]
        part[v] = best
        size[best] += 1
        _add(community_mass, best, mass, v, 1.0)
        if best == own:
            continue
        if size[own] == 0:
            community_mass[own] = 0.0
            spare[n_empty] = own
            n_empty += 1
        for k in range(starts[v], starts[v + 1]):
            u = neighbours[k]
            if part[u] != best and not is_queued[u]:
                queue[(first + n_queued) % n] = u
                n_queued += 1
                is_queued[u] = True


@njit(cache=True)
def _refine(
    starts: Ints,
    neighbours: Nodes,
    weight: Floats,
    mass: Floats,
    part: Ints,
    n_parts: int,
    resolution: float,
    state: Words,
) -> Ints:
    """Divide each community anew: nodes that are well tied to it join each other, inside it only.

    A node or a subset is well tied when its ties to the rest of its community reach the null. A
    node that is still alone joins one such subset, none at a loss, the better ones more probably.
    """
    n = len(part)
    whole = _summed(mass, part, n_parts)
    refined = np.arange(n)
    own_mass, size = mass.copy(), np.ones(n, np.int64)
    outward = np.zeros(n)  # ties of each subset to the rest of its community
    for v in range(n):
        for k in range(starts[v], starts[v + 1]):
            if part[neighbours[k]] == part[v] and neighbours[k] != v:
                outward[v] += weight[k]
    ties_to, touched = np.zeros(n), np.empty(n, np.int64)
    for v in shuffled(n, state):
        is_alone = size[v] == 1 and refined[v] == v
        if not is_alone or not _is_well_tied(outward, own_mass, v, whole, part[v], resolution):
            continue
        n_touched = _ties_by_community(v, starts, neighbours, weight, refined, ties_to, touched)
        best, best_score = v, -np.inf
        for k in range(n_touched):
            c = touched[k]
            if part[c] != part[v] or c == v:
                continue
            gain = ties_to[c] - resolution * _product(mass, v, own_mass, c)
            if gain < -_EPSILON or not _is_well_tied(
                outward, own_mass, c, whole, part[v], resolution
            ):
                continue
            # The largest of gains with Gumbel noise is a draw with weights exp(gain / theta).
            score = gain - _RANDOMNESS * np.log(-np.log(max(draw(state), 1e-300)))
            if score > best_score:
                best, best_score = c, score
        if best != v:
            refined[v] = best
            outward[best] += outward[v] - 2 * ties_to[best]
            _add(own_mass, best, mass, v, 1.0)
            size[best] += 1
            size[v] = 0
        for k in range(n_touched):
            ties_to[touched[k]] = 0.0
    return refined


@njit(cache=True)
def _is_well_tied(
    outward: Floats, own: Floats, subset: int, whole: Floats, community: int, resolution: float
) -> bool:
    """Whether the ties of a subset to the rest of its community reach the null."""
    expected = 0.0
    for layer in range(own.shape[1]):
        expected += own[subset, layer] * (whole[community, layer] - own[subset, layer])
    return bool(outward[subset] >= resolution * expected - _EPSILON)


@njit(cache=True)
def _ties_by_community(
    v: int,
    starts: Ints,
    neighbours: Nodes,
    weight: Floats,
    part: Ints,
    ties_to: Floats,
    touched: Ints,
) -> int:
    """Add the ties of a node up by community, and list these; return how many there are."""
    n_touched = 0
    for k in range(starts[v], starts[v + 1]):
        if neighbours[k] == v:
            continue
        c = part[neighbours[k]]
        if ties_to[c] == 0.0:
            touched[n_touched] = c
            n_touched += 1
        ties_to[c] += weight[k]
    return n_touched


@njit(cache=True)
def _merged_ties(
    starts: Ints, neighbours: Nodes, weight: Floats, part: Ints, n_parts: int
) -> tuple[Ints, Nodes, Floats]:
    """Return the compressed rows between parts. Ties inside a part move with it and are dropped."""
    size = np.bincount(part, minlength=n_parts)
    ends = np.cumsum(size)
    members = np.empty(len(part), np.int64)
    for v in range(len(part) - 1, -1, -1):
        ends[part[v]] -= 1
        members[ends[part[v]]] = v
    new_starts = np.zeros(n_parts + 1, np.int64)
    new_neighbours = np.empty(len(neighbours), np.int32)
    new_weight = np.empty(len(neighbours))
    ties_to, touched = np.zeros(n_parts), np.empty(n_parts, np.int64)
    filled = 0
    for p in range(n_parts):
        n_touched = 0
        for m in range(ends[p], ends[p] + size[p]):
            v = members[m]
            for k in range(starts[v], starts[v + 1]):
                other = part[neighbours[k]]
                if other == p:
                    continue
                if ties_to[other] == 0.0:
                    touched[n_touched] = other
                    n_touched += 1
                ties_to[other] += weight[k]
        for t in range(n_touched):
            new_neighbours[filled] = touched[t]
            new_weight[filled] = ties_to[touched[t]]
            ties_to[touched[t]] = 0.0
            filled += 1
        new_starts[p + 1] = filled
    return new_starts, new_neighbours[:filled].copy(), new_weight[:filled].copy()


@njit(cache=True)
def _summed(mass: Floats, part: Ints, n_parts: int) -> Floats:
    """Add masses up by part."""
    total = np.zeros((n_parts, mass.shape[1]))
    for v in range(len(part)):
        for layer in range(mass.shape[1]):
            total[part[v], layer] += mass[v, layer]
    return total


@njit(cache=True)
def _product(left: Floats, i: int, right: Floats, j: int) -> float:
    """Return the inner product of two rows, added in the order of the layers."""
    total = 0.0
    for layer in range(left.shape[1]):
        total += left[i, layer] * right[j, layer]
    return total


@njit(cache=True)
def _add(total: Floats, i: int, mass: Floats, v: int, sign: float) -> None:
    """Add a row of ``mass``, or take it away, in place."""
    for layer in range(mass.shape[1]):
        total[i, layer] += sign * mass[v, layer]


@njit(cache=True)
def numbered(part: Ints) -> tuple[Ints, int]:
    """Return parts (0..n-1) numbered anew in order of their first node, and how many."""
    number = np.full(len(part), -1, np.int64)
    result = np.empty(len(part), np.int64)
    n_parts = 0
    for v in range(len(part)):
        if number[part[v]] < 0:
            number[part[v]] = n_parts
            n_parts += 1
        result[v] = number[part[v]]
    return result, n_parts


@njit(cache=True)
def connected_parts(starts: Ints, neighbours: Nodes, part: Ints) -> Ints:
    """Divide each part into what is connected inside it.

    Parameters
    ----------
    starts, neighbours
        Compressed rows.
    part : (n,) int64
        Part of each node.

    Returns
    -------
    (n,) int64
        Numbered from 0 in order of the first node.

    Notes
    -----
    Leiden's communities are connected when it ends by itself; this holds even if it was stopped
    after its most rounds, and never lowers the modularity.
    """
    n = len(part)
    result = np.full(n, -1, np.int64)
    stack = np.empty(n, np.int64)
    n_found = 0
    for first in range(n):
        if result[first] >= 0:
            continue
        result[first] = n_found
        stack[0], n_stacked = first, 1
        while n_stacked:
            n_stacked -= 1
            v = stack[n_stacked]
            for k in range(starts[v], starts[v + 1]):
                u = neighbours[k]
                if result[u] < 0 and part[u] == part[v]:
                    result[u] = n_found
                    stack[n_stacked] = u
                    n_stacked += 1
        n_found += 1
    return result


@njit(cache=True)
def inside_less_null(
    starts: Ints, neighbours: Nodes, weight: Floats, mass: Floats, part: Ints, resolution: float
) -> float:
    """Return the multiplex modularity of a partition, times twice the weight of all ties."""
    inside = 0.0
    for v in range(len(part)):
        for k in range(starts[v], starts[v + 1]):
            if part[neighbours[k]] == part[v]:
                inside += weight[k]
    total = _summed(mass, part, len(part))
    for p in range(len(part)):
        inside -= resolution * _product(total, p, total, p)
    return inside
