"""The stratified permutation null: how many co-actions two accounts are expected to have."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.special import gammainc

from undertow.coordination import sweeps
from undertow.coordination.fitted import FittedDegrees
from undertow.coordination.strata import LayerActions

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
Floats = NDArray[np.float64]

SMALLEST_P = 1e-300
"""Tails below this are reported as this."""

N_STRADDLING = 64
"""Equal events into which the expectation across two periods is split; as good as Poisson."""


@dataclass(frozen=True, slots=True)
class Margins:
    """What the null keeps fixed: actions of each account in each stratum, and their pairs.

    Attributes
    ----------
    starts, strata, n_actions, n_objects
        Compressed rows: accounts -> strata (ascending), k_as and distinct objects.
    own : (n,) int32
        k_as of the row of each action.
    inside, straddling : (n_strata,) float64
        D_s and D_ss': ordered pairs of actions that two different accounts made.
    cell_of, cell_strata
        Cell (object x stratum) of each action, stratum of each cell.
    fitted : FittedDegrees
        Chances that an account acts on an object, from both degrees.
    """

    starts: Ints
    strata: Codes
    n_actions: Codes
    n_objects: Codes
    own: Codes
    inside: Floats
    straddling: Floats
    cell_of: Codes
    cell_strata: Codes
    fitted: FittedDegrees

    @classmethod
    def of(cls, actions: LayerActions) -> Margins:
        """Measure the margins of a layer; a few sweeps over its actions.

        Notes
        -----
        ``D_s = M_s^2 - sum_a k_as^2``, ``D_ss' = M_s M_s' - sum_a k_as k_as'``. An object is in the
        null because different accounts share it. With ``M_s^2`` the pairs an account makes with
        itself would count as chances too, and where few accounts made most of the actions the
        expectation would be too small.
        """
        starts, strata, n_actions, n_objects, own = sweeps.account_rows(
            actions.objects,
            actions.strata,
            actions.by_account,
            actions.account_starts,
            actions.popularity,
        )
        n_strata, n_levels = actions.n_strata, actions.n_levels
        sizes = np.bincount(actions.strata, minlength=n_strata).astype(np.float64)
        following = np.append(sizes[n_levels:], np.zeros(min(n_levels, n_strata)))
        squares = np.bincount(strata, n_actions.astype(np.float64) ** 2, n_strata)
        products = _own_products(starts, strata, n_actions, n_levels, n_strata)
        cell_of, cell_strata = sweeps.cells(actions.starts, actions.strata)
        degrees = sweeps.cell_degrees(
            actions.accounts, cell_of, actions.by_account, len(cell_strata)
        )
        return cls(
            starts,
            strata,
            n_actions,
            n_objects,
            own,
            # Where all is by one account no pair is possible, and none is expected.
            np.maximum(sizes**2 - squares, 1.0),
            np.maximum(sizes * following - products, 1.0),
            cell_of,
            cell_strata,
            FittedDegrees.of(strata, n_objects, cell_strata, degrees, n_levels),
        )


@dataclass(frozen=True, slots=True)
class PermutationNull:
    """The stratified permutation null of a layer in one window.

    Attributes
    ----------
    margins : Margins
        Of the actions that are precise enough for the window.
    n_levels : int
        The stratum of the next period is this much further.
    cell_pairs, cell_across : (n_cells,) int64
        T_c, pairs of actions of a cell within the window; those that reach into the next period.
    within, across : (n_strata,) float64
        Chance that a pair of actions of a stratum, or of two neighbouring ones, is a co-action.
    presence : (n_classes,) float64
        For each class of objects of :class:`FittedDegrees`, the sum over its objects of the chance
        that two accounts both there act within the window.
    later : (n,) int64
        Later actions within the window of each action.
    """

    margins: Margins
    n_levels: int
    cell_pairs: Ints
    cell_across: Ints
    within: Floats
    across: Floats
    presence: Floats
    later: Ints

    @classmethod
    def of(cls, actions: LayerActions, margins: Margins, window_s: int) -> PermutationNull:
        """Count the close pairs of a layer; one sweep over its actions."""
        pairs, across, later = sweeps.close_pairs(
            actions.starts,
            actions.times,
            actions.strata,
            margins.cell_of,
            len(margins.cell_strata),
            window_s,
        )
        n_strata = actions.n_strata
        t_within = np.bincount(margins.cell_strata, pairs, n_strata)
        t_across = np.bincount(margins.cell_strata, across, n_strata)
        return cls(
            margins,
            actions.n_levels,
            pairs,
            across,
            2.0 * t_within / margins.inside,
            t_across / margins.straddling,
            margins.fitted.presence(pairs),
            later,
        )

    def expected(self, left: Ints, right: Ints) -> Floats:
        """Return lambda, the expected co-actions of each pair, (n_pairs,); fastest by left."""
        m, fitted = self.margins, self.margins.fitted
        return _expected(
            left, right, m.starts, m.strata, m.n_actions, self.n_levels, self.within, self.across,
            fitted.class_starts, fitted.row_offsets, fitted.chances, self.presence,
        )  # fmt: skip


def poisson_tail(counts: NDArray[np.int32], expected: Floats) -> Floats:
    """Return P(Poisson(expected) >= counts): an upper bound of the tail of the sum it stands for.

    The sum of independent events is less spread than the Poisson law of the same mean, so from one
    above the mean on the bound is conservative (Hoeffding 1956, Ann. Math. Stat. 27(3)).
    """
    tail: Floats = np.where(
        counts > 0, gammainc(np.maximum(counts, 1), np.maximum(expected, 1e-300)), 1.0
    )
    return np.clip(tail, SMALLEST_P, 1.0)


@njit(cache=True, nogil=True)
def _own_products(
    starts: Ints, strata: Codes, n_actions: Codes, n_levels: int, n_strata: int
) -> Floats:
    """Return sum_a k_as k_as' for every stratum s and the one of the next period, s'."""
    total = np.zeros(n_strata)
    for account in range(len(starts) - 1):
        j = starts[account]
        for i in range(starts[account], starts[account + 1]):
            while j < starts[account + 1] and strata[j] < strata[i] + n_levels:
                j += 1
            if j < starts[account + 1] and strata[j] == strata[i] + n_levels:
                total[strata[i]] += float(n_actions[i]) * n_actions[j]
    return total


@njit(cache=True, nogil=True)
def _expected(
    left: Ints,
    right: Ints,
    starts: Ints,
    strata: Codes,
    n_actions: Codes,
    n_levels: int,
    within: Floats,
    across: Floats,
    class_starts: Ints,
    row_offsets: Ints,
    chances: Floats,
    presence: Floats,
) -> Floats:
    """Return the co-actions of each pair that the stratified permutation null expects.

    ``lambda_ab = sum_s max(k_as k_bs 2 T_s / D_s, fitted_s)``, plus the pairs of actions that
    straddle two periods: ``(k_as k_bs' + k_bs k_as') T_ss' / D_ss'`` with s' the period after s. D
    counts the ordered pairs of actions by different accounts, so that over all pairs of accounts
    the first terms sum to all T.
    """
    expected = np.zeros(len(left), np.float64)
    # Rows of the left account by stratum, spread out once for all its partners.
    row_of = np.full(len(within) + 2 * n_levels, -1, np.int64)
    spread = -1
    for pair in range(len(left)):
        if left[pair] != spread:
            if spread >= 0:
                for i in range(starts[spread], starts[spread + 1]):
                    row_of[strata[i] + n_levels] = -1
            spread = left[pair]
            for i in range(starts[spread], starts[spread + 1]):
                row_of[strata[i] + n_levels] = i
        total = 0.0
        for j in range(starts[right[pair]], starts[right[pair] + 1]):
            s, k = strata[j], float(n_actions[j])
            before, i, after = row_of[s], row_of[s + n_levels], row_of[s + 2 * n_levels]
            if i >= 0:
                total += in_stratum(
                    k * n_actions[i] * within[s], s, row_offsets[i], row_offsets[j], class_starts,
                    chances, presence,
                )  # fmt: skip
            if before >= 0:
                total += k * n_actions[before] * across[s - n_levels]
            if after >= 0:
                total += k * n_actions[after] * across[s]
        expected[pair] = total
    return expected


@njit(cache=True, nogil=True)
def in_stratum(
    permuted: float,
    stratum: int,
    left_offset: int,
    right_offset: int,
    class_starts: Ints,
    chances: Floats,
    presence: Floats,
) -> float:
    """Return the larger of the permuted and the fitted expectation of a pair in a stratum."""
    fitted, first = 0.0, class_starts[stratum]
    for c in range(class_starts[stratum + 1] - first):
        fitted += presence[first + c] * chances[left_offset + c] * chances[right_offset + c]
    return max(permuted, fitted)


@njit(cache=True, nogil=True)
def straddling(
    a: int, b: int, starts: Ints, strata: Codes, n_actions: Codes, n_levels: int, across: Floats
) -> float:
    """Return the expected co-actions in which a acts first and b in the next period."""
    total, j = 0.0, starts[b]
    for i in range(starts[a], starts[a + 1]):
        while j < starts[b + 1] and strata[j] < strata[i] + n_levels:
            j += 1
        if j < starts[b + 1] and strata[j] == strata[i] + n_levels:
            total += float(n_actions[i]) * n_actions[j] * across[strata[i]]
    return total
