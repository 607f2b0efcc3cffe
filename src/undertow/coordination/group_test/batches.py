"""Batches: times at which more of a platform's accounts were created than around them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import pdtrc

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_HOUR_S = 3600.0
# Sign-ups change over months, by seasons and by news; a window is compared with those around it.
_AROUND_S = 30 * 86400.0
_CHANCE = 0.01
_FEWEST = 3


def find_batches(
    platform: Ints, created_s: Floats, batch_hours: float
) -> tuple[Ints, Floats, Floats]:
    """Find the batches in which accounts were created.

    Parameters
    ----------
    platform : (n,) int64
        Platform of each account.
    created_s : (n,) float64
        When it was created, seconds; NaN where that is not known.
    batch_hours : float
        Width of the windows; one begins at each creation and does not hold its end, so that dates
        known to the day fall into one window.

    Returns
    -------
    batch : (n,) int64
        Batch of each account, or -1. It is a window with at least three creations, and with more
        than the thirty days on either side explain; windows that overlap are one batch.
    began_s : (n_batches,) float64
        First creation of each batch.
    p_values : (n_batches,) float64
        Poisson tail of the creations beside the one that opens the window, after paying for all
        windows of the platform (Naus 1965, J. Am. Stat. Assoc. 60(310)); at most 0.01.

    Notes
    -----
    That many people sign up on one day is no sign by itself: ordinary accounts of that day are in
    the batch too, and what counts is whether a set holds more of it than they do.
    """
    batch = np.full(len(created_s), -1, np.int64)
    began: list[Floats] = [np.zeros(0)]
    tails: list[Floats] = [np.zeros(0)]
    for place in np.unique(platform):
        own = np.flatnonzero((platform == place) & ~np.isnan(created_s))
        own = own[np.argsort(created_s[own], kind="stable")]
        tail, end = _windows(created_s[own], batch_hours * _HOUR_S)
        is_batch = tail <= _CHANCE
        # How many windows hold each account; where none does, one batch ends.
        change = np.bincount(np.flatnonzero(is_batch), minlength=len(own) + 1)
        change = change - np.bincount(end[is_batch], minlength=len(own) + 1)
        is_in = np.cumsum(change)[:-1] > 0
        opens = np.flatnonzero(is_batch & ~np.concatenate([[False], is_in[:-1]]))
        number = np.cumsum(np.isin(np.arange(len(own)), opens)) - 1
        batch[own[is_in]] = number[is_in] + sum(map(len, began))
        began.append(created_s[own[opens]])
        best = np.ones(len(opens))
        np.minimum.at(best, number[is_batch], tail[is_batch])
        tails.append(best)
    return batch, np.concatenate(began), np.concatenate(tails)


def _windows(times: Floats, width: float) -> tuple[Floats, Ints]:
    """Return the tail of the window that opens at each time, paid for, and where it ends."""
    ends = np.searchsorted(times, times + width).astype(np.int64)
    counts = ends - np.arange(len(times))
    low = np.searchsorted(times, times - _AROUND_S)
    high = np.searchsorted(times, times + width + _AROUND_S)
    # One more than was seen: that nobody signed up around a window does not make it impossible.
    expected = (high - low - counts + 1.0) * width / (2.0 * _AROUND_S)
    tails = pdtrc(np.maximum(counts - 2.0, 0.0), expected) * len(times)
    return np.where(counts >= _FEWEST, np.minimum(tails, 1.0), 1.0), ends
