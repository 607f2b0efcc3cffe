"""The stratified permutation null: expectations and tails of shared objects."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc

from undertow.coordination import kernels
from undertow.coordination.strata import LayerActions

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

SMALLEST_P = 1e-300
"""Tails below this are reported as this."""

# Pairs of actions that straddle two weeks belong to no stratum; their share of the expectation is
# split into this many equal events, which is as good as its Poisson law.
_N_STRADDLING = 64


@dataclass(frozen=True, slots=True)
class PermutationNull:
    """The stratified permutation null of a layer, ready to be asked about any pair.

    Attributes
    ----------
    rows : tuple of (starts, strata, counts)
        Actions of each account in each stratum, compressed rows.
    next_stratum : (n_strata,) int64
        The week after, or -1.
    rates : list of (within, across)
        For each window, the chance that a pair of actions of a stratum, or of two neighbouring
        ones, is a co-action.
    """

    rows: tuple[Ints, Ints, Ints]
    next_stratum: Ints
    rates: list[tuple[Floats, Floats]]

    @classmethod
    def of(cls, actions: LayerActions, windows: Ints) -> PermutationNull:
        """Measure the margins of a layer; O(actions) for each window."""
        inside, straddling = _pairs_of_accounts(actions)
        rates = []
        for window_s in windows:
            within, across, _ = kernels.slot_pairs(
                actions.objects, actions.times, actions.strata, actions.next_stratum, int(window_s)
            )
            rates.append((2.0 * within / inside, across / straddling))
        return cls(actions.account_rows(), actions.next_stratum, rates)

    def expected(self, left: Ints, right: Ints) -> Floats:
        """Return the expected co-actions of each pair in each window, (n_pairs, n_windows)."""
        return np.column_stack(
            [
                kernels.expected_coactions(
                    left, right, *self.rows, self.next_stratum, within, across
                )
                for within, across in self.rates
            ]
        )


def expected_shared(actions: LayerActions, left: Ints, right: Ints, windows: Ints) -> Floats:
    """Return the expected co-actions of some pairs in each window, (n_pairs, n_windows)."""
    return PermutationNull.of(actions, windows).expected(left, right)


def _pairs_of_accounts(actions: LayerActions) -> tuple[Floats, Floats]:
    """Return D_s and D_ss': the ordered pairs of actions that two different accounts made.

    ``D_s = M_s^2 - sum_a k_as^2``, ``D_ss' = M_s M_s' - sum_a k_as k_as'``. An object is in the
    null because different accounts share it. With ``M_s^2`` the pairs an account makes with itself
    would count as chances too, and where few accounts made most of the actions the expectation
    would be too small.
    """
    starts, strata, counts = actions.account_rows()
    n_strata = len(actions.next_stratum)
    sizes = actions.stratum_sizes().astype(np.float64)
    following = actions.next_stratum
    own = np.bincount(strata, counts.astype(np.float64) ** 2, n_strata)
    cells = np.repeat(np.arange(len(starts) - 1), np.diff(starts)) * n_strata + strata
    week_after = cells - strata + following[strata]
    place = np.minimum(np.searchsorted(cells, week_after), max(len(cells) - 1, 0))
    is_there = (following[strata] >= 0) & (cells[place] == week_after)
    own_across = np.bincount(strata, counts * counts[place] * is_there, n_strata)
    inside = sizes**2 - own
    straddling = sizes * sizes[np.maximum(following, 0)] - own_across
    # Where all is by one account no pair is possible, and none is expected.
    return np.maximum(inside, 1.0), np.maximum(straddling, 1.0)


def poisson_tail(counts: NDArray[np.int32], expected: Floats) -> Floats:
    """Return P(Poisson(expected) >= counts): an upper bound of the tail of the sum it stands for.

    The sum of independent events is less spread than the Poisson law of the same mean, so from one
    above the mean on the bound is conservative (Hoeffding 1956, Ann. Math. Stat. 27(3)).
    """
    tail: Floats = np.where(
        counts > 0, gammainc(np.maximum(counts, 1), np.maximum(expected, 1e-300)), 1.0
    )
    return np.clip(tail, SMALLEST_P, 1.0)


def exact_tails(
    actions: LayerActions,
    windows: Ints,
    left: Ints,
    right: Ints,
    counts: NDArray[np.int32],
    expected: Floats,
) -> Floats:
    """Return the Poisson-binomial tail of some pairs in each window, (n_pairs, n_windows).

    The events are "both act on object o within the window". Under the null the expectation of a
    stratum is spread over its objects in proportion to their co-acting pairs, so
    ``p_o = lambda_s T_o / T_s``.

    Parameters
    ----------
    actions : LayerActions
        Margins of the null.
    windows : (n_windows,) int64
        Seconds.
    left, right : (n_pairs,) int64
        Account codes.
    counts, expected : (n_pairs, n_windows)
        Shared objects and expected co-actions.

    Returns
    -------
    (n_pairs, n_windows) float64
        O(objects in the strata both are active in x shared objects) a pair.
    """
    tails = poisson_tail(counts, expected)
    if len(left) == 0:
        return tails
    by_stratum = np.argsort(actions.strata, kind="stable")
    bounds = np.searchsorted(actions.strata[by_stratum], np.arange(len(actions.next_stratum) + 1))
    starts, strata, n_actions = actions.account_rows()
    inside, _ = _pairs_of_accounts(actions)
    for column, window_s in enumerate(windows):
        shares = _object_shares(actions, int(window_s), by_stratum, bounds)
        for pair in np.flatnonzero(counts[:, column]):
            a = slice(starts[left[pair]], starts[left[pair] + 1])
            b = slice(starts[right[pair]], starts[right[pair] + 1])
            common, in_a, in_b = np.intersect1d(
                strata[a], strata[b], assume_unique=True, return_indices=True
            )
            weights = 2.0 * n_actions[a][in_a] * n_actions[b][in_b] / inside[common]
            events = [w * shares[int(s)] for s, w in zip(common, weights, strict=True)]
            rest = expected[pair, column] - sum(float(e.sum()) for e in events)
            events.append(np.full(_N_STRADDLING, max(rest, 0.0) / _N_STRADDLING))
            tails[pair, column] = kernels.poisson_binomial_tail(
                int(counts[pair, column]), np.minimum(np.concatenate(events), 1.0)
            )
    return np.clip(tails, SMALLEST_P, 1.0)


def _object_shares(
    actions: LayerActions, window_s: int, order: Ints, bounds: Ints
) -> dict[int, Floats]:
    """Return, for each stratum, the co-acting pairs within the window of each of its objects."""
    shares = {}
    for stratum in range(len(bounds) - 1):
        rows = np.sort(order[bounds[stratum] : bounds[stratum + 1]])
        codes = np.unique(actions.objects[rows], return_inverse=True)[1]
        _, _, per_object = kernels.slot_pairs(
            codes.astype(np.int64),
            actions.times[rows],
            np.zeros(len(rows), np.int64),
            np.full(1, -1, np.int64),
            window_s,
        )
        shares[stratum] = per_object[per_object > 0].astype(np.float64)
    return shares
