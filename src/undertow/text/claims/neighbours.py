"""The nearest units of every unit, in every language."""

from __future__ import annotations

from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from undertow.settings import ClaimSettings
from undertow.text.claims.null import Floats, Ints, Space
from undertow.text.embedders.seam import Vectors

_BLOCK = 1024
_PROBED = 32  # inverted lists searched for a unit
_SEED = 20230807


def candidate_pairs(space: Space, settings: ClaimSettings) -> tuple[Ints, Ints, Floats]:
    """Return the pairs of units that may be links.

    Parameters
    ----------
    space : Space
        Only its units are looked at.
    settings : ClaimSettings
        Most neighbours of a unit in a language; how many units are searched exactly.

    Returns
    -------
    left, right : (n,) int64
        Rows, left < right, each pair once, sorted.
    cosines : (n,) float64
        At least the floor of the space.
    """
    language = space.language[: space.n_units]
    members = [np.flatnonzero(language == code) for code in np.unique(language)]
    found = [_nearest(space, queries, among, settings) for among in members for queries in members]
    pairs = np.unique(np.concatenate([np.empty((0, 2), np.int64), *found]), axis=0)
    left, right = pairs[:, 0], pairs[:, 1]
    cosines = np.zeros(len(pairs))
    for first in range(0, len(pairs), 65536):  # of two rows alone: the same in any block
        part = slice(first, first + 65536)
        a, b = (space.vectors[side[part]].astype(np.float64) for side in (left, right))
        cosines[part] = np.round(np.einsum("ij,ij->i", a, b), 6)
    near = cosines >= space.floor
    return left[near], right[near], cosines[near]


def _nearest(space: Space, queries: Ints, among: Ints, settings: ClaimSettings) -> Ints:
    """Return pairs of each query with its nearest rows among others, the lesser row first."""
    # One more than asked for: a unit is its own nearest neighbour.
    k = min(settings.max_neighbours + 1, len(among))
    vectors = space.vectors[among]
    if len(among) > settings.exact_up_to:
        cosines, nearest = _approximate(space.vectors[queries], vectors, k)
    else:
        cosines, nearest = _exact(space.vectors[queries], vectors, k)
    left = np.repeat(queries, k)
    right = among[np.maximum(nearest.ravel(), 0)]
    # A margin below the floor: the last bit is decided on the pair alone.
    kept = (nearest.ravel() >= 0) & (left != right) & (cosines.ravel() >= space.floor - 1e-3)
    pairs = np.column_stack([left[kept], right[kept]])
    pairs.sort(axis=1)
    return pairs


def _exact(queries: Vectors, vectors: Vectors, k: int) -> tuple[Vectors, Ints]:
    """Return the k nearest of each query, by a product of matrices a block at a time."""
    cosines = np.empty((len(queries), k), np.float32)
    nearest = np.empty((len(queries), k), np.int64)
    for first in range(0, len(queries), _BLOCK):
        part = slice(first, first + _BLOCK)
        product = queries[part] @ vectors.T
        nearest[part] = np.argpartition(product, -k, axis=1)[:, -k:]
        cosines[part] = np.take_along_axis(product, nearest[part], axis=1)
    return cosines, nearest


def _approximate(queries: Vectors, vectors: Vectors, k: int) -> tuple[Vectors, NDArray[np.int64]]:
    """Return about the k nearest of each query, by inverted lists; -1 where fewer were found."""
    n_lists = max(1, int(4 * np.sqrt(len(vectors))))
    index: Any = faiss.index_factory(
        vectors.shape[1], f"IVF{n_lists},Flat", faiss.METRIC_INNER_PRODUCT
    )
    index.cp.seed = _SEED
    index.nprobe = min(_PROBED, n_lists)
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)  # the order in which threads finish would change the lists
    try:
        index.train(np.ascontiguousarray(vectors))
        index.add(np.ascontiguousarray(vectors))
        cosines, nearest = index.search(np.ascontiguousarray(queries), k)
    finally:
        faiss.omp_set_num_threads(threads)
    return cosines, nearest
