"""Cells of one operation: communities that have more in common than chance leaves."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy import special

from undertow.coordination.communities.leiden import Floats, Ints, Nodes

JOINED_BY = 3
"""Communities that share this many texts or validated pairs may be one."""
# Pairs between two communities join them when the false discoveries that have to be expected among
# all pairs reach their number with this probability at most, after paying for all pairs of
# communities in the component.
_CHANCE = 0.01


def join_cells(
    cell: Ints,
    component: Ints,
    left: Nodes,
    right: Nodes,
    false_rate: Floats,
    user: Nodes,
    used: Nodes,
    bearer: Nodes,
    borne: Nodes,
) -> Ints:
    """Join communities that have texts, validated pairs or a validated set in common.

    Parameters
    ----------
    cell : (n,) int64
        Community of each account, 0..n-1; -1 leaves an account out.
    component : (n,) int64
        Component of each account.
    left, right : (n_pairs,) int32
        Validated pairs.
    false_rate : (n_components,) float64
        Probability that two accounts of the component are a pair by false discovery.
    user, used : (n_uses,) int32
        Which account published which text.
    bearer, borne : (n_borne,) int32
        Which account carries which validated set.

    Returns
    -------
    (n,) int64
        Group of each account, 0..n-1, or -1.

    Notes
    -----
    Modularity divides a large network into cells that still publish the same texts; what a person
    would call one operation is their union. Three validated pairs between two communities join
    them when they are more than false discoveries would put there, so that in a large network
    with thousands of false pairs not everything becomes one. A validated set says that those who
    carry it belong together: communities that each hold three of them are one.
    """
    group = np.arange(len(cell))
    ties = (cell[left] >= 0) & (cell[right] >= 0) & (cell[left] != cell[right])
    ends = np.stack([cell[left[ties]], cell[right[ties]]]).astype(np.int64)
    if ends.size:
        key, first, n_pairs = np.unique(
            ends.min(0) * len(cell) + ends.max(0), return_index=True, return_counts=True
        )
        one, other = key // len(cell), key % len(cell)
        size = np.bincount(cell[cell >= 0], minlength=len(cell))
        rate = false_rate[component[left[ties][first]]]
        by_chance = special.pdtrc(n_pairs - 1, rate * size[one] * size[other])
        n_cells = np.bincount(component[np.flatnonzero(size)], minlength=len(false_rate))
        n_tests = (n_cells * (n_cells - 1) / 2)[component[left[ties][first]]]
        is_one = (n_pairs >= JOINED_BY) & (by_chance * n_tests <= _CHANCE)
        link(group, one[is_one], other[is_one])
    _link_sets(cell, bearer, borne, group)
    known = cell[user] >= 0
    common = link_common_texts(np.where(cell < 0, 0, cell), user[known], used[known], group)
    return np.where(cell < 0, -1, common)


def _link_sets(cell: Ints, bearer: Nodes, borne: Nodes, links: Ints) -> None:
    """Link communities that each hold at least three accounts that carry one set, in place."""
    known = cell[bearer] >= 0
    key = borne[known].astype(np.int64) * len(cell) + cell[bearer[known]]
    both, n_bearers = np.unique(key, return_counts=True)
    both = both[n_bearers >= JOINED_BY]
    is_same = np.diff(both // max(len(cell), 1)) == 0
    held = both % max(len(cell), 1)
    link(links, held[:-1][is_same], held[1:][is_same])


def link_common_texts(group: Ints, user: Nodes, used: Nodes, links: Ints | None = None) -> Ints:
    """Join groups of accounts that have at least three texts in common.

    Parameters
    ----------
    group : (n,) int64
        Group of each account, 0..n-1.
    user, used : (n_uses,) int32
        Which account published which text.
    links : (n,) int64, optional
        Groups that are one already, as :func:`link` leaves them.

    Returns
    -------
    (n,) int64
        Joined group of each account, 0..n-1.
    """
    links = np.arange(len(group)) if links is None else links
    if len(user):
        n_texts = int(used.max()) + 1
        published = np.unique(group[user] * n_texts + used)
        groups, texts = published // n_texts, published % n_texts
        by_text = np.argsort(texts, kind="stable")
        _link_common(
            np.searchsorted(groups, np.arange(len(group) + 1)),
            texts,
            np.searchsorted(texts[by_text], np.arange(n_texts + 1)),
            groups[by_text],
            links,
        )
    return roots(links)[group]


@njit(cache=True)
def absorb_small(
    group: Ints,
    starts: Ints,
    neighbours: Nodes,
    weight: Floats,
    pair: Nodes,
    is_kept: NDArray[np.bool_],
    smallest: int,
) -> Ints:
    """Join what is too small to be a community to the group that it is most tied to.

    Modularity cuts a chain of four into two and two. Its accounts hang together, by validated
    pairs, in a component that is large enough, so none of them is left out.

    Parameters
    ----------
    group : (n,) int64
        Group of each account, 0..n-1; -1 leaves an account out.
    starts, neighbours, weight, pair
        Compressed rows of ties, and the pair of each.
    is_kept : (n_pairs,) bool
        Pairs that count.
    smallest : int
        Fewest accounts of a community.

    Returns
    -------
    (n,) int64
        Group of each account; smaller than ``smallest`` only where nothing is left to join.
    """
    n = len(group)
    ties_to, touched = np.zeros(n), np.empty(n, np.int64)
    is_changed = True
    while is_changed:
        is_changed = False
        size = np.bincount(group[group >= 0], minlength=n)
        small = np.flatnonzero(group >= 0)
        small = small[size[group[small]] < smallest]
        small = small[np.argsort(group[small], kind="mergesort")]
        links = np.arange(n)
        first = 0
        while first < len(small):
            own, n_touched = group[small[first]], 0
            while first < len(small) and group[small[first]] == own:
                v = small[first]
                for k in range(starts[v], starts[v + 1]):
                    other = group[neighbours[k]]
                    if other == own or not is_kept[pair[k]]:
                        continue
                    if ties_to[other] == 0.0:
                        touched[n_touched] = other
                        n_touched += 1
                    ties_to[other] += weight[k]
                first += 1
            best = _most_tied(own, ties_to, touched[:n_touched])
            if best != own:
                _unite(links, own, best)
                is_changed = True
        group = np.where(group < 0, -1, roots(links)[group])
    return group


@njit(cache=True)
def _most_tied(own: int, ties_to: Floats, touched: Ints) -> int:
    """Return the group with most ties, the first of equals, or ``own``; clear the sums."""
    best, most = own, 0.0
    for k in range(len(touched)):
        if ties_to[touched[k]] > most:
            best, most = touched[k], ties_to[touched[k]]
        ties_to[touched[k]] = 0.0
    return best


@njit(cache=True)
def _link_common(
    starts: Ints, texts: Ints, text_starts: Ints, text_groups: Ints, links: Ints
) -> None:
    """Link groups with at least three texts in common; both rows ascending, ``links`` in place."""
    n = len(starts) - 1
    n_common, touched = np.zeros(n, np.int64), np.empty(n, np.int64)
    for g in range(n):
        if starts[g + 1] - starts[g] < JOINED_BY:
            continue
        own, n_touched = _root(links, g), 0
        for k in range(starts[g], starts[g + 1]):
            t = texts[k]
            for m in range(text_starts[t + 1] - 1, text_starts[t] - 1, -1):
                other = text_groups[m]
                if other <= g:
                    break
                if starts[other + 1] - starts[other] < JOINED_BY or _root(links, other) == own:
                    continue
                if n_common[other] == 0:
                    touched[n_touched] = other
                    n_touched += 1
                n_common[other] += 1
        for k in range(n_touched):
            if n_common[touched[k]] >= JOINED_BY:
                _unite(links, g, touched[k])
            n_common[touched[k]] = 0


@njit(cache=True)
def link(links: Ints, one: Ints, other: Ints) -> None:
    """Make groups one, in place: a forest in which each points to a smaller one or to itself."""
    for k in range(len(one)):
        _unite(links, one[k], other[k])


@njit(cache=True)
def roots(links: Ints) -> Ints:
    """Return the smallest group that each has been made one with."""
    found = np.empty_like(links)
    for g in range(len(links)):
        found[g] = _root(links, g)
    return found


@njit(cache=True)
def _unite(links: Ints, one: int, other: int) -> None:
    a, b = _root(links, one), _root(links, other)
    links[max(a, b)] = min(a, b)


@njit(cache=True)
def _root(links: Ints, g: int) -> int:
    while links[g] != g:
        links[g] = links[links[g]]
        g = links[g]
    return g
