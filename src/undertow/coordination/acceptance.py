"""Which candidate pairs are edges: the false discovery rate of a family of layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from undertow.coordination.candidates import LayerPairs, PreparedLayer, find_candidates
from undertow.coordination.exact import exact_tails
from undertow.coordination.multiplicity import benjamini_hochberg, cauchy_combination
from undertow.coordination.screen import PairFinder

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# The exact tail replaces the Poisson bound for p-values this close to the cut, above and below.
_NEAR_CUT = 30.0

# Candidates are looked for up to the p-value at which so many edges would be accepted for each
# action, and further where that does not suffice: room for a third of an edge, up to _NEAR_CUT.
_EDGES_PER_ACTION = 10.0
_LARGEST_START = 1e-3
_STEP = 10.0


@dataclass(frozen=True, slots=True)
class AcceptedPairs:
    """The edges of a layer.

    Attributes
    ----------
    pairs : LayerPairs
        Candidates of the layer.
    index : (n,) int64
        Which of them are edges.
    p_values : (n, n_windows) float64
        Tail in each window.
    p_combined, q_values : (n,) float64
        Windows combined; corrected over the family.
    cut : float
        Largest combined p-value that is accepted in the family; 0 without any.
    """

    pairs: LayerPairs
    index: Ints
    p_values: Floats
    p_combined: Floats
    q_values: Floats
    cut: float

    def where(self, mask: NDArray[np.bool_]) -> AcceptedPairs:
        """Return some of the edges."""
        return AcceptedPairs(
            self.pairs,
            self.index[mask],
            self.p_values[mask],
            self.p_combined[mask],
            self.q_values[mask],
            self.cut,
        )


def accept(layers: Sequence[PreparedLayer], q: float, finder: PairFinder) -> list[AcceptedPairs]:
    """Control the false discovery rate over some layers together.

    Candidates are found up to a p-value alpha. It is raised until the cut lies so far below it that
    nothing above could be accepted or change what is: a combined p-value is at least the smallest
    it combines, and the exact tail is taken only up to a factor above the cut.

    Parameters
    ----------
    layers : sequence of PreparedLayer
        The family.
    q : float
        False discovery rate.
    finder : PairFinder
        What walks the co-actions.

    Returns
    -------
    list of AcceptedPairs
        One for each layer.
    """
    n_tests = sum(layer.n_tests for layer in layers)
    n_edges = max(_EDGES_PER_ACTION * sum(p.actions.n_actions for p in layers), 1.0)
    alpha = min(n_edges * q / max(n_tests, 1), _LARGEST_START, q)
    while True:
        found = [find_candidates(layer, alpha, finder) for layer in layers]
        needed = _near_cut(found, n_tests, q)[1]
        if alpha >= q or needed <= alpha:
            return _accepted(found, n_tests, q)
        alpha = min(_STEP * needed, q)


def _accepted(layers: list[LayerPairs], n_tests: int, q: float) -> list[AcceptedPairs]:
    """Accept, with the exact tail around the cut that the bounds give."""
    lowest, highest = _near_cut(layers, n_tests, q)
    refined = [_refine(pairs, lowest, highest) for pairs in layers]
    combined = np.concatenate([np.empty(0), *(p_combined for _, p_combined in refined)])
    q_values = benjamini_hochberg(combined, n_tests)
    cut = float(combined[q_values <= q].max(initial=0.0))
    accepted, start = [], 0
    for pairs, (p_values, p_combined) in zip(layers, refined, strict=True):
        own = q_values[start : start + len(p_combined)]
        start += len(p_combined)
        everything = AcceptedPairs(pairs, np.arange(len(own)), p_values, p_combined, own, cut)
        accepted.append(everything.where(own <= q))
    return accepted


def _near_cut(layers: list[LayerPairs], n_tests: int, q: float) -> tuple[float, float]:
    """Return between which combined bounds the exact tail is taken; never above q.

    The cut is the largest bound that is accepted or, without one, the largest that would be.
    """
    bounds = np.concatenate([np.empty(0), *(pairs.p_combined for pairs in layers)])
    significant = bounds[benjamini_hochberg(bounds, n_tests) <= q]
    cut = float(significant.max()) if len(significant) else q / max(n_tests, 1)
    return cut / _NEAR_CUT, min(cut * _NEAR_CUT, q)


def _refine(pairs: LayerPairs, lowest: float, highest: float) -> tuple[Floats, Floats]:
    """Return p by window and combined, exact for the pairs whose bound lies between the two."""
    near = np.flatnonzero((pairs.p_combined > lowest) & (pairs.p_combined <= highest))
    p_values = pairs.p_values.copy()
    for column, model in enumerate(pairs.prepared.models):
        p_values[near, column] = exact_tails(
            model, pairs.left[near], pairs.right[near], pairs.meetings[near, column]
        )
    return p_values, cauchy_combination(p_values)
