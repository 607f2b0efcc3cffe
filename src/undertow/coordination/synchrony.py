"""Conditional synchrony, whether two accounts share more objects at once than is usual.

The pair test asks about choice and time at once. Given the objects that two accounts share, common
interest is no explanation any more: what is left is when they acted.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numba import njit
from numpy.typing import NDArray

from undertow.coordination.account_actions import AccountActions
from undertow.coordination.exact import poisson_binomial_tail
from undertow.coordination.expectation import WindowModel
from undertow.coordination.null import SMALLEST_P

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
Floats = NDArray[np.float64]

_BLOCK_PAIRS = 100_000


def synchrony_tails(model: WindowModel, left: Ints, right: Ints) -> Floats:
    """Return the tail of the synchronous objects among the shared ones in one window.

    Parameters
    ----------
    model : WindowModel
        The window.
    left, right : (n_pairs,) int64
        Account codes.

    Returns
    -------
    (n_pairs,) float64
        P(at least as many of the shared objects are within the window), each object with the share
        of its pairs of actions that are, those of the two accounts left out, shrunk by one pair to
        the share of all objects as popular.
    """
    actions = model.actions
    close = np.bincount(actions.objects, model.null.later, actions.n_objects).astype(np.float64)
    n = np.diff(actions.starts).astype(np.float64)
    possible = n * (n - 1) / 2
    level = np.frexp(actions.popularity.astype(np.float64))[1]
    usual = np.bincount(level, close) / np.maximum(np.bincount(level, possible), 1.0)
    theirs = AccountActions.of(actions, left, right)
    codes = theirs.object_codes
    close, possible, usual = close[codes], possible[codes], usual[level[codes]]

    def of_block(first: int) -> Floats:
        block = slice(first, first + _BLOCK_PAIRS)
        tails: Floats = _tails(
            left[block], right[block], theirs.starts, theirs.objects, theirs.times,
            close, possible, usual, model.window_s,
        )  # fmt: skip
        return tails

    with ThreadPoolExecutor() as pool:
        tails = list(pool.map(of_block, range(0, len(left), _BLOCK_PAIRS)))
    clipped: Floats = np.clip(np.concatenate([np.empty(0), *tails]), SMALLEST_P, 1.0)
    return clipped


@njit(cache=True, nogil=True)
def _tails(
    left: Ints,
    right: Ints,
    account_starts: Ints,
    objects: Codes,
    times: Ints,
    close: Floats,
    possible: Floats,
    usual: Floats,
    window_s: int,
) -> Floats:
    tails = np.ones(len(left), np.float64)
    for pair in range(len(left)):
        i, end_i = account_starts[left[pair]], account_starts[left[pair] + 1]
        j, end_j = account_starts[right[pair]], account_starts[right[pair] + 1]
        chances = np.empty(min(end_i - i, end_j - j), np.float64)
        n, n_synchronous = 0, 0
        while i < end_i and j < end_j:
            if objects[i] < objects[j]:
                i += 1
            elif objects[j] < objects[i]:
                j += 1
            else:
                obj, first_j, last_j, first_i, own = objects[i], j, j, i, 0
                while last_j < end_j and objects[last_j] == obj:
                    last_j += 1
                while i < end_i and objects[i] == obj:
                    for k in range(first_j, last_j):
                        own += abs(times[i] - times[k]) <= window_s
                    i += 1
                j = last_j
                n_own = (i - first_i) * (last_j - first_j)
                rate = (close[obj] - own + usual[obj]) / (possible[obj] - n_own + 1.0)
                chances[n] = min(rate * n_own, 1.0)
                n += 1
                n_synchronous += own > 0
        tails[pair] = poisson_binomial_tail(n_synchronous, chances[:n], 0.0)
    return tails
