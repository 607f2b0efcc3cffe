"""Which blocks of sound of different files are alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from undertow.media.index import BYTES, HashIndex

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Alike:
    """Hits, by pair of files and then by what was hit.

    Attributes
    ----------
    pairs : (n_pairs, 2) int64
        Files, the first before the second.
    starts : (n_pairs + 1,) int64
        Where the hits of each pair begin.
    a, b : (n,) int64
        Words of sound of the first and of the second.
    """

    pairs: Ints
    starts: Ints
    a: Ints
    b: Ints


def joined(
    words: NDArray[np.uint64], is_query: NDArray[np.bool_], radius: int, *, is_exact: bool = True
) -> Ints:
    """Return the (query, item, distance) of all hashes that are alike, shape (3, n)."""
    as_bytes = np.ascontiguousarray(words).view(np.uint8).reshape(-1, BYTES)
    raw = as_bytes.view(f"V{BYTES}").ravel()
    distinct, inverse = np.unique(raw, return_inverse=True)
    index = HashIndex()
    index.add(distinct.view(np.uint8).reshape(-1, BYTES))
    asked = np.unique(inverse[is_query])
    found = index.search(
        distinct[asked].view(np.uint8).reshape(-1, BYTES), radius, is_exact=is_exact
    )
    askers = _members(inverse[is_query], len(distinct))
    items = _members(inverse, len(distinct))
    group_q, group_i = asked[found.queries], found.items
    n_q, n_i = np.diff(askers[0])[group_q], np.diff(items[0])[group_i]
    each = np.repeat(np.arange(len(group_q)), n_q * n_i)
    within = np.arange(len(each)) - np.repeat(np.cumsum(n_q * n_i) - n_q * n_i, n_q * n_i)
    q = askers[1][askers[0][group_q[each]] + within // np.maximum(n_i[each], 1)]
    i = items[1][items[0][group_i[each]] + within % np.maximum(n_i[each], 1)]
    return np.stack([np.flatnonzero(is_query)[q], i, found.distances[each]])


def _members(groups: Ints, n_groups: int) -> tuple[Ints, Ints]:
    starts = np.concatenate([[0], np.cumsum(np.bincount(groups, minlength=n_groups))])
    return starts, np.argsort(groups, kind="stable")


def by_pair(files: Ints, a: Ints, b: Ints) -> Alike:
    """Return hits between different files, each once, by pair."""
    is_swapped = files[a] > files[b]
    a, b = np.where(is_swapped, b, a), np.where(is_swapped, a, b)
    rows = np.stack([files[a], files[b], a, b])
    rows = rows[:, rows[0] != rows[1]]
    rows = rows[:, np.lexsort(rows[::-1])]
    is_new = np.ones(rows.shape[1], bool)
    is_new[1:] = (rows[:, 1:] != rows[:, :-1]).any(axis=0)
    rows = rows[:, is_new]
    begins = np.ones(rows.shape[1], bool)
    begins[1:] = (rows[:2, 1:] != rows[:2, :-1]).any(axis=0)
    starts = np.append(np.flatnonzero(begins), rows.shape[1]).astype(np.int64)
    pairs = np.ascontiguousarray(rows[:2, starts[:-1]].T)
    return Alike(pairs, starts, np.ascontiguousarray(rows[2]), np.ascontiguousarray(rows[3]))
