"""Counting exactly what given pairs of accounts share."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]


@njit(cache=True, nogil=True)
def shared_objects(
    left: Ints,
    right: Ints,
    account_starts: Ints,
    objects: Codes,
    times: Ints,
    precisions: Codes,
    windows_s: Ints,
    n_objects: int,
) -> tuple[Codes, Codes]:
    """Count the distinct objects that pairs of accounts share within each window.

    Parameters
    ----------
    left, right : (n_pairs,) int64
        Account codes.
    account_starts : (n_accounts + 1,) int64
        Where each account begins in the arrays that follow.
    objects, times, precisions : (n,)
        Actions ordered by (account, object, time).
    windows_s : (n_windows,) int64
        Ascending.
    n_objects : int
        Objects of the layer.

    Returns
    -------
    counts : (n_pairs, n_windows) int32
        A pair of actions counts in a window only if both times are at least as precise as the
        window is wide.
    together : (n_pairs,) int32
        Objects on which both acted, whenever.

    Notes
    -----
    The actions of a left account are spread out once for all its partners, so pairs should come
    ordered by it: the cost is then the actions of the right accounts.
    """
    n_windows, widest = len(windows_s), windows_s[-1]
    counts = np.zeros((len(left), n_windows), np.int32)
    together = np.zeros(len(left), np.int32)
    first_on = np.full(n_objects, -1, np.int64)  # first action of the left account on each object
    spread = -1
    for pair in range(len(left)):
        if left[pair] != spread:
            if spread >= 0:
                for i in range(account_starts[spread], account_starts[spread + 1]):
                    first_on[objects[i]] = -1
            spread = left[pair]
            for i in range(account_starts[spread + 1] - 1, account_starts[spread] - 1, -1):
                first_on[objects[i]] = i
        end = account_starts[spread + 1]
        before, reach = -1, n_windows
        for j in range(account_starts[right[pair]], account_starts[right[pair] + 1]):
            obj = objects[j]
            i = first_on[obj]
            if i < 0:
                continue
            if obj != before:
                for window in range(reach, n_windows):
                    counts[pair, window] += 1
                together[pair] += 1
                before, reach = obj, n_windows
            while i < end and objects[i] == obj:
                lag = max(abs(times[i] - times[j]), max(precisions[i], precisions[j]))
                if lag <= widest:
                    window = 0
                    while windows_s[window] < lag:
                        window += 1
                    reach = min(reach, window)
                i += 1
        for window in range(reach, n_windows):
            counts[pair, window] += 1
    return counts, together
