"""The exact tail of the pairs near the cut: a sum of independent events, each with its chance."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numba import njit
from numpy.typing import NDArray

from undertow.coordination.expectation import WindowModel
from undertow.coordination.null import SMALLEST_P, in_stratum, straddling
from undertow.coordination.profile import hot_chances, pair_habit

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
Floats = NDArray[np.float64]

# Events less likely than this are taken together as one Poisson variable, which bounds them from
# above; the tail moves by less than this share of itself for each object in common.
_RARE = 1e-4
_BLOCK_PAIRS = 2_000


def exact_tails(model: WindowModel, left: Ints, right: Ints, counts: Codes) -> Floats:
    """Return the Poisson-binomial tail of some pairs in one window.

    The events are "both act on object o within the window". Under the null the expectation of a
    stratum is spread over its objects in proportion to their co-acting pairs,
    ``p_o = lambda_s T_o / T_s``; a hot object both act on is an event of its own besides.

    Parameters
    ----------
    model : WindowModel
        Expectations in the window.
    left, right : (n_pairs,) int64
        Account codes.
    counts : (n_pairs,) int32
        Shared objects.

    Returns
    -------
    (n_pairs,) float64
        O(likely objects in the strata both are active in x shared objects) a pair.
    """
    null, margins, hot = model.null, model.null.margins, model.hot
    order = np.lexsort((-null.cell_pairs, margins.cell_strata))
    pairs = null.cell_pairs[order].astype(np.float64)
    bounds = np.searchsorted(margins.cell_strata[order], np.arange(len(null.within) + 1))
    totals = np.bincount(margins.cell_strata, null.cell_pairs, len(null.within)).astype(float)
    fitted = margins.fitted

    def of_block(block: slice) -> Floats:
        tails: Floats = _tails(
            left[block], right[block], counts[block].astype(np.int64),
            margins.starts, margins.strata, margins.n_actions, null.n_levels, null.within,
            null.across, fitted.class_starts, fitted.row_offsets, fitted.chances, null.presence,
            pairs, bounds, totals,
            hot.starts, hot.objects, hot.n_actions, model.shares, hot.latencies, hot.row_of,
            model.close,
        )  # fmt: skip
        return tails

    blocks = [slice(i, i + _BLOCK_PAIRS) for i in range(0, len(left), _BLOCK_PAIRS)]
    with ThreadPoolExecutor() as pool:
        tails = np.concatenate([np.empty(0), *pool.map(of_block, blocks)])
    clipped: Floats = np.clip(tails, SMALLEST_P, 1.0)
    return clipped


@njit(cache=True, nogil=True)
def poisson_binomial_tail(at_least: int, probabilities: Floats, rest: float) -> float:
    """Probability that at least ``at_least`` of independent events and a Poisson count happen.

    Parameters
    ----------
    at_least : int
        Threshold x.
    probabilities : (n,) float64
        Probability of each event.
    rest : float
        Mean of a Poisson variable that is added to their number.

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
    if rest > 0.0:
        mass = np.empty(at_least + 1, np.float64)  # of the Poisson variable at 0..x, then its tails
        mass[0] = np.exp(-rest)
        for k in range(1, at_least + 1):
            mass[k] = mass[k - 1] * rest / k
        above, k = mass[at_least], at_least
        while above > 1e-16 * mass[at_least]:
            k += 1
            above *= rest / k
            mass[at_least] += above
        for k in range(at_least - 1, 0, -1):
            mass[k] += mass[k + 1]
        for k in range(1, at_least + 1):
            tail += state[at_least - k] * min(mass[k], 1.0)
    return min(tail, 1.0)


@njit(cache=True, nogil=True)
def _tails(
    left: Ints,
    right: Ints,
    counts: Ints,
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
    cell_pairs: Floats,
    cell_bounds: Ints,
    stratum_pairs: Floats,
    hot_starts: Ints,
    hot_objects: Codes,
    hot_n_actions: Codes,
    shares: Floats,
    latencies: NDArray[np.float32],
    row_of: Ints,
    close: Floats,
) -> Floats:
    tails = np.ones(len(left), np.float64)
    events, hot = np.empty(1024, np.float64), np.empty(0, np.float64)
    for pair in range(len(left)):
        a, b = left[pair], right[pair]
        if counts[pair] == 0:
            continue
        rest = straddling(a, b, starts, strata, n_actions, n_levels, across)
        rest += straddling(b, a, starts, strata, n_actions, n_levels, across)
        habit = pair_habit(a, b, latencies, row_of, close)
        hot, n = hot_chances(a, b, hot_starts, hot_objects, hot_n_actions, shares, habit, hot)
        if len(events) < n:
            events = np.empty(2 * n, np.float64)
        events[:n] = hot[:n]
        i, j = starts[a], starts[b]
        while i < starts[a + 1] and j < starts[b + 1]:
            if strata[i] < strata[j]:
                i += 1
            elif strata[j] < strata[i]:
                j += 1
            else:
                s = strata[i]
                if stratum_pairs[s] > 0:
                    here = in_stratum(
                        float(n_actions[i]) * n_actions[j] * within[s], s, row_offsets[i],
                        row_offsets[j], class_starts, chances, presence,
                    )  # fmt: skip
                    each, left_over = here / stratum_pairs[s], here
                    for c in range(cell_bounds[s], cell_bounds[s + 1]):
                        chance = each * cell_pairs[c]
                        if chance < _RARE:
                            break
                        left_over -= chance
                        if n == len(events):
                            grown = np.empty(2 * n, np.float64)
                            grown[:n] = events
                            events = grown
                        events[n] = min(chance, 1.0)
                        n += 1
                    rest += max(left_over, 0.0)
                i += 1
                j += 1
        tails[pair] = poisson_binomial_tail(counts[pair], events[:n], rest)
    return tails
