"""Distinct texts to groups of near texts, from what is known of earlier ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from undertow.text.buckets import Buckets
from undertow.text.leaders import Groups, Ints, Words, find_leaders


@dataclass(frozen=True, slots=True)
class Distinct:
    """The distinct texts of a case, in any order.

    Attributes
    ----------
    hashes : (n,) uint64
        Hash of each match key; identifies the text.
    first : (n,) int64
        When it was first published.
    leaders : (n,) int64
        Its leader in an earlier run, if nothing that it depended on has changed; otherwise -1.
    """

    hashes: NDArray[np.uint64]
    first: Ints
    leaders: Ints

    def order(self, texts: Ints) -> Ints:
        """Return some texts as they came: by first publication, equal ones by hash."""
        return texts[np.lexsort((self.hashes[texts], self.first[texts]))]


def group_texts(distinct: Distinct, words: Words, buckets: Buckets, order: Ints) -> Groups:
    """Group the texts that share a band with another.

    Parameters
    ----------
    distinct
        All texts.
    words
        The words of the texts in ``order``.
    buckets
        The buckets of the texts in ``order``.
    order : (m,) int64
        Texts with a bucket, in the order in which they came.

    Returns
    -------
    Groups
        Over positions in ``order``.

    Notes
    -----
    A text depends on earlier ones in its buckets, on those in theirs, and so on. Leaders known from
    an earlier run are kept unless a text that was not known then comes before one that was, in the
    same set of linked buckets; so the result is that of a run over everything.
    """
    position = np.full(len(distinct.hashes), -1)
    position[order] = np.arange(len(order))
    known = distinct.leaders[order]
    known = np.where(known >= 0, position[known], -1)
    linked = _linked(buckets.starts, buckets.buckets, len(buckets.sizes))
    return find_leaders(words, buckets, _forget(linked, known))


@njit(cache=True, nogil=True)
def _linked(starts: Ints, buckets: Ints, n_buckets: int) -> Ints:
    """Return a number for each text, the same for texts that buckets link (union-find)."""
    parent = np.arange(n_buckets)
    for i in range(len(starts) - 1):
        for bucket in buckets[starts[i] : starts[i + 1]]:
            a, b = buckets[starts[i]], bucket
            while parent[a] != a:
                parent[a] = parent[parent[a]]
                a = parent[a]
            while parent[b] != b:
                parent[b] = parent[parent[b]]
                b = parent[b]
            parent[max(a, b)] = min(a, b)
    linked = np.empty(len(starts) - 1, np.int64)
    for i in range(len(linked)):
        a = buckets[starts[i]]
        while parent[a] != a:
            a = parent[a]
        linked[i] = a
    return linked


def _forget(linked: Ints, known: Ints) -> Ints:
    """Forget the leaders of linked texts among which a new one comes before a known one."""
    n = int(linked.max()) + 1 if len(linked) else 0
    places = np.arange(len(linked))
    first_new, last_known = np.full(n, len(linked)), np.full(n, -1)
    np.minimum.at(first_new, linked[known < 0], places[known < 0])
    np.maximum.at(last_known, linked[known >= 0], places[known >= 0])
    return np.where((first_new < last_known)[linked], -1, known) if n else known
