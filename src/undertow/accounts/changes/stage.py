"""The account_changes stage: the largest joint change of every account with enough posts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from undertow.accounts.changes.posts import FACET_STARTS, HABITS, describe_posts
from undertow.accounts.changes.profile_facets import (
    Times,
    history_deleted,
    replaced_together,
    was_silent,
)
from undertow.accounts.changes.readings import (
    FACETS,
    NAMED,
    POST_FACETS,
    READINGS,
    chance_odds,
    facet_evidence,
    silence_evidence,
    unexplained,
)
from undertow.accounts.changes.register import answer_effect, without_register
from undertow.accounts.changes.scan import scan_accounts
from undertow.accounts.changes.sittings import Sittings, sittings_of
from undertow.accounts.changes.traits import TraitCounts
from undertow.accounts.changes.witnesses import Witnesses
from undertow.schema import AccountChanges, AccountSnapshots, Posts, ProfileChanges, Table
from undertow.settings import AccountSettings

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Reals = NDArray[np.float32]

_DAY_US = 86_400_000_000
_COLUMNS = (
    "account_uid", "created_at", "post_uid", "created_precision", "kind", "text", "parent_uid",
    "urls", "hashtags", "mentions", "platform",
)  # fmt: skip
# Posts whose numbers are held at once; an account is never divided.
_AT_ONCE = 100_000
_RECORDS_PER_SIDE = 5
_HABIT = POST_FACETS.index("habit")
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
    that ended with the change or in the fortnight before adds to the score, as far as it is a
    surprise in this account, where the profile's own count of posts says that none is missing, or
    where others of the platform were captured before, amid and after it, and less where few were; a
    gap in the capture looks the same and is no evidence. How answers are typed otherwise than other
    posts is taken off first; habits are compared as those of one person and of two.
    """
    rows = _sorted_posts(posts, settings.min_changed_posts)
    witnesses = Witnesses.of(posts, settings.silent_days * _DAY_US)
    effect = answer_effect(
        (_starts(part.column("account_uid")), describe_posts(part)) for part in _parts(rows)
    )
    parts = [
        _changes_of(part, effect, account_snapshots, profile_changes, witnesses, settings, rng_seed)
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
    effect: Reals,
    snapshots: Table[AccountSnapshots],
    profile_changes: Table[ProfileChanges],
    witnesses: Witnesses,
    settings: AccountSettings,
    rng_seed: int,
) -> pa.Table:
    """Return the changes of some accounts."""
    times = rows.column("created_at").cast(pa.int64()).to_numpy()
    points = without_register(describe_posts(rows), effect)
    sat = sittings_of(_starts(rows.column("account_uid")), times, points)
    habits = TraitCounts.of(sat.points, HABITS)
    silent_us = settings.silent_days * _DAY_US
    cuts, p_values, explained, freedom = scan_accounts(
        sat.starts, sat.begins, sat.ends, sat.points, FACET_STARTS, silent_us, rng_seed
    )
    is_found = cuts[:, 0] > 0
    first, last, cuts = sat.starts[:-1][is_found], sat.starts[1:][is_found], cuts[is_found]
    cut, at, latest = first + cuts[:, 0], sat.begins[first + cuts[:, 0]], first + cuts[:, 2]
    # The change lies after the last post before the earliest cut.
    earliest, latest = sat.ends[first + cuts[:, 1] - 1], sat.begins[latest]
    begin, middle, end = (sat.posts[place] for place in (first, cut, last))
    accounts = rows.column("account_uid").take(pa.array(begin))
    differs = facet_evidence(explained[is_found], freedom[is_found], cut - first, last - cut)
    differs[:, _HABIT] = habits.evidence(first, cut, last)
    silence, is_placed = _silences(
        sat, (first, cut, last), rows, accounts, snapshots, witnesses, settings.silent_days
    )
    # Where the order may well mean nothing, neither does what differs around a cut; but one that a
    # silence placed was not looked for.
    chance = np.where(is_placed, 0.0, chance_odds(p_values[is_found]))
    evidence = np.column_stack(
        [
            differs * (1.0 - chance)[:, None],
            silence,
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
            "gap_days": (at - sat.ends[cut - 1]) / _DAY_US,
            "p_value": p_values[is_found],
            "score": score,
            "n_causes": _N_CAUSES[reading],
            "reading": pa.array(["+".join(r) for r in READINGS]).take(pa.array(reading)),
            "facets": pa.array([_named(own) for own in evidence], pa.list_(pa.string())),
            "evidence": _both_sides(rows.column("post_uid"), begin, middle, end),
        },
        schema=AccountChanges.arrow_schema(),
    )


def _silences(
    sat: Sittings,
    spans: tuple[Ints, Ints, Ints],
    rows: pa.Table,
    accounts: pa.ChunkedArray,
    snapshots: Table[AccountSnapshots],
    witnesses: Witnesses,
    silent_days: int,
) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the evidence that accounts fell silent before they changed, and where it is certain.

    Certain are silences of full length right before the change that are no gap in the capture.
    """
    first, cut, last = spans
    back = sat.returns(first, cut)
    gone, at = sat.ends[back - 1], sat.begins[back]
    is_silent, is_known = was_silent(accounts, gone, at, _times_of(rows, accounts), snapshots)
    platforms = rows.column("platform").take(pa.array(sat.posts[first]))
    most = np.where(is_silent, np.inf, 0.0)
    most = np.where(is_known, most, witnesses.vouch(platforms, gone, at))
    evidence = silence_evidence(
        (at - gone) / _DAY_US,
        (sat.ends[last - 1] - sat.begins[first]) / _DAY_US,
        last - first - 1,
        sat.longest_other(first, back, last) / _DAY_US,
        silent_days,
    )
    is_whole = np.isinf(most) & (at - gone >= silent_days * _DAY_US)
    return np.minimum(evidence, most), is_whole & (back == cut)


def _times_of(rows: pa.Table, accounts: pa.ChunkedArray) -> Times:
    """Return when some accounts posted, from rows sorted by account and time."""
    owner = pc.index_in(rows.column("account_uid"), value_set=accounts)
    at = rows.column("created_at").cast(pa.int64()).filter(pc.is_valid(owner))
    return Times(owner.cast(pa.int64()).drop_null().to_numpy(), at.to_numpy())


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
