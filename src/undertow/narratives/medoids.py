"""The medoid: the text that stands for others, because it is the most similar to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from undertow.narratives.terms import plain

_GRAM = 3


def mean_similarities(texts: Sequence[str]) -> NDArray[np.float64]:
    """Compare each text with all others.

    Parameters
    ----------
    texts : sequence of str
        Distinct texts, in an order that does not depend on the order of posts.

    Returns
    -------
    (n_texts,) float64
        Mean cosine of character 3-gram counts to the other texts, 0..1, rounded to 12 digits so
        that texts that are equally similar tie; 0 where there is no other.

    Notes
    -----
    Exact in O(characters): the sum of a vector's cosines to all others is its product with the
    sum of the unit vectors.
    """
    n = len(texts)
    if n < 2:
        return np.zeros(n)
    units = _unit_vectors(texts)
    total = np.asarray(units.sum(axis=0)).ravel()
    own = np.asarray(units.multiply(units).sum(axis=1)).ravel()
    means = (units @ total - own) / (n - 1)
    rounded: NDArray[np.float64] = np.round(np.clip(means, 0.0, 1.0), 12)
    return rounded


def _unit_vectors(texts: Sequence[str]) -> sparse.csr_matrix:
    """Return the 3-gram counts of each text, scaled to length 1; texts too short are zero."""
    columns: dict[str, int] = {}
    rows, cols, values = [], [], []
    for row, text in enumerate(texts):
        view = f" {plain(text)} "
        grams = Counter(view[i : i + _GRAM] for i in range(len(view) - _GRAM + 1))
        norm = float(np.sqrt(sum(n * n for n in grams.values()))) or 1.0
        for gram, n in grams.items():
            rows.append(row)
            cols.append(columns.setdefault(gram, len(columns)))
            values.append(n / norm)
    shape = (len(texts), max(1, len(columns)))
    return sparse.csr_matrix((values, (rows, cols)), shape=shape, dtype=np.float64)
