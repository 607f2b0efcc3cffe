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
        Objects acted on.

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
    first_on = np.full(n_objects, -1, np.int32)  # first action of the left account on each object
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
                    reach = min(reach, _narrowest(windows_s, lag))
                i += 1
        for window in range(reach, n_windows):
            counts[pair, window] += 1
    return counts, together


@njit(cache=True, nogil=True)
def _narrowest(windows_s: Ints, lag_s: int) -> int:
    """Return the first window that is as wide as the lag; their number where none is."""
    window = 0
    while window < len(windows_s) and windows_s[window] < lag_s:
        window += 1
    return window


@njit(cache=True, nogil=True)
def shared_posts(
    left: Ints,
    right: Ints,
    account_starts: Ints,
    objects: Codes,
    times: Ints,
    precisions: Codes,
    posts: Codes,
    windows_s: Ints,
) -> Codes:
    """Count the posts with which pairs of accounts act together within each window.

    Two posts with the same four links are one act of each account, not four.

    Parameters
    ----------
    left, right, account_starts, objects, times, precisions, windows_s
        See :func:`shared_objects`.
    posts : (n,) int32
        Post of each action.

    Returns
    -------
    (n_pairs, n_windows) int32
        Distinct posts of the account that needs fewer of them.
    """
    n_windows = len(windows_s)
    counts = np.zeros((len(left), n_windows), np.int32)
    n_posts = posts.max() + 1 if len(posts) else 0
    # The narrowest window in which each post of the pair meets one of the other account.
    reach = np.full(n_posts, n_windows, np.int32)
    for pair in range(len(left)):
        i, end_i = account_starts[left[pair]], account_starts[left[pair] + 1]
        j, end_j = account_starts[right[pair]], account_starts[right[pair] + 1]
        first_i, first_j = i, j
        while i < end_i and j < end_j:
            if objects[i] < objects[j]:
                i += 1
            elif objects[j] < objects[i]:
                j += 1
            else:
                k = j
                while k < end_j and objects[k] == objects[i]:
                    lag = max(abs(times[i] - times[k]), max(precisions[i], precisions[k]))
                    window = _narrowest(windows_s, lag)
                    reach[posts[i]] = min(reach[posts[i]], window)
                    reach[posts[k]] = min(reach[posts[k]], window)
                    k += 1
                i += 1
        of_left = _reached(posts[first_i:end_i], reach, n_windows)
        of_right = _reached(posts[first_j:end_j], reach, n_windows)
        counts[pair] = np.minimum(of_left, of_right)
    return counts


@njit(cache=True, nogil=True)
def _reached(posts: Codes, reach: Codes, n_windows: int) -> Codes:
    """Count the posts that reach each window, and forget how far they reached."""
    counts = np.zeros(n_windows, np.int32)
    for post in posts:
        for window in range(reach[post], n_windows):
            counts[window] += 1
        reach[post] = n_windows
    return counts
