"""Compiled sweeps over the actions of a layer, each linear in their number.

All take actions as parallel arrays sorted by (object, time), and positions of the same actions
ordered by (account, object, time).
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
Flags = NDArray[np.bool_]


@njit(cache=True, nogil=True)
def group_by_account(accounts: Codes, n_accounts: int) -> tuple[Ints, Ints]:
    """Return the positions of the actions by account, in their order inside, and the starts."""
    starts = np.zeros(n_accounts + 1, np.int64)
    for account in accounts:
        starts[account + 1] += 1
    for account in range(n_accounts):
        starts[account + 1] += starts[account]
    place = starts[:-1].copy()
    order = np.empty(len(accounts), np.int64)
    for i in range(len(accounts)):
        order[place[accounts[i]]] = i
        place[accounts[i]] += 1
    return order, starts


@njit(cache=True, nogil=True)
def distinct_accounts(objects: Codes, accounts: Codes, by_account: Ints, n_objects: int) -> Ints:
    """Count the accounts that acted on each object, (n_objects,)."""
    popularity = np.zeros(n_objects, np.int64)
    previous_account, previous_object = -1, -1
    for i in by_account:
        if accounts[i] != previous_account or objects[i] != previous_object:
            popularity[objects[i]] += 1
            previous_account, previous_object = accounts[i], objects[i]
    return popularity


@njit(cache=True, nogil=True)
def distinct_objects(
    objects: Codes, by_account: Ints, account_starts: Ints, popularity: Ints
) -> Ints:
    """Count the objects that each account shares with any other at all, (n_accounts,)."""
    counts = np.zeros(len(account_starts) - 1, np.int64)
    for account in range(len(counts)):
        previous = -1
        for k in range(account_starts[account], account_starts[account + 1]):
            obj = objects[by_account[k]]
            if obj != previous and popularity[obj] > 1:
                counts[account] += 1
            previous = obj
    return counts


@njit(cache=True, nogil=True)
def account_rows(
    objects: Codes,
    strata: Codes,
    by_account: Ints,
    account_starts: Ints,
    popularity: Ints,
) -> tuple[Ints, Codes, Codes, Codes, Codes]:
    """Count the actions of each account in each stratum, shareable objects only.

    Returns
    -------
    starts : (n_accounts + 1,) int64
        Compressed rows: where each account begins.
    row_strata : (n_rows,) int32
        Strata, ascending in an account.
    n_actions, n_objects : (n_rows,) int32
        Its actions there (k_as of the null), and on how many distinct objects.
    own : (n,) int32
        For every action, the n_actions of its row; 0 where its object is not shareable.
    """
    n, n_accounts = len(objects), len(account_starts) - 1
    starts = np.zeros(n_accounts + 1, np.int64)
    row_strata = np.empty(n, np.int32)
    n_actions, n_objects = np.empty(n, np.int32), np.empty(n, np.int32)
    own = np.zeros(n, np.int32)
    n_rows = 0
    for account in range(n_accounts):
        begin, end = account_starts[account], account_starts[account + 1]
        mine = by_account[begin:end]
        order = (
            np.argsort(strata[mine], kind="mergesort")
            if end - begin > 1
            else np.zeros(end - begin, np.int64)
        )
        k = 0
        while k < len(order):
            stratum, last, first_row = strata[mine[order[k]]], -1, k
            count = distinct = 0
            while k < len(order) and strata[mine[order[k]]] == stratum:
                obj = objects[mine[order[k]]]
                if popularity[obj] > 1:
                    count += 1
                    if obj != last:
                        distinct += 1
                        last = obj
                k += 1
            if count == 0:
                continue
            row_strata[n_rows], n_actions[n_rows], n_objects[n_rows] = stratum, count, distinct
            n_rows += 1
            for m in range(first_row, k):
                if popularity[objects[mine[order[m]]]] > 1:
                    own[mine[order[m]]] = count
        starts[account + 1] = n_rows
    return (
        starts,
        row_strata[:n_rows].copy(),
        n_actions[:n_rows].copy(),
        n_objects[:n_rows].copy(),
        own,
    )


@njit(cache=True, nogil=True)
def cells(starts: Ints, strata: Codes) -> tuple[Codes, Codes]:
    """Return the number of the cell (object x stratum) of each action, and the cells' strata."""
    cell_of = np.empty(len(strata), np.int32)
    cell_strata = np.empty(len(strata), np.int32)
    n_cells = 0
    for obj in range(len(starts) - 1):
        for i in range(starts[obj], starts[obj + 1]):
            if i == starts[obj] or strata[i] != strata[i - 1]:
                cell_strata[n_cells] = strata[i]
                n_cells += 1
            cell_of[i] = n_cells - 1
    return cell_of, cell_strata[:n_cells].copy()


@njit(cache=True, nogil=True)
def cell_degrees(accounts: Codes, cell_of: Codes, by_account: Ints, n_cells: int) -> Codes:
    """Count the accounts that act in each cell, (n_cells,)."""
    degrees = np.zeros(n_cells, np.int32)
    account, cell = -1, -1
    for i in by_account:
        if accounts[i] != account or cell_of[i] != cell:
            account, cell = accounts[i], cell_of[i]
            degrees[cell] += 1
    return degrees


@njit(cache=True, nogil=True)
def close_pairs(
    starts: Ints, times: Ints, strata: Codes, cell_of: Codes, n_cells: int, window_s: int
) -> tuple[Ints, Ints, Ints]:
    """Count pairs of actions on the same object within the window, whoever made them.

    Parameters
    ----------
    starts : (n_objects + 1,) int64
        Where each object begins.
    times, strata, cell_of : (n,)
        Sorted by (object, time).
    n_cells : int
        Cells.
    window_s : int
        At most one period.

    Returns
    -------
    within, across : (n_cells,) int64
        Pairs with both actions in the cell (their sum over a stratum is T_s); pairs with the
        earlier action in the cell and the later one in the next period.
    later : (n,) int64
        Later actions within the window of each.
    """
    within, across = np.zeros(n_cells, np.int64), np.zeros(n_cells, np.int64)
    later = np.zeros(len(times), np.int64)
    for obj in range(len(starts) - 1):
        end = boundary = starts[obj]
        stop = starts[obj + 1]
        for i in range(starts[obj], stop):
            end, boundary = max(end, i + 1), max(boundary, i + 1)
            while end < stop and times[end] - times[i] <= window_s:
                end += 1
            while boundary < stop and strata[boundary] == strata[i]:
                boundary += 1
            within[cell_of[i]] += min(end, boundary) - i - 1
            later[i] = end - i - 1
            if end > boundary:
                across[cell_of[i]] += end - boundary
    return within, across, later


@njit(cache=True, nogil=True)
def drop_lonely(starts: Ints, accounts: Codes, times: Ints, window_s: int, alive: Flags) -> int:
    """Clear the actions without a living one by another account on the object within the window.

    Returns how many were cleared. Actions are judged by who was alive before.
    """
    n_dropped = 0
    found = np.zeros(len(times), np.bool_)
    for obj in range(len(starts) - 1):
        # `other` is the latest earlier action here by an account other than that of `before`.
        before = other = -1
        for i in range(starts[obj], starts[obj + 1]):
            if not alive[i]:
                continue
            if before >= 0 and accounts[i] != accounts[before]:
                other = before
            if other >= 0 and times[i] - times[other] <= window_s:
                found[i] = True
            before = i
        before = other = -1
        for i in range(starts[obj + 1] - 1, starts[obj] - 1, -1):
            if not alive[i]:
                continue
            if before >= 0 and accounts[i] != accounts[before]:
                other = before
            if other >= 0 and times[other] - times[i] <= window_s:
                found[i] = True
            before = i
    for i in range(len(times)):
        if alive[i] and not found[i]:
            alive[i] = False
            n_dropped += 1
    return n_dropped


@njit(cache=True, nogil=True)
def drop_weak(
    objects: Codes,
    by_account: Ints,
    account_starts: Ints,
    weights: NDArray[np.float32],
    least: float,
    min_shared: int,
    alive: Flags,
) -> int:
    """Clear the actions of accounts whose living objects weigh too little together.

    ``weights`` is for each action the most that its object can add to a pair of this account; an
    account needs ``least`` in all and ``min_shared`` objects. Returns how many were cleared.
    """
    n_dropped = 0
    for account in range(len(account_starts) - 1):
        previous, total, count = -1, 0.0, 0
        for k in range(account_starts[account], account_starts[account + 1]):
            i = by_account[k]
            if alive[i] and objects[i] != previous:
                total += weights[i]
                count += 1
                previous = objects[i]
        if count and (total < least or count < min_shared):
            for k in range(account_starts[account], account_starts[account + 1]):
                if alive[by_account[k]]:
                    alive[by_account[k]] = False
                    n_dropped += 1
    return n_dropped
