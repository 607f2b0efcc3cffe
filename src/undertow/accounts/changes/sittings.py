"""Sittings: posts of an account within an hour of one another count as one.

Whoever follows a debate posts thirty times in an evening about one thing, from one device, at one
hour. These are not thirty observations of how the account posts, and an evening is no change.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Reals = NDArray[np.float32]

_PAUSE_US = 3_600_000_000


@dataclass(frozen=True, slots=True)
class Sittings:
    """The sittings of some accounts, in order of account and time.

    Attributes
    ----------
    starts : (n_accounts + 1,) int64
        Where the sittings of each account begin, and the end of all.
    posts : (n_sittings + 1,) int64
        Where the posts of each sitting begin, and the end of all.
    begins, ends : (n_sittings,) int64
        Time of the first and of the last post, microseconds.
    points : (n_sittings, n_dims) float32
        Mean of the posts; NaN where a dimension is known of none.
    """

    starts: Ints
    posts: Ints
    begins: Ints
    ends: Ints
    points: Reals


def sittings_of(starts: Ints, times: Ints, points: Reals) -> Sittings:
    """Put the posts of each sitting together.

    Parameters
    ----------
    starts : (n_accounts + 1,) int64
        Where the posts of each account begin, and the end of all; at least one post.
    times : (n_posts,) int64
        Microseconds, ascending within an account.
    points : (n_posts, n_dims) float32
        The posts; NaN where a dimension is not known.
    """
    is_new = np.ones(len(times), bool)
    is_new[1:] = np.diff(times) > _PAUSE_US
    is_new[starts[:-1]] = True
    first = np.flatnonzero(is_new)
    known = ~np.isnan(points)
    counts = np.add.reduceat(known, first, axis=0, dtype=np.float32)
    sums = np.add.reduceat(np.where(known, points, np.float32(0)), first, axis=0)
    means = np.divide(sums, counts, out=np.full_like(sums, np.nan), where=counts > 0)
    ends = np.append(first, len(times))
    return Sittings(np.searchsorted(ends, starts), ends, times[first], times[ends[1:] - 1], means)
