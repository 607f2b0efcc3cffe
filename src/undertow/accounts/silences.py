"""Silences: how long an account had posted nothing when it came back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from undertow.schema import Posts, Table

Ints = NDArray[np.int64]

# Seconds since 1900 fit into as many bits until 2172; the number of the account stands above them.
_SECOND_BITS = 33
_FIRST_SECOND = -2_208_988_800
# Who comes back warms up first: a silence counts that ended this long before the first act.
_WARM_UP_S = 90 * 86400
_PLACE_BITS = 32


@dataclass(frozen=True, slots=True)
class Silences:
    """The posts of every account in order of time, with the pause before each.

    Attributes
    ----------
    accounts : pa.Array
        Uids; their places are the numbers of the accounts.
    keys : (n_posts,) int64
        Number of the account and second of each post as one ascending number.
    pauses : (n_posts,) int64
        Seconds since the account's post before, and place of the post, as one number; negative for
        the first post of an account.
    uids : pa.ChunkedArray
        Uid of each post.
    """

    accounts: pa.Array
    keys: Ints
    pauses: Ints
    uids: pa.ChunkedArray

    @classmethod
    def of(cls, posts: Table[Posts]) -> Silences:
        """Sort the posts that have an author."""
        rows = posts.columns("account_uid", "created_at", "post_uid")
        rows = rows.filter(pc.is_valid(rows.column("account_uid")))
        rows = rows.sort_by([(name, "ascending") for name in rows.column_names])
        accounts = pc.unique(rows.column("account_uid"))
        places = pc.index_in(rows.column("account_uid"), value_set=accounts)
        keys = _keys(places, rows.column("created_at"))
        owner = keys >> _SECOND_BITS
        pause_s = np.diff(keys, prepend=keys[:1])
        is_first = np.diff(owner, prepend=-1) != 0
        pauses = (pause_s << _PLACE_BITS) + np.arange(len(keys))
        return cls(accounts, keys, np.where(is_first, -1, pauses), rows.column("post_uid"))

    def beside(self, first: pa.Table) -> pa.Table:
        """Put the longest silence that ended before or between its acts beside each account.

        Parameters
        ----------
        first : pa.Table
            ``account_uid``, ``first_at`` and ``last_at``.

        Returns
        -------
        pa.Table
            With ``silence_s``, seconds, null where the account has no earlier post or no first act,
            and ``silent_uid`` and ``back_uid``, the posts on both sides of the silence.
        """
        places = pc.index_in(first.column("account_uid"), value_set=self.accounts)
        at = _keys(places, first.column("first_at"))
        owner = at >> _SECOND_BITS << _SECOND_BITS
        low = np.searchsorted(self.keys, np.maximum(at - _WARM_UP_S, owner), side="left")
        high = np.searchsorted(self.keys, _keys(places, first.column("last_at")), side="right")
        longest = _longest(self.pauses, low, high)
        is_known = (longest >= 0) & pc.is_valid(first.column("first_at")).to_numpy()
        back = np.where(is_known, longest & ((1 << _PLACE_BITS) - 1), 0)
        found = {
            "silence_s": pa.array(longest >> _PLACE_BITS, mask=~is_known),
            "silent_uid": self.uids.take(pa.array(np.maximum(back - 1, 0), mask=~is_known)),
            "back_uid": self.uids.take(pa.array(back, mask=~is_known)),
        }
        for name, column in found.items():
            first = first.append_column(name, column)
        return first


def _longest(pauses: Ints, low: Ints, high: Ints) -> Ints:
    """Return the largest of ``pauses[low:high]`` for each pair of ends; -1 where there is none."""
    longest = np.full(len(low), -1, np.int64)
    some = np.flatnonzero(high > low)
    if len(some):
        ends = np.column_stack([low[some], high[some]]).ravel()
        # A sentinel: the end of the last stretch may be the end of all.
        longest[some] = np.maximum.reduceat(np.append(pauses, -1), ends)[::2]
    return longest


def _keys(places: pa.ChunkedArray, times: pa.ChunkedArray) -> Ints:
    """Return account and second as one number; below all others where there is no time."""
    seconds = pc.floor(pc.divide(times.cast(pa.int64()).cast(pa.float64()), 1e6))
    seconds = pc.fill_null(seconds.cast(pa.int64()), _FIRST_SECOND).to_numpy()
    numbers = pc.fill_null(places.cast(pa.int64()), 0).to_numpy()
    keys: Ints = (numbers << _SECOND_BITS) + np.maximum(seconds - _FIRST_SECOND, 0)
    return keys
