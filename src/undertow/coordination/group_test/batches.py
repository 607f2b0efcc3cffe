"""Batches: times at which more of a platform's accounts were created than around them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import pdtrc

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Facts = NDArray[np.bool_]

_HOUR_S = 3600.0
# Sign-ups change over months, by seasons and by news; a window is compared with those around it.
_AROUND_S = 30 * 86400.0
_CHANCE = 0.01
_FEWEST = 3


def in_batches(platform: Ints, created_s: Floats, batch_hours: float) -> Facts:
    """Tell which accounts were created in a batch.

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
    (n,) bool
        Whether the account is in a window with at least three creations, and with more than the
        thirty days on either side explain: Poisson tail of the creations beside the one that opens
        the window, after paying for all windows of the platform (Naus 1965, J. Am. Stat. Assoc.
        60(310)).

    Notes
    -----
    That many people sign up on one day is no sign by itself: ordinary accounts of that day are in
    the batch too, and what counts is whether a set holds more of it than they do.
    """
    found = np.zeros(len(created_s), np.bool_)
    for place in np.unique(platform):
        own = np.flatnonzero((platform == place) & ~np.isnan(created_s))
        own = own[np.argsort(created_s[own], kind="stable")]
        times, width = created_s[own], batch_hours * _HOUR_S
        begins = np.arange(len(own))
        ends = np.searchsorted(times, times + width)
        low = np.searchsorted(times, times - _AROUND_S)
        high = np.searchsorted(times, times + width + _AROUND_S)
        n_around = (high - low) - (ends - begins)
        # One more than was seen: that nobody signed up around a window does not make it impossible.
        expected = (n_around + 1.0) * width / (2.0 * _AROUND_S)
        n_more = ends - begins - 1
        tails = np.where(n_more > 0, pdtrc(np.maximum(n_more - 1.0, 0.0), expected), 1.0)
        is_batch = (ends - begins >= _FEWEST) & (tails * len(own) <= _CHANCE)
        # Windows overlap: an account is in a batch when any window that holds it is one.
        depth = np.zeros(len(own) + 1, np.int64)
        np.add.at(depth, begins[is_batch], 1)
        np.add.at(depth, ends[is_batch], -1)
        found[own] = np.cumsum(depth)[:-1] > 0
    return found
