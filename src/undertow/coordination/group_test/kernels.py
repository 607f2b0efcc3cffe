"""Compiled loops of the group test: exact tails over strata."""

from __future__ import annotations

from math import exp, lgamma

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Facts = NDArray[np.bool_]


@njit(cache=True)
def strata_tail(n: Ints, shown: Ints, others: Ints, others_shown: Ints) -> float:
    """Return the chance that members drawn at random show an attribute as often, or more.

    Parameters
    ----------
    n, shown : (n_strata,) int64
        Members in each stratum, and those of them that show it.
    others, others_shown : (n_strata,) int64
        Other accounts of the stratum whose field is known, and those of them that show it.

    Returns
    -------
    float
        P(X >= sum of ``shown``), in (0, 1]. In each stratum, which of all its accounts are members
        is exchangeable, so the number that show it is hypergeometric; X is their sum, exact by
        convolution. O(members x shown).
    """
    target = shown.sum()
    if target <= 0:
        return 1.0
    state = np.zeros(target + 1)
    state[0] = 1.0
    reached = 0
    for h in range(len(n)):
        pmf = _hypergeometric(others[h] + n[h], others_shown[h] + shown[h], n[h])
        new = np.zeros(target + 1)
        for i in range(min(reached, target) + 1):
            if state[i] == 0.0:
                continue
            for j in range(len(pmf)):
                new[min(i + j, target)] += state[i] * pmf[j]
        state = new
        reached += len(pmf) - 1
    tail: float = max(min(state[target], 1.0), 1e-300)
    return tail


@njit(cache=True)
def _hypergeometric(n_all: int, n_shown: int, n_drawn: int) -> Floats:
    """Return the probabilities of 0..min(n_drawn, n_shown) shown among those drawn."""
    most = min(n_drawn, n_shown)
    least = max(0, n_drawn - (n_all - n_shown))
    pmf = np.zeros(most + 1)
    start = _log_choose(n_shown, least) + _log_choose(n_all - n_shown, n_drawn - least)
    pmf[least] = exp(start - _log_choose(n_all, n_drawn))
    for k in range(least, most):
        above = (n_shown - k) * (n_drawn - k)
        pmf[k + 1] = pmf[k] * above / ((k + 1) * (n_all - n_shown - n_drawn + k + 1))
    return pmf


@njit(cache=True)
def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1.0) - lgamma(k + 1.0) - lgamma(n - k + 1.0)


@njit(cache=True)
def event_counts(
    rows: Ints,
    stratum: Ints,
    key: Floats,
    is_control: Facts,
    starts: Ints,
    sorted_keys: Floats,
    low: float,
    high: float,
) -> tuple[Ints, Ints, Ints, Ints]:
    """Count members and others, and those whose key is in ``[low, high)``, in each stratum.

    Parameters
    ----------
    rows : (n,) int64
        Rows of the members of one set, ordered by stratum.
    stratum, key, is_control : (n_rows,)
        Stratum and key of every row (NaN: not known), and whether it may be compared with.
    starts, sorted_keys
        Known keys of the rows that may be compared with: ascending inside each stratum, and where
        each stratum begins.
    low, high : float
        The event.

    Returns
    -------
    n, shown, others, others_shown : (n_strata,) int64
        As :func:`strata_tail` takes them. A member whose key is not known counts as one that does
        not show it; such a row is no control.
    """
    n_strata = 0
    for i in range(len(rows)):
        if i == 0 or stratum[rows[i]] != stratum[rows[i - 1]]:
            n_strata += 1
    n, shown, others, others_shown = np.zeros((4, n_strata), np.int64)
    h = -1
    for i in range(len(rows)):
        row = rows[i]
        if i == 0 or stratum[row] != stratum[rows[i - 1]]:
            h += 1
            keys = sorted_keys[starts[stratum[row]] : starts[stratum[row] + 1]]
            others[h] = len(keys)
            others_shown[h] = np.searchsorted(keys, high) - np.searchsorted(keys, low)
        is_in = low <= key[row] < high
        if is_control[row] and not np.isnan(key[row]):
            others[h] -= 1
            others_shown[h] -= is_in
        n[h] += 1
        shown[h] += is_in
    return n, shown, others, others_shown


@njit(cache=True)
def event_tails(
    set_starts: Ints,
    rows: Ints,
    stratum: Ints,
    key: Floats,
    is_control: Facts,
    starts: Ints,
    sorted_keys: Floats,
    low: float,
    high: float,
    min_control: int,
) -> Floats:
    """Return the tail of one event in every set, NaN where it could not be measured.

    It could not where no member's key is known, or fewer than ``min_control`` others are.
    """
    p_values = np.full(len(set_starts) - 1, np.nan)
    for s in range(len(p_values)):
        own = rows[set_starts[s] : set_starts[s + 1]]
        if np.isnan(key[own]).all():
            continue
        n, shown, others, others_shown = event_counts(
            own, stratum, key, is_control, starts, sorted_keys, low, high
        )
        if others.sum() >= min_control:
            p_values[s] = strata_tail(n, shown, others, others_shown)
    return p_values
