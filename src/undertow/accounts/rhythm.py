"""When an account rests: its pauses between posts, which no shift of the clock changes."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from undertow.schema import Posts, Table

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_REST_S = 3 * 3600.0
_FEWEST_POSTS = 21
_PRECISE = ("second", "minute")


def rest_facts(posts: Table[Posts]) -> pa.Table:
    """Measure the rests of every account with enough posts.

    Parameters
    ----------
    posts : Table[Posts]
        The case. Posts whose time is not known to the minute are left out.

    Returns
    -------
    pa.Table
        ``account_uid``; ``stretch_hours``, longest stretch of posts without a pause of three hours;
        ``pause_variation``, standard deviation of the pauses over their mean; ``timed_posts``,
        first and last post of that stretch. Accounts with fewer than 21 posts have no row.
    """
    rows = posts.columns("account_uid", "created_at", "post_uid", "created_precision")
    is_timed = pc.is_in(rows.column("created_precision"), value_set=pa.array(_PRECISE))
    rows = rows.filter(pc.and_(is_timed, pc.is_valid(rows.column("account_uid"))))
    rows = rows.drop_columns(["created_precision"])
    rows = rows.sort_by([(name, "ascending") for name in rows.column_names])
    accounts = pc.unique(rows.column("account_uid"))
    owner = pc.index_in(rows.column("account_uid"), value_set=accounts).to_numpy()
    seconds = rows.column("created_at").cast(pa.int64()).to_numpy() / 1e6
    n_posts = np.bincount(owner, minlength=len(accounts))
    first, last, stretch_s = _longest_stretches(owner, seconds, len(accounts))
    enough = np.flatnonzero(n_posts >= _FEWEST_POSTS)
    uids = rows.column("post_uid")
    ends = zip(
        uids.take(pa.array(first[enough])).to_pylist(),
        uids.take(pa.array(last[enough])).to_pylist(),
        strict=True,
    )
    return pa.table(
        {
            "account_uid": accounts.take(pa.array(enough)),
            "stretch_hours": stretch_s[enough] / 3600.0,
            "pause_variation": _variation(owner, seconds, len(accounts))[enough],
            "timed_posts": pa.array([sorted(set(pair)) for pair in ends], pa.list_(pa.string())),
        }
    )


def _longest_stretches(
    owner: NDArray[np.int32], seconds: Floats, n_accounts: int
) -> tuple[Ints, Ints, Floats]:
    """Return first and last post and length of the longest stretch of each account."""
    if len(owner) == 0:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    is_new = np.ones(len(owner), bool)
    is_new[1:] = (np.diff(owner) != 0) | (np.diff(seconds) >= _REST_S)
    starts = np.flatnonzero(is_new)
    ends = np.append(starts[1:], len(owner)) - 1
    length = seconds[ends] - seconds[starts]
    # The longest of each account, the earliest of equally long ones.
    order = np.lexsort((starts, -length, owner[starts]))
    of_account = owner[starts][order]
    best = order[np.searchsorted(of_account, np.arange(n_accounts))]
    return starts[best], ends[best], length[best]


def _variation(owner: NDArray[np.int32], seconds: Floats, n_accounts: int) -> Floats:
    """Return how uneven the pauses of each account are; NaN without any."""
    is_own = np.diff(owner) == 0
    pauses, whose = np.diff(seconds)[is_own], owner[1:][is_own]
    n = np.maximum(np.bincount(whose, minlength=n_accounts), 1)
    mean = np.bincount(whose, pauses, n_accounts) / n
    square = np.bincount(whose, (pauses - mean[whose]) ** 2, n_accounts) / n
    uneven: Floats = np.divide(
        np.sqrt(square), mean, out=np.full(n_accounts, np.nan), where=mean > 0
    )
    return uneven
