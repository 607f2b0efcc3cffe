"""Compiled loops over the texts of accounts."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@njit(cache=True)
def copying_tails(starts: Ints, rates: Floats, n_copied: Ints) -> Floats:
    """Return the chance that each account copies as much as it did, or more.

    Parameters
    ----------
    starts : (n_accounts + 1,) int64
        Where the texts of each account begin.
    rates : (n,) float64
        Chance that each text is copied, in [0, 1].
    n_copied : (n_accounts,) int64
        Texts of each account that are copied.

    Returns
    -------
    (n_accounts,) float64
        Poisson-binomial P(X >= n_copied), exact, by the recursion over texts with the states
        0..n_copied, the last one absorbing; O(texts x copied texts) for an account.
    """
    n_accounts = len(starts) - 1
    tails = np.ones(n_accounts, np.float64)
    for account in range(n_accounts):
        last = n_copied[account]
        if last <= 0:
            continue
        state = np.zeros(last + 1, np.float64)
        state[0] = 1.0
        for i in range(starts[account], starts[account + 1]):
            rate = rates[i]
            state[last] += state[last - 1] * rate
            for x in range(last - 1, 0, -1):
                state[x] = state[x] * (1.0 - rate) + state[x - 1] * rate
            state[0] *= 1.0 - rate
        tails[account] = state[last]
    return tails
