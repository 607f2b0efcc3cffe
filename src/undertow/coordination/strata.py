"""The actions of a layer as arrays, with the margins of the stratified null."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from undertow.coordination import sweeps

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]

DAY_S = 86400
WEEK_S = 7 * DAY_S

DAY_FROM = 50_000
"""Actions that a day must hold on average before it is a stratum of its own.

In a thinner layer a wave of the network is most of what happened on its day: what it does together
would be what is expected there.
"""


@dataclass(frozen=True, slots=True)
class LayerActions:
    """The actions of one layer, sorted by (object, time).

    Attributes
    ----------
    objects, accounts : (n,) int32
        Codes of object and account.
    times : (n,) int64
        Seconds since the epoch.
    precisions : (n,) int32
        Precision of each time in seconds.
    strata : (n,) int32
        Cell stratum: (period, floor(log2(accounts that ever acted on the object))). Objects with
        one account have strata of their own, so singletons never dilute the null.
    period_s : int
        Length of a period: a week, or a day where the layer is dense enough.
    n_levels : int
        Levels of popularity; the stratum of the same level in the next period is this much further.
    n_strata : int
        Strata, empty ones included.
    starts : (n_objects + 1,) int64
        Where each object begins.
    by_account : (n,) int64
        Positions of the actions ordered by (account, object, time).
    account_starts : (n_accounts + 1,) int64
        Where each account begins in ``by_account``.
    popularity : (n_objects,) int64
        Distinct accounts that ever acted on each object.
    account_ids, object_ids : Arrow string array
        Account and object of each code, ascending: code order is id order.
    rows : (n,) int32
        Row of each action in the table it came from.
    posts : (n,) int32 or None
        Code of the post of each action; None where every action is a post of its own.
    """

    objects: Codes
    accounts: Codes
    times: Ints
    precisions: Codes
    strata: Codes
    period_s: int
    n_levels: int
    n_strata: int
    starts: Ints
    by_account: Ints
    account_starts: Ints
    popularity: Ints
    account_ids: pa.Array
    object_ids: pa.Array
    rows: Codes
    posts: Codes | None = None

    @classmethod
    def from_arrow(cls, actions: pa.Table, widest_s: int = 0) -> LayerActions:
        """Encode and sort the actions of a layer.

        Parameters
        ----------
        actions : pa.Table
            Actions in the order of their key; without ``post_uid``, each is a post of its own.
        widest_s : int
            Widest window they are looked at in: no period is shorter.
        """
        objects, object_ids = _codes(actions.column("object_uid"))
        accounts, account_ids = _codes(actions.column("account_uid"))
        times = whole_seconds(actions)
        order = _by_object_and_time(objects, times)
        objects, accounts, times = objects[order], accounts[order], times[order]
        precisions = actions.column("precision_s").to_numpy()[order].astype(np.int32)
        starts = _starts(objects, len(object_ids))
        by_account, account_starts = sweeps.group_by_account(accounts, len(account_ids))
        popularity = sweeps.distinct_accounts(objects, accounts, by_account, len(object_ids))
        period_s = period_of(times, widest_s)
        level = np.frexp(popularity.astype(np.float64))[1] - 1  # floor(log2), exact for integers
        n_levels = int(level.max(initial=0)) + 1
        periods = times // period_s
        first = int(periods.min(initial=0)) if len(periods) else 0
        n_periods = int(periods.max(initial=0)) - first + 1 if len(periods) else 0
        strata = (periods - first) * n_levels + level[objects]
        return cls(
            objects=objects,
            accounts=accounts,
            times=times,
            precisions=precisions,
            strata=strata.astype(np.int32),
            period_s=period_s,
            n_levels=n_levels,
            n_strata=n_periods * n_levels,
            starts=starts,
            by_account=by_account,
            account_starts=account_starts,
            popularity=popularity,
            account_ids=account_ids,
            object_ids=object_ids,
            rows=order.astype(np.int32),
            posts=_posts(actions, order),
        )

    @property
    def n_actions(self) -> int:
        """Actions of this layer."""
        return len(self.objects)

    @property
    def n_accounts(self) -> int:
        """Accounts that act in this layer."""
        return len(self.account_ids)

    @property
    def n_objects(self) -> int:
        """Objects that are acted on."""
        return len(self.popularity)

    def usable_in(self, window_s: int) -> LayerActions:
        """Return the actions whose time is at least as precise as the window is wide."""
        usable = self.precisions <= window_s
        return self if usable.all() else self.keep(usable)

    def keep(self, mask: NDArray[np.bool_]) -> LayerActions:
        """Return the actions under ``mask``; codes and popularity stay those of all actions."""
        objects, accounts = self.objects[mask], self.accounts[mask]
        by_account, account_starts = sweeps.group_by_account(accounts, self.n_accounts)
        return replace(
            self,
            objects=objects,
            accounts=accounts,
            times=self.times[mask],
            precisions=self.precisions[mask],
            strata=self.strata[mask],
            starts=_starts(objects, self.n_objects),
            by_account=by_account,
            account_starts=account_starts,
            rows=self.rows[mask],
            posts=None if self.posts is None else self.posts[mask],
        )

    def objects_per_account(self) -> Ints:
        """Return the number of distinct shareable objects of each account."""
        return sweeps.distinct_objects(
            self.objects, self.by_account, self.account_starts, self.popularity
        )


def period_of(times: Ints, widest_s: int = 0) -> int:
    """Return the length of a period of the strata, in seconds: a day or a week.

    A window reaches into the next period and no further, so none is wider than a period.
    """
    if len(times) == 0 or widest_s > DAY_S:
        return WEEK_S
    n_days = int(times.max()) // DAY_S - int(times.min()) // DAY_S + 1
    return DAY_S if len(times) >= DAY_FROM * n_days else WEEK_S


def whole_seconds(actions: pa.Table) -> Ints:
    """Return the times of actions in seconds since the epoch, fractions cut off."""
    microseconds: Ints = actions.column("at").cast(pa.int64()).to_numpy()
    return microseconds // 1_000_000


def _codes(column: pa.ChunkedArray) -> tuple[Codes, pa.Array]:
    """Return integer codes whose order is that of the values, and the sorted values."""
    encoded = column.dictionary_encode().combine_chunks()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.chunk(0) if encoded.num_chunks else pa.array([], column.type)
    if len(encoded) == 0:
        return np.empty(0, np.int32), pa.array([], column.type)
    order = pc.sort_indices(encoded.dictionary)
    rank = np.empty(len(order), np.int32)
    rank[order.to_numpy()] = np.arange(len(order), dtype=np.int32)
    return rank[encoded.indices.to_numpy()], encoded.dictionary.take(order)


def _posts(actions: pa.Table, order: Ints) -> Codes | None:
    """Return codes of the posts of actions, or None where no two actions have the same."""
    if "post_uid" not in actions.column_names:
        return None
    encoded = actions.column("post_uid").combine_chunks().dictionary_encode()
    if len(encoded.dictionary) == len(encoded):
        return None
    codes: Codes = encoded.indices.to_numpy()[order].astype(np.int32)
    return codes


def _by_object_and_time(objects: Codes, times: Ints) -> Ints:
    """Return the order of the actions by object and, on an object, by time."""
    if len(objects) == 0:
        return np.empty(0, np.int64)
    first, span = int(times.min()), int(times.max()) - int(times.min()) + 1
    if (int(objects.max()) + 1) * span >= 2**63:
        return np.lexsort((times, objects)).astype(np.int64)
    key = objects.astype(np.int64) * span + (times - first)
    return np.argsort(key, kind="stable").astype(np.int64)


def _starts(objects: Codes, n_objects: int) -> Ints:
    """Return where each object begins among actions sorted by object."""
    counts = np.bincount(objects, minlength=n_objects)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
