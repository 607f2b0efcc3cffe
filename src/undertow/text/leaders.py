"""Groups of near texts, each around the text that came first.

A text joins a group when it is near a text of it and still resembles the one that leads it, so
small differences cannot chain unlike texts together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from undertow.text.buckets import Buckets
from undertow.text.similarity import (
    index_words,
    is_near,
    may_be_near,
    scratch,
    shared_words,
    similarity,
)
from undertow.text.words import Hashes

Ints = NDArray[np.int64]
Reals = NDArray[np.float64]

MAX_HELD = 64
"""Texts that a bucket shows to later ones: beyond, a band is a stock phrase and says nothing."""

MIN_TO_LEADER = 0.33
"""Least similarity of every text of a group to its leader."""

# What is near a text that is this near its leader is as well found through the leader.
_NEARLY_LEADER = 0.85

_MOST_FAR = 16


@dataclass(frozen=True, slots=True)
class Words:
    """Texts as words: text ``i`` is ``hashes[starts[i]:starts[i + 1]]``, its bloom ``bits[i]``."""

    starts: Ints
    hashes: Hashes
    bits: NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Groups:
    """Who leads each text.

    Attributes
    ----------
    leaders : (n,) int64
        The text that leads the group, itself where it leads.
    similarities : (n,) float64
        To the leader; 1 for leaders.
    n_compared : int
        Pairs whose words were compared.
    n_full : int
        Times that a bucket was full.
    """

    leaders: Ints
    similarities: Reals
    n_compared: int
    n_full: int


def find_leaders(words: Words, buckets: Buckets, known: Ints) -> Groups:
    """Give every text a leader.

    Parameters
    ----------
    words, buckets
        Texts in the order in which they came.
    known : (n,) int64
        Leader of texts that have one already, -1 for the others.

    Returns
    -------
    Groups
        In order, each text joins the group of the text in its buckets that it is nearest to (the
        earlier of two equally near), if it is like the leader too; otherwise it leads from then on.

    Notes
    -----
    Leaders taken in the order of arrival are pivots as in correlation clustering (Ailon, Charikar
    and Newman 2008, doi:10.1145/1411509.1411513), so the result depends on the texts and their
    times only, and later texts never change it. O(places * ``MAX_HELD``) at worst; words are
    compared only where the bits of two texts allow nearness.
    """
    room = np.minimum(buckets.sizes, MAX_HELD)
    places = np.zeros(len(room) + 1, np.int64)
    np.cumsum(room, out=places[1:])
    return Groups(
        *_find_leaders(
            words.starts,
            words.hashes,
            words.bits,
            buckets.starts,
            buckets.buckets,
            places,
            known,
            *scratch(),
        )
    )


@njit(cache=True, nogil=True)
def _find_leaders(
    starts: Ints,
    hashes: Hashes,
    blooms: NDArray[np.uint64],
    bucket_starts: Ints,
    buckets: Ints,
    places: Ints,
    known: Ints,
    noted: Ints,
    masks: NDArray[np.uint64],
) -> tuple[Ints, Reals, int, int]:
    n = len(starts) - 1
    leaders, similarities = known.copy(), np.ones(n)
    held = np.empty(places[-1], np.int64)
    n_held = np.zeros(len(places) - 1, np.int64)
    looked_at = np.full(n, -1, np.int64)
    n_compared, n_full = 0, 0
    for i in range(n):
        own = hashes[starts[i] : starts[i + 1]]
        if leaders[i] >= 0 and leaders[i] != i:
            size = index_words(own, noted, masks)
            theirs = hashes[starts[leaders[i]] : starts[leaders[i] + 1]]
            n_shared, shorter, longer = shared_words(own, theirs, noted, masks, size)
            similarities[i] = similarity(n_shared, shorter, longer)
        elif leaders[i] < 0:
            size = 0
            nearest, best_near = i, 0.0
            for bucket in buckets[bucket_starts[i] : bucket_starts[i + 1]]:
                for other in held[places[bucket] : places[bucket] + n_held[bucket]]:
                    if looked_at[other] == i:
                        continue
                    looked_at[other] = i
                    n_other = starts[other + 1] - starts[other]
                    if not may_be_near(len(own), blooms[i], n_other, blooms[other]):
                        continue
                    if size == 0:
                        size = index_words(own, noted, masks)
                    n_compared += 1
                    n_shared, shorter, longer = shared_words(
                        own, hashes[starts[other] : starts[other + 1]], noted, masks, size
                    )
                    near = similarity(n_shared, shorter, longer)
                    if not is_near(n_shared, shorter, longer) or (
                        near < best_near or (near == best_near and other > nearest)
                    ):
                        continue
                    leader, to_leader = leaders[other], near
                    if leader != other:
                        theirs = hashes[starts[leader] : starts[leader + 1]]
                        n_shared, shorter, longer = shared_words(own, theirs, noted, masks, size)
                        to_leader = similarity(n_shared, shorter, longer)
                    if to_leader >= MIN_TO_LEADER:
                        nearest, best_near = other, near
                        leaders[i], similarities[i] = leader, to_leader
        if leaders[i] < 0:
            leaders[i] = i
        if leaders[i] == i or similarities[i] < _NEARLY_LEADER:
            for bucket in buckets[bucket_starts[i] : bucket_starts[i + 1]]:
                if n_held[bucket] < places[bucket + 1] - places[bucket]:
                    held[places[bucket] + n_held[bucket]] = i
                    n_held[bucket] += 1
                else:
                    n_full += 1
    return leaders, similarities, n_compared, n_full


def find_diameters(words: Words, groups: Groups) -> Reals:
    """Return the greatest distance between members that were compared, at the place of each leader.

    Returns
    -------
    (n,) float64
        1 - similarity; 0 for texts that lead nobody. Of a group its ``_MOST_FAR`` texts that are
        farthest from the leader are compared with each other and with it.
    """
    order = np.lexsort((groups.similarities, groups.leaders))
    return _find_diameters(
        words.starts, words.hashes, groups.leaders[order], order, *scratch(), _MOST_FAR
    )


@njit(cache=True, nogil=True)
def _find_diameters(
    starts: Ints,
    hashes: Hashes,
    leaders: Ints,
    members: Ints,
    noted: Ints,
    masks: NDArray[np.uint64],
    most: int,
) -> Reals:
    """Take members group by group, the farthest from the leader first."""
    diameters = np.zeros(len(leaders))
    begin = 0
    while begin < len(leaders):
        leader, end = leaders[begin], begin + 1
        while end < len(leaders) and leaders[end] == leader:
            end += 1
        for i in range(begin, min(end, begin + most)):
            own = hashes[starts[members[i]] : starts[members[i] + 1]]
            size = index_words(own, noted, masks)
            for j in range(i, min(end, begin + most)):
                other = leader if j == i else members[j]
                theirs = hashes[starts[other] : starts[other + 1]]
                n_shared, shorter, longer = shared_words(own, theirs, noted, masks, size)
                distance = 1.0 - similarity(n_shared, shorter, longer)
                if other != members[i]:
                    diameters[leader] = max(diameters[leader], distance)
        begin = end
    return diameters
