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
# Whoever is back after a silence may post something ordinary first.
_SETTLING_US = 14 * 86_400_000_000


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

    def returns(self, first: Ints, cut: Ints) -> Ints:
        """Return the sitting that ended the longest pause of the fortnight before each change.

        Parameters
        ----------
        first, cut : (n,) int64
            First sitting of an account, and that after its change.

        Returns
        -------
        (n,) int64
            The change itself where no pause that ended before it was longer.
        """
        at, longest = cut.copy(), self.begins[cut] - self.ends[cut - 1]
        place = cut - 1
        while True:
            place = np.maximum(place, first)
            is_near = (place > first) & (self.begins[place] >= self.begins[cut] - _SETTLING_US)
            if not is_near.any():
                return at
            pause = self.begins[place] - self.ends[place - 1]
            is_longer = is_near & (pause > longest)
            at, longest = np.where(is_longer, place, at), np.where(is_longer, pause, longest)
            place = place - 1

    def longest_other(self, first: Ints, back: Ints, last: Ints) -> Ints:
        """Return the longest pause of each account but for that which ended with one sitting.

        Parameters
        ----------
        first, back, last : (n,) int64
            Where the sittings of an account begin, the one behind the pause left out, and the end.

        Returns
        -------
        (n,) int64
            Microseconds.
        """
        gaps = np.zeros(len(self.begins) + 1, np.int64)
        gaps[1:-1] = self.begins[1:] - self.ends[:-1]
        gaps[back] = 0
        ends = np.column_stack([first + 1, last]).ravel()
        longest: Ints = np.maximum.reduceat(gaps, ends)[::2]
        return longest


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
