"""The information screen: which actions, and which pairs, can still become an edge.

The p-value of a pair is at least the product of the chances of the objects it shares. With the
weight of an object, minus the logarithm of its chance, a pair whose shared objects weigh less than
``-ln alpha`` together cannot have p <= alpha. Weights are rounded up: no pair is lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np
import pyarrow as pa
from numba import njit
from numpy.typing import NDArray

from undertow.coordination.edge_evidence import LayerEdges
from undertow.coordination.null import N_STRADDLING, PermutationNull
from undertow.coordination.profile import HOT_FROM
from undertow.coordination.strata import LayerActions

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
Weights = NDArray[np.float32]
Floats = NDArray[np.float64]

MIN_SHARED = 2
"""Objects two accounts must share, and each must have, before they are a pair to test."""

SLACK = 1e-3
"""Sums of weights may be this much below the threshold; more than their rounding."""


@dataclass(frozen=True, slots=True)
class WeightedActions:
    """The actions of a layer that can meet in one window, with their weights.

    Two accounts that act on object o within the window get the weight
    ``min(max(own_a + own_b + within_o, across_o), profile_o)``, at least 0.

    Attributes
    ----------
    window_s : int
        Window.
    least : float
        A pair needs this much weight: -ln alpha.
    starts : (n_objects + 1,) int64
        Where each object begins.
    objects, accounts : (n,) int32
        Codes of the layer.
    times : (n,) int64
        Seconds, ascending on an object.
    by_account : (n,) int64
        Positions ordered by (account, object, time).
    account_starts : (n_accounts + 1,) int64
        Where each account begins in ``by_account``.
    own, most : (n,) float32
        ``-ln k``, the actions of the account in the stratum, at most 0; the most that the object
        can add to a pair of this account.
    within, across, profile : (n_objects,) float32
        ``-ln (2 T_c / D_s)``, the same across periods, and ``-ln`` of the object's own profile.
    alive : (n,) bool
        Actions on objects where anything is within the window.
    """

    window_s: int
    least: float
    starts: Ints
    objects: Codes
    accounts: Codes
    times: Ints
    by_account: Ints
    account_starts: Ints
    own: Weights
    most: Weights
    within: Weights
    across: Weights
    profile: Weights
    alive: NDArray[np.bool_]

    @property
    def n_actions(self) -> int:
        """Actions that can meet."""
        return int(np.count_nonzero(self.alive))


@dataclass(frozen=True, slots=True)
class FoundPairs:
    """Pairs that share enough objects of enough weight.

    Attributes
    ----------
    left, right : (n_pairs,) int64
        Codes of accounts, left < right, ascending.
    n_kept : int
        Actions that were left after pruning.
    """

    left: Ints
    right: Ints
    n_kept: int

    @classmethod
    def none(cls) -> FoundPairs:
        """Return no pairs of no actions."""
        return cls(np.empty(0, np.int64), np.empty(0, np.int64), 0)


class PairFinder(Protocol):
    """A way to find the pairs that share enough, and what they share; all give the same.

    Attributes
    ----------
    evidence_from : tuple of str
        Columns of the actions that evidence is made from, besides their codes.
    """

    evidence_from: ClassVar[tuple[str, ...]]

    def pairs(self, actions: WeightedActions) -> FoundPairs:
        """Find the pairs of a layer in a window.

        To the fixpoint, an action without one by another account on the same object within the
        window is dropped, and every account whose objects weigh less than ``least`` together or are
        fewer than ``MIN_SHARED``. Of what is left, pairs are returned whose shared objects are as
        many and weigh as much. No cap, no sampling.
        """
        ...

    def evidence(
        self, actions: LayerActions, rows: pa.Table, edges: LayerEdges
    ) -> Iterable[pa.RecordBatch]:
        """Return the post pairs behind the edges of a window, in the order of their key.

        ``rows`` are those that ``actions`` were made from, with the columns
        ``evidence_from``.
        """
        ...


def weigh_actions(
    actions: LayerActions, null: PermutationNull, window_s: int, alpha: float
) -> WeightedActions:
    """Weigh the actions of a layer for the pairs with p <= alpha in a window."""
    own = _own_weights(
        actions.objects, actions.by_account, actions.account_starts, null.margins.own
    )
    within, across, profile = _object_weights(actions, null)
    objects = actions.objects
    most = np.minimum(np.maximum(own + within[objects], across[objects]), profile[objects])
    return WeightedActions(
        window_s,
        -float(np.log(alpha)) - SLACK,
        actions.starts,
        objects,
        actions.accounts,
        actions.times,
        actions.by_account,
        actions.account_starts,
        own,
        np.maximum(most, np.float32(0)),
        within,
        across,
        profile,
        np.isfinite(most),
    )


def _object_weights(
    actions: LayerActions, null: PermutationNull
) -> tuple[Weights, Weights, Weights]:
    """Return, for each object, the three weights of :class:`WeightedActions`, rounded up."""
    margins = null.margins
    strata = margins.cell_strata
    with np.errstate(divide="ignore"):
        chance = 2.0 * null.cell_pairs / margins.inside[strata]
        in_cell = np.where(null.cell_pairs > 0, -np.log(chance), -np.inf)
        straddle = np.where(
            null.cell_across > 0, -np.log(null.across[strata] / N_STRADDLING), -np.inf
        )
        n = np.diff(actions.starts).astype(np.float64)
        cell_object = actions.objects[_first_of_cell(margins.cell_of)]
        close = np.bincount(cell_object, null.cell_pairs + null.cell_across, actions.n_objects)
        share = np.minimum(close / np.maximum(n * (n - 1) / 2, 1.0), 1.0)
        profile = np.where(actions.popularity >= HOT_FROM, -np.log(share), np.inf)
    within = np.full(actions.n_objects, -np.inf)
    across = np.full(actions.n_objects, -np.inf)
    np.maximum.at(within, cell_object, in_cell)
    np.maximum.at(across, cell_object, straddle)
    return _up(within), _up(across), _up(profile)


def _first_of_cell(cell_of: Codes) -> Ints:
    """Return the first action of each cell."""
    return np.flatnonzero(np.append(True, cell_of[1:] != cell_of[:-1])[: len(cell_of)])


def _up(values: Floats) -> Weights:
    """Round to single precision, never down."""
    rounded = values.astype(np.float32)
    up: Weights = np.where(
        rounded < values, np.nextafter(rounded, np.float32(np.inf)), rounded
    ).astype(np.float32)
    return up


@njit(cache=True, nogil=True)
def _own_weights(objects: Codes, by_account: Ints, account_starts: Ints, n_own: Codes) -> Weights:
    """Return -ln of the fewest actions of the account in a stratum of the object, (n,) float32."""
    weights = np.empty(len(objects), np.float32)
    for account in range(len(account_starts) - 1):
        k = account_starts[account]
        while k < account_starts[account + 1]:
            obj, first, least = objects[by_account[k]], k, n_own[by_account[k]]
            while k < account_starts[account + 1] and objects[by_account[k]] == obj:
                least = min(least, n_own[by_account[k]])
                k += 1
            weight = np.float32(-np.log(max(least, 1)))
            for m in range(first, k):
                weights[by_account[m]] = weight
    return weights
