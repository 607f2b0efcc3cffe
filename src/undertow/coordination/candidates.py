"""Candidate pairs of a layer: pruning, counting, p-values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from undertow.coordination import kernels
from undertow.coordination.multiplicity import cauchy_combination
from undertow.coordination.null import expected_shared, poisson_tail
from undertow.coordination.strata import LayerActions

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MIN_SHARED = 2
"""Objects two accounts must share, and each must have, before they are a pair to test."""


@dataclass(frozen=True, slots=True)
class LayerPairs:
    """The candidate pairs of one layer with their p-values.

    Attributes
    ----------
    layer : str
        Layer.
    actions : LayerActions
        All its actions; the margins of the null.
    windows_s : tuple of int
        Windows, ascending.
    n_kept, n_accounts, n_tests : int
        Actions left after pruning; accounts with enough objects; size of the test family.
    left, right : (n,) int64
        Account codes.
    counts, expected, p_values : (n, n_windows)
        Shared objects, expected co-actions and tail probability in each window.
    p_combined : (n,) float64
        Windows combined.
    """

    layer: str
    actions: LayerActions
    windows_s: tuple[int, ...]
    n_kept: int
    n_accounts: int
    n_tests: int
    left: Ints
    right: Ints
    counts: NDArray[np.int32]
    expected: Floats
    p_values: Floats
    p_combined: Floats


def prune(actions: LayerActions, window_s: int) -> LayerActions:
    """Drop, to the fixpoint, what can be part of no candidate pair.

    An action without one by another account on the same object within the window is dropped; then
    every action of an account that is left with fewer than ``MIN_SHARED`` distinct objects.
    No candidate is lost: both are needed for a pair.
    """
    while True:
        size = len(actions.objects)
        if size == 0:
            return actions
        actions = actions.keep(
            kernels.has_partner(actions.objects, actions.accounts, actions.times, window_s)
        )
        n_objects = actions.objects_per_account()
        actions = actions.keep(n_objects[actions.accounts] >= MIN_SHARED)
        if len(actions.objects) == size:
            return actions


def find_candidates(layer: str, arrow: pa.Table, windows_s: tuple[int, ...]) -> LayerPairs:
    """Find the candidate pairs of a layer and their p-values."""
    windows = np.unique(np.array(windows_s, np.int64))
    actions = LayerActions.from_arrow(arrow)
    kept = prune(actions, int(windows[-1]))
    by_account = np.lexsort((kept.times, kept.objects, kept.accounts)).astype(np.int64)
    starts = np.searchsorted(kept.accounts[by_account], np.arange(actions.n_accounts + 1))
    left, right, counts = kernels.shared_objects(
        by_account,
        starts.astype(np.int64),
        kept.objects,
        kept.accounts,
        kept.times,
        kept.precisions,
        windows,
        MIN_SHARED,
    )
    expected = expected_shared(actions, left, right, windows)
    p_values = poisson_tail(counts, expected)
    n_accounts = int(np.count_nonzero(actions.objects_per_account() >= MIN_SHARED))
    return LayerPairs(
        layer=layer,
        actions=actions,
        windows_s=tuple(int(w) for w in windows),
        n_kept=len(kept.objects),
        n_accounts=n_accounts,
        n_tests=n_accounts * (n_accounts - 1) // 2,
        left=left,
        right=right,
        counts=counts,
        expected=expected,
        p_values=p_values,
        p_combined=cauchy_combination(p_values),
    )
