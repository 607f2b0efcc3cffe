"""Compiled loops over co-actions.

All take the actions of one layer as parallel arrays sorted by (object, time), and cost as much as
there are co-action instances; none keeps more than its rows, the accounts and its output.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@njit(cache=True)
def has_partner(objects: Ints, accounts: Ints, times: Ints, window_s: int) -> NDArray[np.bool_]:
    """Whether each action has one by another account on the same object within the window.

    Parameters
    ----------
    objects, accounts, times : (n,) int64
        Sorted by (object, time); times in seconds.
    window_s : int
        Largest distance in time.

    Returns
    -------
    (n,) bool
    """
    n = len(objects)
    found = np.zeros(n, np.bool_)
    # `other` is the latest earlier action on this object by an account other than that of i - 1.
    other = -1
    for i in range(n):
        if i == 0 or objects[i] != objects[i - 1]:
            other = -1
            continue
        if accounts[i] != accounts[i - 1]:
            other = i - 1
        if other >= 0 and times[i] - times[other] <= window_s:
            found[i] = True
    other = -1
    for i in range(n - 1, -1, -1):
        if i == n - 1 or objects[i] != objects[i + 1]:
            other = -1
            continue
        if accounts[i] != accounts[i + 1]:
            other = i + 1
        if other >= 0 and times[other] - times[i] <= window_s:
            found[i] = True
    return found


@njit(cache=True)
def slot_pairs(
    objects: Ints, times: Ints, strata: Ints, next_stratum: Ints, window_s: int
) -> tuple[Ints, Ints, Ints]:
    """Count pairs of actions on the same object within the window, whoever made them.

    Parameters
    ----------
    objects, times, strata : (n,) int64
        Sorted by (object, time); ``strata`` is the cell stratum of each action.
    next_stratum : (n_strata,) int64
        Stratum of the same popularity one week later, or -1.
    window_s : int
        At most one week.

    Returns
    -------
    within : (n_strata,) int64
        Pairs with both actions in the stratum (T_s of the null).
    across : (n_strata,) int64
        Pairs with the earlier action in the stratum and the later one in the next week's.
    per_object : (n_objects,) int64
        All such pairs of each object.
    """
    n = len(objects)
    within = np.zeros(len(next_stratum), np.int64)
    across = np.zeros(len(next_stratum), np.int64)
    per_object = np.zeros(objects[n - 1] + 1 if n else 0, np.int64)
    end = 0  # first action of the object later than the window allows
    boundary = 0  # first action of the object in another stratum than i
    for i in range(n):
        end = max(end, i + 1)
        boundary = max(boundary, i + 1)
        while end < n and objects[end] == objects[i] and times[end] - times[i] <= window_s:
            end += 1
        while boundary < n and objects[boundary] == objects[i] and strata[boundary] == strata[i]:
            boundary += 1
        inside = min(end, boundary) - i - 1
        within[strata[i]] += inside
        per_object[objects[i]] += end - i - 1
        if end > boundary:
            across[strata[i]] += end - boundary
    return within, across, per_object


@njit(cache=True)
def n_neighbours(objects: Ints, times: Ints, window_s: int) -> Ints:
    """Count, for each action, the later actions on the same object within the window.

    Parameters
    ----------
    objects, times : (n,) int64
        Sorted by (object, time).
    window_s : int
        Largest distance in time.

    Returns
    -------
    (n,) int64
    """
    n = len(objects)
    counts = np.zeros(n, np.int64)
    end = 0
    for i in range(n):
        end = max(end, i + 1)
        while end < n and objects[end] == objects[i] and times[end] - times[i] <= window_s:
            end += 1
        counts[i] = end - i - 1
    return counts


@njit(cache=True)
def shared_objects(
    order: Ints,
    starts: Ints,
    objects: Ints,
    accounts: Ints,
    times: Ints,
    precisions: Ints,
    windows_s: Ints,
    min_shared: int,
) -> tuple[Ints, Ints, NDArray[np.int32]]:
    """Count the distinct objects that each pair of accounts shares within each window.

    Row-wise sparse product (Gustavson 1978): for every account, its co-actors are collected in a
    dense accumulator that is cleared by the list of what was touched. Exact on viral objects;
    no cap, no sampling.

    Parameters
    ----------
    order : (n,) int64
        Positions of the actions grouped by account and, inside, by object.
    starts : (n_accounts + 1,) int64
        Where each account begins in ``order``.
    objects, accounts, times, precisions : (n,) int64
        Sorted by (object, time).
    windows_s : (n_windows,) int64
        Ascending.
    min_shared : int
        Pairs with fewer shared objects in the widest window are not returned.

    Returns
    -------
    left, right : (n_pairs,) int64
        Accounts, left < right.
    counts : (n_pairs, n_windows) int32
        Distinct objects shared within each window. A pair of actions counts in a window only if
        both times are at least as precise as the window is wide.
    """
    n, n_accounts, n_windows = len(objects), len(starts) - 1, len(windows_s)
    widest = windows_s[n_windows - 1]
    totals = np.zeros((n_accounts, n_windows), np.int32)
    reach = np.full(n_accounts, n_windows, np.int64)  # narrowest window met on this object
    touched = np.empty(n_accounts, np.int64)
    met = np.empty(n_accounts, np.int64)
    capacity = 1024
    left, right = np.empty(capacity, np.int64), np.empty(capacity, np.int64)
    counts = np.empty((capacity, n_windows), np.int32)
    n_pairs = 0
    for account in range(n_accounts):
        n_touched = 0
        k = starts[account]
        while k < starts[account + 1]:
            obj = objects[order[k]]
            n_met = 0
            while k < starts[account + 1] and objects[order[k]] == obj:
                i = order[k]
                k += 1
                for step in (-1, 1):
                    j = i + step
                    while 0 <= j < n and objects[j] == obj and abs(times[j] - times[i]) <= widest:
                        partner = accounts[j]
                        if partner > account:
                            lag = max(abs(times[j] - times[i]), max(precisions[i], precisions[j]))
                            window = np.searchsorted(windows_s, lag)
                            if window < reach[partner]:
                                if reach[partner] == n_windows:
                                    met[n_met] = partner
                                    n_met += 1
                                reach[partner] = window
                        j += step
            for m in range(n_met):
                partner = met[m]
                if totals[partner, n_windows - 1] == 0:
                    touched[n_touched] = partner
                    n_touched += 1
                for window in range(reach[partner], n_windows):
                    totals[partner, window] += 1
                reach[partner] = n_windows
        for m in range(n_touched):
            partner = touched[m]
            if totals[partner, n_windows - 1] >= min_shared:
                if n_pairs == capacity:
                    capacity *= 2
                    left, right, counts = _grown(left, right, counts, capacity)
                left[n_pairs], right[n_pairs] = account, partner
                counts[n_pairs] = totals[partner]
                n_pairs += 1
            totals[partner] = 0
    return left[:n_pairs].copy(), right[:n_pairs].copy(), counts[:n_pairs].copy()


@njit(cache=True)
def _grown(
    left: Ints, right: Ints, counts: NDArray[np.int32], capacity: int
) -> tuple[Ints, Ints, NDArray[np.int32]]:
    """Return copies of the three arrays with room for ``capacity`` pairs."""
    n = len(left)
    new_left, new_right = np.empty(capacity, np.int64), np.empty(capacity, np.int64)
    new_counts = np.empty((capacity, counts.shape[1]), np.int32)
    new_left[:n], new_right[:n], new_counts[:n] = left, right, counts
    return new_left, new_right, new_counts


@njit(cache=True)
def expected_coactions(
    left: Ints,
    right: Ints,
    row_starts: Ints,
    row_strata: Ints,
    row_counts: Ints,
    next_stratum: Ints,
    rate_within: NDArray[np.float64],
    rate_across: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the co-actions of each pair that the stratified permutation null expects.

    ``lambda_ab = sum_s k_as k_bs 2 T_s / D_s``, plus the pairs of actions that straddle two weeks:
    ``(k_as k_bs' + k_bs k_as') T_ss' / D_ss'`` with s' the week after s. D counts the ordered pairs
    of actions by different accounts, so that over all pairs of accounts lambda sums to all T.

    Parameters
    ----------
    left, right : (n_pairs,) int64
        Accounts.
    row_starts, row_strata, row_counts
        Actions of each account in each stratum: compressed rows, strata ascending in a row.
    next_stratum : (n_strata,) int64
        The week after, or -1.
    rate_within, rate_across : (n_strata,) float64
        ``2 T_s / D_s`` and ``T_ss' / D_ss'``.

    Returns
    -------
    (n_pairs,) float64
    """
    expected = np.zeros(len(left), np.float64)
    for pair in range(len(left)):
        total = 0.0
        begin_b, end_b = row_starts[right[pair]], row_starts[right[pair] + 1]
        for i in range(row_starts[left[pair]], row_starts[left[pair] + 1]):
            s, k = row_strata[i], row_counts[i]
            for j in range(begin_b, end_b):
                other = row_strata[j]
                if other == s:
                    total += k * row_counts[j] * rate_within[s]
                elif other == next_stratum[s]:
                    total += k * row_counts[j] * rate_across[s]
                elif next_stratum[other] == s:
                    total += k * row_counts[j] * rate_across[other]
        expected[pair] = total
    return expected


@njit(cache=True)
def poisson_binomial_tail(at_least: int, probabilities: NDArray[np.float64]) -> float:
    """Exact probability that at least ``at_least`` of independent events happen.

    Parameters
    ----------
    at_least : int
        Threshold x.
    probabilities : (n,) float64
        Probability of each event.

    Returns
    -------
    float
        P(X >= x), by the recursion over events with states 0..x (x absorbing); O(n x).
    """
    if at_least <= 0:
        return 1.0
    state = np.zeros(at_least + 1, np.float64)
    state[0] = 1.0
    for p in probabilities:
        state[at_least] += state[at_least - 1] * p
        for x in range(at_least - 1, 0, -1):
            state[x] = state[x] * (1.0 - p) + state[x - 1] * p
        state[0] *= 1.0 - p
    tail: float = state[at_least]
    return tail
