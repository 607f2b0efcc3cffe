"""Candidate pairs of a layer: pruning, counting, p-values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from undertow.coordination import kernels
from undertow.coordination.multiplicity import cauchy_combination
from undertow.coordination.null import PermutationNull, poisson_tail
from undertow.coordination.strata import LayerActions

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MIN_SHARED = 2
"""Objects two accounts must share, and each must have, before they are a pair to test."""

# Co-actions formed at a time; a pair of four windows takes about a hundred bytes.
_BLOCK_PAIRS = 4_000_000

_Block = tuple[Ints, Ints, NDArray[np.int32], Floats, Floats]


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
    screen : float
        Pairs whose smallest p-value lies above it were counted and not kept.
    n_candidates : (n_windows,) int64
        Pairs with enough shared objects in each window, kept or not.
    n_doubtful : int
        Pairs not kept whose smallest p-value is at most the false discovery rate.
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
    screen: float
    n_candidates: Ints
    n_doubtful: int
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


def find_candidates(
    layer: str,
    arrow: pa.Table,
    windows_s: tuple[int, ...],
    *,
    screen: float = 1.0,
    q: float = 0.05,
) -> LayerPairs:
    """Find the candidate pairs of a layer and their p-values.

    Parameters
    ----------
    layer : str
        Name of the layer.
    arrow : pa.Table
        Its actions.
    windows_s : tuple of int
        Windows in seconds, any order.
    screen : float
        Largest p-value of a pair worth keeping. A post that thousands answered makes tens of
        millions of pairs with two objects in common, nearly all of them at p = 1; they are formed
        block by block, judged and let go, so memory grows with what is kept.
    q : float
        False discovery rate: pairs between ``screen`` and this are counted as doubtful.

    Returns
    -------
    LayerPairs
    """
    windows = np.unique(np.array(windows_s, np.int64))
    actions = LayerActions.from_arrow(arrow)
    kept = prune(actions, int(windows[-1]))
    null = PermutationNull.of(actions, windows)
    n_candidates, n_doubtful = np.zeros(len(windows), np.int64), 0
    blocks: list[_Block] = []
    for left, right, counts in _blocks(kept, windows):
        n_candidates += np.count_nonzero(counts >= MIN_SHARED, axis=0)
        expected = null.expected(left, right)
        p_values = poisson_tail(counts, expected)
        smallest = p_values.min(axis=1, initial=1.0)
        n_doubtful += int(np.count_nonzero((smallest > screen) & (smallest <= q)))
        keep = smallest <= screen
        blocks.append((left[keep], right[keep], counts[keep], expected[keep], p_values[keep]))
    n_accounts = int(np.count_nonzero(actions.objects_per_account() >= MIN_SHARED))
    left, right, counts, expected, p_values = (
        np.concatenate(parts) for parts in zip(*blocks, strict=True)
    )
    return LayerPairs(
        layer=layer,
        actions=actions,
        windows_s=tuple(int(w) for w in windows),
        n_kept=len(kept.objects),
        n_accounts=n_accounts,
        n_tests=n_accounts * (n_accounts - 1) // 2,
        screen=screen,
        n_candidates=n_candidates,
        n_doubtful=n_doubtful,
        left=left,
        right=right,
        counts=counts,
        expected=expected,
        p_values=p_values,
        p_combined=cauchy_combination(p_values),
    )


def _blocks(kept: LayerActions, windows: Ints) -> Iterator[tuple[Ints, Ints, NDArray[np.int32]]]:
    """Yield the pairs that share enough objects, for one block of left accounts after the other.

    A block forms at most ``_BLOCK_PAIRS`` co-actions, or those of one account where it alone has
    more; at least one block is yielded.
    """
    order = np.lexsort((kept.times, kept.objects, kept.accounts)).astype(np.int64)
    starts = np.searchsorted(kept.accounts[order], np.arange(kept.n_accounts + 1)).astype(np.int64)
    later = kernels.n_neighbours(kept.objects, kept.times, int(windows[-1]))
    earlier = kernels.n_neighbours(kept.objects[::-1], -kept.times[::-1], int(windows[-1]))[::-1]
    formed = np.concatenate([[0], np.cumsum((later + earlier)[order])])[starts]
    first = 0
    while first < kept.n_accounts or first == 0:
        last = int(np.searchsorted(formed, formed[first] + _BLOCK_PAIRS, side="right")) - 1
        last = min(max(last, first + 1), kept.n_accounts)
        yield kernels.shared_objects(
            order,
            # Accounts outside the block have no actions in it.
            np.clip(starts, starts[first], starts[last]),
            kept.objects,
            kept.accounts,
            kept.times,
            kept.precisions,
            windows,
            MIN_SHARED,
        )
        if last >= kept.n_accounts:
            return
        first = last
