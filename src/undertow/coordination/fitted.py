"""Degrees of accounts and objects, fitted together: the bipartite configuration model.

``k_a d_o / M`` as the chance that account a acts on object o can exceed one, and what it gives to
the busiest pairs it takes from the others. The model of greatest entropy with the same expected
degrees has ``x_a y_o / (1 + x_a y_o)`` instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
Floats = NDArray[np.float64]

_N_ITERATIONS = 200
_PRECISION = 1e-6
# Degrees of objects that differ by less than this factor are one class.
_CLASS_RATIO = 1.1
# Solutions that are kept: copies in which accounts are exchanged have most degrees as they were.
_KEPT = 4096


@dataclass(frozen=True, slots=True)
class FittedDegrees:
    """The model, fitted in every stratum by itself.

    Attributes
    ----------
    class_starts : (n_strata + 1,) int64
        Where the classes of objects of each stratum begin.
    row_offsets : (n_rows,) int64
        Where the chances of each row (account x stratum) of the margins begin.
    chances : (n_chances,) float64
        ``x y / (1 + x y)`` for every class of objects of the stratum; rows of equal degree share
        theirs.
    class_of : (n_cells,) int32
        Class of each cell (object x stratum), or -1.
    degrees : (n_cells,) int32
        Accounts of each cell.

    Notes
    -----
    Saracco et al. 2015, "Randomizing bipartite networks: the case of the World Trade Web",
    Sci. Rep. 5:10595, eq. 4; solved by fixed-point iteration over classes of equal degree.
    """

    class_starts: Ints
    row_offsets: Ints
    chances: Floats
    class_of: Codes
    degrees: Codes

    @classmethod
    def of(
        cls,
        row_strata: Codes,
        row_degrees: Codes,
        cell_strata: Codes,
        cell_degrees: Codes,
        n_levels: int,
    ) -> FittedDegrees:
        """Fit every stratum in which objects are shared at all.

        Parameters
        ----------
        row_strata, row_degrees : (n_rows,) int32
            Stratum and distinct objects of each account there.
        cell_strata, cell_degrees : (n_cells,) int32
            Stratum and distinct accounts of each object there.
        n_levels : int
            Level 0, objects of one account, is every ``n_levels``-th stratum and is left out.
        """
        n_strata = int(max(cell_strata.max(initial=-1), row_strata.max(initial=-1))) + 1
        offsets = np.zeros(len(row_strata), np.int64)
        class_of = np.full(len(cell_strata), -1, np.int32)
        by_row, row_bounds = _grouped(row_strata, n_strata)
        by_cell, cell_bounds = _grouped(cell_strata, n_strata)
        sizes, chances = np.zeros(n_strata, np.int64), [np.empty(0)]
        n_classes = n_chances = 0
        # Strata may be many, and few of them hold what can be fitted.
        is_shared = (np.diff(row_bounds) >= 2) & (np.diff(cell_bounds) > 0)
        is_shared[::n_levels] = False
        for s in np.flatnonzero(is_shared):
            rows = by_row[row_bounds[s] : row_bounds[s + 1]]
            cells = by_cell[cell_bounds[s] : cell_bounds[s + 1]]
            row_class, cell_class, chance = _fit(row_degrees[rows], cell_degrees[cells])
            sizes[s] = chance.shape[1]
            offsets[rows] = n_chances + row_class * sizes[s]
            class_of[cells] = cell_class + n_classes
            chances.append(chance.ravel())
            n_classes += chance.shape[1]
            n_chances += chance.size
        starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        return cls(starts, offsets, np.concatenate(chances), class_of, cell_degrees)

    def presence(self, cell_pairs: Ints) -> Floats:
        """Sum, in each class, the chances that two accounts present act within the window.

        Parameters
        ----------
        cell_pairs : (n_cells,) int64
            Pairs of actions of each cell within the window.

        Returns
        -------
        (n_classes,) float64
        """
        fitted = self.class_of >= 0
        degrees = self.degrees[fitted].astype(np.float64)
        possible = np.maximum(degrees * (degrees - 1) / 2, 1.0)
        chances = np.minimum(cell_pairs[fitted] / possible, 1.0)
        n_classes = int(self.class_starts[-1])
        total: Floats = np.bincount(self.class_of[fitted], chances, n_classes).astype(np.float64)
        return total


def _fit(row_degrees: Codes, cell_degrees: Codes) -> tuple[Ints, Ints, Floats]:
    """Return the class of each row and of each cell, and the chance for every two of them."""
    k, row_class, n_rows = np.unique(row_degrees, return_inverse=True, return_counts=True)
    rank = np.floor(np.log(cell_degrees) / np.log(_CLASS_RATIO)).astype(np.int64)
    _, cell_class, n_cells = np.unique(rank, return_inverse=True, return_counts=True)
    d = np.bincount(cell_class, cell_degrees) / n_cells
    x, y = _solved(*(values.tobytes() for values in (k.astype(np.int32), n_rows, d, n_cells)))
    product = np.outer(x, y)
    return row_class, cell_class, product / (1.0 + product)


@lru_cache(_KEPT)
def _solved(*classes: bytes) -> tuple[Floats, Floats]:
    """Return the parameters of the classes of accounts and of objects.

    Parameters
    ----------
    *classes : bytes
        Degree of each class of accounts, int32, and accounts in it, int64; degree of each class of
        objects, float64, and objects in it, int64.
    """
    types = (np.int32, np.int64, np.float64, np.int64)
    k, n_rows, d, n_cells = map(np.frombuffer, classes, types)
    total = float((k * n_rows).sum())
    x, y = k / np.sqrt(total), d / np.sqrt(total)
    share = np.empty((len(x), len(y)))
    for _ in range(_N_ITERATIONS):
        before = x
        np.multiply(x[:, None], y, out=share)
        np.add(share, 1.0, out=share)
        x = k / np.divide(y * n_cells, share, out=share).sum(axis=1)
        np.multiply(x[:, None], y, out=share)
        np.add(share, 1.0, out=share)
        y = d / np.divide((x * n_rows)[:, None], share, out=share).sum(axis=0)
        if np.abs(x / before - 1.0).max() < _PRECISION:
            break
    return x, y


def _grouped(strata: Codes, n_strata: int) -> tuple[Ints, Ints]:
    """Return positions by stratum, and where each stratum begins."""
    order = np.argsort(strata, kind="stable")
    return order, np.searchsorted(strata[order], np.arange(n_strata + 1))
