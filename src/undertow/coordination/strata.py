"""The actions of a layer as arrays, with the margins of the stratified null."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Ints = NDArray[np.int64]

WEEK_S = 7 * 86400


@dataclass(frozen=True, slots=True)
class LayerActions:
    """The actions of one layer, sorted by (object, time, account, post).

    Attributes
    ----------
    objects, accounts, times, precisions : (n,) int64
        Codes of object and account; seconds since the epoch; precision in seconds.
    strata : (n,) int64
        Cell stratum: (week, floor(log2(accounts that ever acted on the object))). Objects with
        one account have strata of their own, so singletons never dilute the null.
    next_stratum : (n_strata,) int64
        The stratum of the same popularity one week later, or -1.
    popularity : (n_objects,) int64
        Distinct accounts that acted on each object.
    account_ids : Arrow string array
        Account of each code, ascending: code order is id order.
    rows : (n,) int64
        Row of each action in the table it came from.
    """

    objects: Ints
    accounts: Ints
    times: Ints
    precisions: Ints
    strata: Ints
    next_stratum: Ints
    popularity: Ints
    account_ids: pa.Array
    rows: Ints

    @classmethod
    def from_arrow(cls, actions: pa.Table) -> LayerActions:
        """Encode and sort the actions of a layer; the result does not depend on their order."""
        objects, _ = _codes(actions.column("object_uid"))
        accounts, account_ids = _codes(actions.column("account_uid"))
        posts, _ = _codes(actions.column("post_uid"))
        times = whole_seconds(actions)
        precisions = actions.column("precision_s").to_numpy()
        rows = np.lexsort((posts, accounts, times, objects)).astype(np.int64)
        objects, accounts, times = objects[rows], accounts[rows], times[rows]
        popularity = _distinct_per_object(objects, accounts)
        strata, next_stratum = _strata(times // WEEK_S, popularity[objects])
        return cls(
            objects,
            accounts,
            times,
            precisions[rows].astype(np.int64),
            strata,
            next_stratum,
            popularity,
            account_ids,
            rows,
        )

    @property
    def n_accounts(self) -> int:
        """Accounts that act in this layer."""
        return len(self.account_ids)

    def stratum_sizes(self) -> Ints:
        """Return M_s, the number of actions in each stratum."""
        return np.bincount(self.strata, minlength=len(self.next_stratum)).astype(np.int64)

    def account_rows(self) -> tuple[Ints, Ints, Ints]:
        """Return k_as as compressed rows: starts, strata, counts; only shareable objects."""
        shareable = self.popularity[self.objects] > 1
        n_strata = max(len(self.next_stratum), 1)
        cells, counts = np.unique(
            self.accounts[shareable] * n_strata + self.strata[shareable], return_counts=True
        )
        starts = np.searchsorted(cells // n_strata, np.arange(self.n_accounts + 1))
        return starts.astype(np.int64), (cells % n_strata).astype(np.int64), counts.astype(np.int64)

    def objects_per_account(self) -> Ints:
        """Return the number of distinct shareable objects of each account."""
        shareable = self.popularity[self.objects] > 1
        pairs = np.unique(
            self.accounts[shareable] * max(len(self.popularity), 1) + self.objects[shareable]
        )
        owners = pairs // max(len(self.popularity), 1)
        return np.bincount(owners, minlength=self.n_accounts).astype(np.int64)

    def keep(self, mask: NDArray[np.bool_]) -> LayerActions:
        """Return the actions under ``mask``; margins stay those of all actions."""
        return LayerActions(
            self.objects[mask],
            self.accounts[mask],
            self.times[mask],
            self.precisions[mask],
            self.strata[mask],
            self.next_stratum,
            self.popularity,
            self.account_ids,
            self.rows[mask],
        )


def whole_seconds(actions: pa.Table) -> Ints:
    """Return the times of actions in seconds since the epoch, fractions cut off."""
    microseconds: Ints = actions.column("at").cast(pa.int64()).to_numpy()
    return microseconds // 1_000_000


def _codes(column: pa.ChunkedArray) -> tuple[Ints, pa.Array]:
    """Return integer codes whose order is that of the values, and the sorted values."""
    values = pc.unique(column)
    values = values.take(pc.sort_indices(values))
    codes = pc.index_in(column, value_set=values)
    return codes.cast(pa.int64()).to_numpy(), values


def _distinct_per_object(objects: Ints, accounts: Ints) -> Ints:
    """Return the number of distinct accounts of each object."""
    if len(objects) == 0:
        return np.zeros(0, np.int64)
    n_accounts = int(accounts.max()) + 1
    pairs = np.unique(objects * n_accounts + accounts)
    return np.bincount(pairs // n_accounts).astype(np.int64)


def _strata(weeks: Ints, popularity: Ints) -> tuple[Ints, Ints]:
    """Return the stratum of each action and, of each stratum, that of the following week."""
    if len(weeks) == 0:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    # floor(log2) by frexp: exact for integers, unlike a rounded logarithm.
    level = (np.frexp(popularity.astype(np.float64))[1] - 1).astype(np.int64)
    n_levels = int(level.max()) + 1
    cells, strata = np.unique(weeks * n_levels + level, return_inverse=True)
    following = np.searchsorted(cells, cells + n_levels)
    following = np.minimum(following, len(cells) - 1)
    next_stratum = np.where(cells[following] == cells + n_levels, following, -1)
    return strata.astype(np.int64), next_stratum.astype(np.int64)
