"""The account_changes stage: the largest joint change of every account with enough posts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from undertow.accounts.changes.posts import FACET_STARTS, describe_posts
from undertow.accounts.changes.profile_facets import (
    Times,
    history_deleted,
    replaced_together,
    was_silent,
)
from undertow.accounts.changes.readings import (
    FACETS,
    NAMED,
    READINGS,
    chance_odds,
    facet_evidence,
    silence_evidence,
    unexplained,
)
from undertow.accounts.changes.scan import scan_accounts
from undertow.accounts.changes.sittings import Sittings, sittings_of
from undertow.accounts.changes.witnesses import Witnesses
from undertow.schema import AccountChanges, AccountSnapshots, Posts, ProfileChanges, Table
from undertow.settings import AccountSettings

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_DAY_US = 86_400_000_000
_COLUMNS = (
    "account_uid", "created_at", "post_uid", "created_precision", "kind", "text", "parent_uid",
    "urls", "hashtags", "mentions", "platform",
)  # fmt: skip
# Posts whose numbers are held at once; an account is never divided.
_AT_ONCE = 100_000
_RECORDS_PER_SIDE = 5
_N_CAUSES = np.array([len(reading) for reading in READINGS])


def find_changes(
    posts: Table[Posts],
    account_snapshots: Table[AccountSnapshots],
    profile_changes: Table[ProfileChanges],
    settings: AccountSettings,
    *,
    rng_seed: int,
) -> Table[AccountChanges]:
    """Find when the posts of each account changed most, and how much like a takeover that is.

    Parameters
    ----------
    posts, account_snapshots, profile_changes : Table
        The case.
    settings : AccountSettings
        Fewest posts, and from when on an account was silent.
    rng_seed : int
        Decides the random orders that the changes are compared with.

    Returns
    -------
    Table[AccountChanges]
        Accounts with fewer than ``min_changed_posts`` posts, or with fewer than four sittings, have
        no row.

    Notes
    -----
    The p-value says that the order of the posts means something, as it does when somebody moves or
    takes up a subject: only the score says what kind of change it was. Posts within an hour of one
    another count as one; days that belong together still make the p-value too small, in ordinary
    accounts as well, which is why the sign is read against a control. Nothing depends on the clock
    of an account but on how its hours change: shifting all of its times changes nothing. A silence
    adds to the score, as far as it is a surprise in this account, where the profile's own count of
    posts says that none is missing, or where others of the platform were captured before, amid and
    after it; a gap in the capture looks the same and is no evidence.
    """
    rows = _sorted_posts(posts, settings.min_changed_posts)
    witnesses = Witnesses.of(posts, settings.silent_days * _DAY_US)
    parts = [
        _changes_of(part, account_snapshots, profile_changes, witnesses, settings, rng_seed)
        for part in _parts(rows)
    ]
    empty = AccountChanges.arrow_schema().empty_table()
    return Table.checked(AccountChanges, pa.concat_tables([empty, *parts]))


def _sorted_posts(posts: Table[Posts], fewest: int) -> pa.Table:
    """Return the posts of the accounts that have enough, in order of account and time."""
    rows = posts.columns(*_COLUMNS)
    rows = rows.filter(pc.is_valid(rows.column("account_uid")))
    counted = rows.group_by("account_uid").aggregate([("post_uid", "count")])
    enough = counted.filter(pc.greater_equal(counted.column("post_uid_count"), fewest))
    rows = rows.filter(pc.is_in(rows.column("account_uid"), value_set=enough.column("account_uid")))
    return rows.sort_by([(name, "ascending") for name in _COLUMNS[:3]])


def _parts(rows: pa.Table) -> Iterator[pa.Table]:
    """Yield the posts of whole accounts, about as many at once as may be held."""
    if rows.num_rows == 0:
        return
    starts = _starts(rows.column("account_uid"))
    first = 0
    while first < len(starts) - 1:
        last = int(np.searchsorted(starts, starts[first] + _AT_ONCE))
        last = min(max(last, first + 1), len(starts) - 1)
        yield rows.slice(starts[first], starts[last] - starts[first]).combine_chunks()
        first = last


def _starts(accounts: pa.ChunkedArray) -> Ints:
    """Return where the posts of each account begin, and the end of all."""
    codes = accounts.combine_chunks().dictionary_encode().indices.to_numpy()
    return np.concatenate([[0], np.flatnonzero(np.diff(codes)) + 1, [len(codes)]])


def _changes_of(
    rows: pa.Table,
    snapshots: Table[AccountSnapshots],
    profile_changes: Table[ProfileChanges],
    witnesses: Witnesses,
    settings: AccountSettings,
    rng_seed: int,
) -> pa.Table:
    """Return the changes of some accounts."""
    times = rows.column("created_at").cast(pa.int64()).to_numpy()
    sat = sittings_of(_starts(rows.column("account_uid")), times, describe_posts(rows))
    silent_us = settings.silent_days * _DAY_US
    cuts, p_values, explained, freedom = scan_accounts(
        sat.starts, sat.begins, sat.ends, sat.points, FACET_STARTS, silent_us, rng_seed
    )
    is_found = cuts[:, 0] > 0
    first, last, cuts = sat.starts[:-1][is_found], sat.starts[1:][is_found], cuts[is_found]
    at, latest = sat.begins[first + cuts[:, 0]], sat.begins[first + cuts[:, 2]]
    # The change lies after the last post before the earliest cut.
    earliest = sat.ends[first + cuts[:, 1] - 1]
    left = sat.ends[first + cuts[:, 0] - 1]
    gap_days = (at - left) / _DAY_US
    begin, middle, end = (sat.posts[place] for place in (first, first + cuts[:, 0], last))
    accounts = rows.column("account_uid").take(pa.array(begin))
    is_silent, is_known = was_silent(accounts, left, at, _times_of(rows, accounts), snapshots)
    is_vouched = witnesses.vouch(rows.column("platform").take(pa.array(begin)), left, at)
    is_silent |= is_vouched & ~is_known
    silence = silence_evidence(
        gap_days,
        (sat.ends[last - 1] - sat.begins[first]) / _DAY_US,
        last - first - 1,
        _longest_other(sat, first, first + cuts[:, 0], last) / _DAY_US,
        settings.silent_days,
    )
    evidence = np.column_stack(
        [
            # Where the order may well mean nothing, neither does what differs around a cut.
            facet_evidence(
                explained[is_found], freedom[is_found], cuts[:, 0], last - first - cuts[:, 0]
            )
            * (1.0 - chance_odds(p_values[is_found]))[:, None],
            np.where(is_silent, silence, 0.0),
            replaced_together(accounts, earliest, latest, snapshots, profile_changes),
            history_deleted(accounts, earliest, latest, snapshots),
        ]
    )
    score, reading = unexplained(evidence)
    return pa.table(
        {
            "account_uid": accounts,
            "changed_at": _times(at),
            "earliest": _times(earliest),
            "latest": _times(latest),
            "n_before": middle - begin,
            "n_after": end - middle,
            "gap_days": gap_days,
            "p_value": p_values[is_found],
            "score": score,
            "n_causes": _N_CAUSES[reading],
            "reading": pa.array(["+".join(r) for r in READINGS]).take(pa.array(reading)),
            "facets": pa.array([_named(own) for own in evidence], pa.list_(pa.string())),
            "evidence": _both_sides(rows.column("post_uid"), begin, middle, end),
        },
        schema=AccountChanges.arrow_schema(),
    )


def _times_of(rows: pa.Table, accounts: pa.ChunkedArray) -> Times:
    """Return when some accounts posted, from rows sorted by account and time."""
    owner = pc.index_in(rows.column("account_uid"), value_set=accounts)
    at = rows.column("created_at").cast(pa.int64()).filter(pc.is_valid(owner))
    return Times(owner.cast(pa.int64()).drop_null().to_numpy(), at.to_numpy())


def _longest_other(sat: Sittings, first: Ints, cut: Ints, last: Ints) -> Ints:
    """Return the longest time between two sittings of each account but for that at its cut."""
    gaps = np.zeros(len(sat.begins) + 1, np.int64)
    gaps[1:-1] = sat.begins[1:] - sat.ends[:-1]
    gaps[cut] = 0
    ends = np.column_stack([first + 1, last]).ravel()
    longest: Ints = np.maximum.reduceat(gaps, ends)[::2]
    return longest


def _times(us: Ints) -> pa.Array:
    return pa.array(us).cast(pa.timestamp("us", tz="UTC"))


def _named(evidence: Floats) -> list[str]:
    """Return the facets that changed, strongest first."""
    order = sorted(range(len(FACETS)), key=lambda i: (-evidence[i], FACETS[i]))
    return [f"{FACETS[i]}:{evidence[i]:+.1f}" for i in order if evidence[i] >= NAMED]


def _both_sides(post_uids: pa.ChunkedArray, begin: Ints, cut: Ints, end: Ints) -> pa.Array:
    """Return the posts next to each change, a few of either side."""
    first = np.maximum(begin, cut - _RECORDS_PER_SIDE)
    n_each = np.minimum(end, cut + _RECORDS_PER_SIDE) - first
    offsets = np.concatenate([[0], np.cumsum(n_each)])
    places = np.arange(offsets[-1]) + np.repeat(first - offsets[:-1], n_each)
    uids = post_uids.take(pa.array(places)).combine_chunks()
    return pa.ListArray.from_arrays(pa.array(offsets.astype(np.int32)), uids)
