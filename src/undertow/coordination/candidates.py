"""Candidate pairs of a layer: found, counted exactly, and judged by the bound of their p-value."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from undertow.coordination.account_actions import AccountActions
from undertow.coordination.expectation import WindowModel, window_models
from undertow.coordination.multiplicity import cauchy_combination
from undertow.coordination.null import poisson_tail
from undertow.coordination.pair_counts import shared_objects, shared_posts
from undertow.coordination.screen import MIN_SHARED, PairFinder, weigh_actions
from undertow.coordination.strata import LayerActions

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
Floats = NDArray[np.float64]

# Pairs that are counted and judged at a time.
_BLOCK_PAIRS = 250_000


@dataclass(frozen=True, slots=True)
class PreparedLayer:
    """A layer, measured and ready to be searched.

    Attributes
    ----------
    layer : str
        Layer.
    actions : LayerActions
        All its actions.
    models : list of WindowModel
        One for each window, ascending.
    n_accounts, n_tests : int
        Accounts with enough shareable objects; pairs of them, the size of the test family.
    """

    layer: str
    actions: LayerActions
    models: list[WindowModel]
    n_accounts: int
    n_tests: int

    @classmethod
    def of(cls, layer: str, actions: LayerActions, windows_s: Sequence[int]) -> PreparedLayer:
        """Measure the actions of a layer."""
        n_accounts = int(np.count_nonzero(actions.objects_per_account() >= MIN_SHARED))
        return cls(
            layer,
            actions,
            window_models(layer, actions, sorted(set(windows_s))),
            n_accounts,
            n_accounts * (n_accounts - 1) // 2,
        )

    @property
    def windows_s(self) -> tuple[int, ...]:
        """Windows, ascending."""
        return tuple(model.window_s for model in self.models)


@dataclass(frozen=True, slots=True)
class LayerPairs:
    """The candidate pairs of one layer with their p-values.

    Attributes
    ----------
    prepared : PreparedLayer
        The layer.
    n_kept : int
        Actions left after the screen of the widest window.
    left, right : (n,) int64
        Account codes, ascending.
    together : (n,) int32
        Objects both acted on, whenever.
    counts : (n, n_windows) int32
        Shared objects in each window.
    meetings : (n, n_windows) int32
        Shared objects in each window, those of one post counted once.
    expected, p_values : (n, n_windows) float64
        Expected co-actions, and the bound of the tail of the meetings, in each window.
    p_combined : (n,) float64
        Windows combined.
    """

    prepared: PreparedLayer
    n_kept: int
    left: Ints
    right: Ints
    together: Codes
    counts: Codes
    meetings: Codes
    expected: Floats
    p_values: Floats
    p_combined: Floats

    @property
    def layer(self) -> str:
        """Layer."""
        return self.prepared.layer


def find_candidates(prepared: PreparedLayer, alpha: float, finder: PairFinder) -> LayerPairs:
    """Find the pairs of a layer whose p-value is at most ``alpha`` in some window.

    Parameters
    ----------
    prepared : PreparedLayer
        The layer.
    alpha : float
        Largest p-value of a pair worth keeping; none of those is lost.
    finder : PairFinder
        What walks the co-actions.

    Returns
    -------
    LayerPairs
        Pairs whose bound, or whose product of chances, is at most ``alpha``.
    """
    left, right, n_kept = _found(prepared, alpha, finder)
    blocks = [
        slice(first, first + _BLOCK_PAIRS) for first in range(0, max(len(left), 1), _BLOCK_PAIRS)
    ]
    theirs = AccountActions.of(prepared.actions, left, right)
    with ThreadPoolExecutor() as pool:
        judged = list(
            pool.map(lambda b: _judge(prepared, theirs, left[b], right[b], alpha), blocks)
        )
    left, right, together, counts, meetings, expected = (
        np.concatenate(parts) for parts in zip(*judged, strict=True)
    )
    p_values = poisson_tail(meetings, expected)
    return LayerPairs(
        prepared, n_kept, left, right, together, counts, meetings, expected, p_values,
        cauchy_combination(p_values),
    )  # fmt: skip


def _found(prepared: PreparedLayer, alpha: float, finder: PairFinder) -> tuple[Ints, Ints, int]:
    """Return the pairs that pass the screen of any window, and the actions that the widest kept."""
    n_accounts, keys, n_kept = max(prepared.actions.n_accounts, 1), np.empty(0, np.int64), 0
    for model in prepared.models:
        weighted = weigh_actions(model.actions, model.null, model.window_s, alpha)
        found = finder.pairs(weighted)
        own = found.left * n_accounts + found.right
        keys = np.union1d(keys, own) if len(keys) else own
        n_kept = found.n_kept
    return keys // n_accounts, keys % n_accounts, n_kept


def _judge(
    prepared: PreparedLayer, theirs: AccountActions, left: Ints, right: Ints, alpha: float
) -> tuple[Ints, Ints, Codes, Codes, Codes, Floats]:
    """Count and judge a block of pairs; return those that may have p <= alpha."""
    models = prepared.models
    windows_s = np.array(prepared.windows_s, np.int64)
    counts, together = shared_objects(
        left, right, theirs.starts, theirs.objects, theirs.times, theirs.precisions, windows_s,
        len(theirs.object_codes),
    )  # fmt: skip
    meetings = counts
    if theirs.posts is not None:
        meetings = np.minimum(
            counts,
            shared_posts(
                left, right, theirs.starts, theirs.objects, theirs.times, theirs.precisions,
                theirs.posts, windows_s,
            ),
        )  # fmt: skip

    def small(expected: Floats) -> NDArray[np.bool_]:
        passes: NDArray[np.bool_] = poisson_tail(meetings, expected).min(axis=1) <= alpha
        return passes

    # What is expected only grows from step to step, and so does the cost of a pair.
    keep = small(
        np.column_stack([m.expected_on_hot(left, right, with_habit=False) for m in models])
    )
    left, right, together = left[keep], right[keep], together[keep]
    counts, meetings = counts[keep], meetings[keep]
    on_hot = np.column_stack([m.expected_on_hot(left, right) for m in models])
    keep = small(on_hot)
    left, right, together = left[keep], right[keep], together[keep]
    counts, meetings = counts[keep], meetings[keep]
    expected = on_hot[keep] + np.column_stack([m.null.expected(left, right) for m in models])
    keep = small(expected)
    return left[keep], right[keep], together[keep], counts[keep], meetings[keep], expected[keep]
