"""What a profile adds to a change: parts replaced, history deleted, and silence that is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from undertow.schema import AccountSnapshots, ProfileChanges, Table

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# A new name or picture alone is ordinary; each further part replaced with it says more.
_PART_NATS = 1.5
_PARTS = ("handle", "display_name", "description", "avatar")
# Posts that a profile no longer counts: a tenth of them and at least ten.
_GONE_SHARE, _FEWEST_GONE = 0.1, 10
_HISTORY_NATS = 1.5
_NEAR_US = 14 * 86_400_000_000


def replaced_together(
    accounts: pa.ChunkedArray,
    low: Ints,
    high: Ints,
    snapshots: Table[AccountSnapshots],
    profile_changes: Table[ProfileChanges],
) -> Floats:
    """Return the evidence of parts of a profile that were replaced around a change.

    Parameters
    ----------
    accounts : (n,) Arrow string array
    low, high : (n,) int64
        Interval of the change of each account, microseconds.
    snapshots : Table[AccountSnapshots]
        Profiles at the times of posts that carry them.
    profile_changes : Table[ProfileChanges]
        Parts that two captures show with two values.

    Returns
    -------
    (n,) float64
        Nats: 1.5 for each part beyond the first that may have changed within a fortnight of it.
    """
    found = np.zeros((len(accounts), len(_PARTS)), bool)
    stated = profile_changes.columns("account_uid", "field", "last_seen_at", "seen_at")
    for i, part in enumerate(_PARTS):
        own = stated.filter(pc.equal(stated.column("field"), part)).drop_columns(["field"])
        for rows in (own, _differences(snapshots, part)):
            owner, is_near = _near(accounts, low, high, rows, "last_seen_at", "seen_at")
            found[owner[is_near], i] = True
    evidence: Floats = _PART_NATS * np.maximum(found.sum(axis=1) - 1, 0)
    return evidence


def _differences(snapshots: Table[AccountSnapshots], part: str) -> pa.Table:
    """Return where one sight of a profile shows another value of a part than the sight before."""
    rows = snapshots.columns("account_uid", "observed_at", part)
    rows = rows.filter(
        pc.and_(pc.is_valid(rows.column(part)), pc.is_valid(rows.column("observed_at")))
    ).sort_by([(name, "ascending") for name in ("account_uid", "observed_at", part)])
    before, after = rows.slice(0, max(rows.num_rows - 1, 0)), rows.slice(1)
    is_other = pc.and_(
        pc.equal(before.column("account_uid"), after.column("account_uid")),
        pc.not_equal(before.column(part), after.column(part)),
    )
    return pa.table(
        {
            "account_uid": after.column("account_uid"),
            "last_seen_at": before.column("observed_at"),
            "seen_at": after.column("observed_at"),
        }
    ).filter(is_other)


def history_deleted(
    accounts: pa.ChunkedArray, low: Ints, high: Ints, snapshots: Table[AccountSnapshots]
) -> Floats:
    """Return the evidence that the posts from before a change were deleted around it.

    Returns
    -------
    (n,) float64
        Nats: 1.5 where a profile counts a tenth fewer posts, and at least ten fewer, than it did
        when it was last seen.
    """
    rows = snapshots.columns("account_uid", "observed_at", "n_posts")
    rows = rows.filter(
        pc.and_(pc.is_valid(rows.column("n_posts")), pc.is_valid(rows.column("observed_at")))
    ).sort_by([(name, "ascending") for name in ("account_uid", "observed_at", "n_posts")])
    before, after = rows.slice(0, max(rows.num_rows - 1, 0)), rows.slice(1)
    is_same = pc.equal(before.column("account_uid"), after.column("account_uid"))
    gone = pc.subtract(before.column("n_posts"), after.column("n_posts"))
    is_fewer = pc.and_(
        pc.greater_equal(gone, _FEWEST_GONE),
        pc.greater_equal(gone, pc.multiply(before.column("n_posts"), _GONE_SHARE)),
    )
    falls = pa.table(
        {
            "account_uid": after.column("account_uid"),
            "last_seen_at": before.column("observed_at"),
            "seen_at": after.column("observed_at"),
        }
    ).filter(pc.and_(is_same, is_fewer))
    owner, is_near = _near(accounts, low, high, falls, "last_seen_at", "seen_at")
    evidence = np.zeros(len(accounts))
    evidence[owner[is_near]] = _HISTORY_NATS
    return evidence


def was_silent(
    accounts: pa.ChunkedArray,
    low: Ints,
    high: Ints,
    times: Times,
    snapshots: Table[AccountSnapshots],
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return whether a profile says that the pause before a change was one.

    A capture that misses posts makes silences that never were. A profile that was seen on both
    sides of one tells: it counts no more posts at the second sight than were captured since the
    first. Where it counts fewer than before posts were deleted, and nothing is known.

    Parameters
    ----------
    accounts : (n,) Arrow string array
    low, high : (n,) int64
        Last post before the pause of each account and first after it, microseconds.
    times : Times
        The posts of these accounts.
    snapshots : Table[AccountSnapshots]
        Profiles with the number of posts they count.

    Returns
    -------
    is_silent, is_known : (n,) bool
        Whether the account was silent, and whether its profile tells.
    """
    rows = snapshots.columns("account_uid", "observed_at", "n_posts")
    rows = rows.filter(
        pc.and_(pc.is_valid(rows.column("n_posts")), pc.is_valid(rows.column("observed_at")))
    )
    place = pc.index_in(rows.column("account_uid"), value_set=accounts)
    rows = rows.append_column("owner", place.cast(pa.int64())).filter(pc.is_valid(place))
    rows = rows.sort_by([(name, "ascending") for name in ("owner", "observed_at", "n_posts")])
    owner, counts = (rows.column(name).to_numpy() for name in ("owner", "n_posts"))
    seen = rows.column("observed_at").cast(pa.int64()).to_numpy()
    if len(seen) == 0:
        return np.zeros(len(accounts), bool), np.zeros(len(accounts), bool)
    everyone = np.arange(len(accounts))
    first = _place(owner, seen, everyone, low, side="right") - 1
    second = _place(owner, seen, everyone, high, side="left")
    is_known = (first >= 0) & (second < len(seen))
    first, second = np.maximum(first, 0), np.minimum(second, len(seen) - 1)
    is_known &= (owner[first] == everyone) & (owner[second] == everyone)
    n_more = counts[second].astype(np.int64) - counts[first]
    n_captured = times.between(everyone, seen[first], seen[second])
    is_known &= n_more >= 0
    return is_known & (n_more <= n_captured), is_known


@dataclass(frozen=True, slots=True)
class Times:
    """When accounts posted.

    Attributes
    ----------
    owner, at : (n_posts,) int64
        Place of the account and microseconds, ascending by both.
    """

    owner: Ints
    at: Ints

    def between(self, owner: Ints, low: Ints, high: Ints) -> Ints:
        """Count the posts of accounts after ``low`` and not after ``high``."""
        begin = _place(self.owner, self.at, owner, low, side="right")
        return _place(self.owner, self.at, owner, high, side="right") - begin


def _place(
    owners: Ints, times: Ints, owner: Ints, at: Ints, *, side: Literal["left", "right"]
) -> Ints:
    """Return where moments of accounts belong among others that are sorted by account and time."""
    # Times as ranks: two numbers become one without running over.
    ranks = np.unique(times)
    width = len(ranks) + 1
    keys = owners * width + np.searchsorted(ranks, times)
    rank = np.searchsorted(ranks, at, side=side)
    found: Ints = np.searchsorted(keys, owner * width + rank, side="left")
    return found


def _near(
    accounts: pa.ChunkedArray, low: Ints, high: Ints, rows: pa.Table, begin: str, end: str
) -> tuple[Ints, NDArray[np.bool_]]:
    """Return whose each row is, and whether what it tells may have happened around the change."""
    place = pc.index_in(rows.column("account_uid"), value_set=accounts)
    owner = pc.fill_null(place.cast(pa.int64()), 0).to_numpy()
    is_known = pc.is_valid(place).to_numpy()
    begins, ends = (rows.column(name).cast(pa.int64()).to_numpy() for name in (begin, end))
    if len(accounts) == 0:
        return owner, np.zeros(len(owner), bool)
    is_near = (begins <= high[owner] + _NEAR_US) & (ends >= low[owner] - _NEAR_US)
    return owner, is_known & is_near
