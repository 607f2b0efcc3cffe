"""Compiled loops over the texts of the accounts that published one text."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@njit(cache=True)
def copies_elsewhere(
    set_starts: Ints,
    members: Ints,
    set_units: Ints,
    starts: Ints,
    units: Ints,
    n_publishers: Ints,
    rates: Floats,
) -> tuple[Ints, Floats, Ints, Floats]:
    """Count what the publishers of each text copied besides it, and what was expected.

    Parameters
    ----------
    set_starts : (n_sets + 1,) int64
        Where the members of each set begin.
    members : (n_members,) int64
        Accounts that published the text of the set.
    set_units : (n_sets,) int64
        That text.
    starts : (n_accounts + 1,) int64
        Where the texts of each account begin.
    units, n_publishers : (n,) int64
        Text of each trial, and how many accounts published it.
    rates : (n,) float64
        Chance that an ordinary account's text like it is copied.

    Returns
    -------
    n_copied : (n_sets,) int64
        Distinct other texts of the members that somebody else published too.
    expected : (n_sets,) float64
        Sum of the rates of all their other texts.
    n_own : (n_members,) int64
        Of the copied ones, those that would not count without this member.
    own_expected : (n_members,) float64
        Of the expected ones, the member's.

    Notes
    -----
    A text that several members share counts once, though each of them was expected to copy: the
    count is, if anything, too low. O(texts of members).
    """
    n_sets = len(set_starts) - 1
    n_copied = np.zeros(n_sets, np.int64)
    expected = np.zeros(n_sets)
    n_own = np.zeros(len(members), np.int64)
    own_expected = np.zeros(len(members))
    last = np.full(units.max() + 1 if len(units) else 0, -1, np.int64)
    times = np.zeros(len(last), np.int64)
    for s in range(n_sets):
        for m in range(set_starts[s], set_starts[s + 1]):
            for i in range(starts[members[m]], starts[members[m] + 1]):
                unit = units[i]
                if unit == set_units[s]:
                    continue
                own_expected[m] += rates[i]
                if n_publishers[i] < 2:
                    continue
                if last[unit] != s:
                    last[unit], times[unit] = s, 0
                    n_copied[s] += 1
                times[unit] += 1
            expected[s] += own_expected[m]
        for m in range(set_starts[s], set_starts[s + 1]):
            for i in range(starts[members[m]], starts[members[m] + 1]):
                if units[i] != set_units[s] and n_publishers[i] > 1:
                    n_own[m] += times[units[i]] == 1 or n_publishers[i] == 2
    return n_copied, expected, n_own, own_expected
