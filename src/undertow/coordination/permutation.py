"""Permuted copies of actions: the same actions, times and objects, by accounts drawn anew.

A copy holds no coordination beyond what its margins imply, so whatever a pair test finds in it is
a false finding of the test.

Within a week whole posts change hands: what a post did in a layer (three links, say) stays the act
of one account, so a test that takes it for three independent acts is found out. Within levels of
popularity single actions do, because the objects of one post differ in popularity.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from undertow.coordination.kinds import Shuffle
from undertow.coordination.strata import WEEK_S, whole_seconds
from undertow.schema import DirectActions, Table

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
"""Numbers kept for as long as copies are made: half the memory."""

_HASHED_ROWS = 1 << 16


@dataclass(frozen=True, slots=True)
class PermutableActions:
    """Actions of some layers in an order of their own, encoded once for many copies.

    Attributes
    ----------
    rows : pa.Table
        The actions, sorted by (layer, object, account, time, post).
    layers : tuple of str
        Layers that have actions, ascending.
    layer_starts : (n_layers + 1,) int64
        Where the rows of each layer begin.
    accounts, posts : (n,) int32
        Account and post of each row.
    account_ids : Arrow string array
        Account of each code, ascending.
    weeks : (n,) int32
        Week of the epoch.
    levels : (n,) int32
        floor(log2(accounts that ever acted on the object in the layer)).
    """

    rows: pa.Table
    layers: tuple[str, ...]
    layer_starts: Ints
    accounts: Codes
    posts: Codes
    account_ids: pa.Array
    weeks: Codes
    levels: Codes

    @classmethod
    def of(cls, actions: pa.Table, layers: Collection[str]) -> PermutableActions:
        """Encode the actions of ``layers``; the result does not depend on their order.

        Parameters
        ----------
        actions : pa.Table
            Columns of :class:`~undertow.schema.DirectActions`.
        layers : collection of str
            Layers to take; those without actions are left out.
        """
        names = pa.array(sorted(layers), pa.string())
        rows = actions.filter(pc.is_in(actions.column("layer"), value_set=names))
        kinds, kind_names = _codes(rows.column("layer"))
        objects, _ = _codes(rows.column("object_uid"))
        accounts, account_ids = _codes(rows.column("account_uid"))
        posts, _ = _codes(rows.column("post_uid"))
        times = rows.column("at").cast(pa.int64()).to_numpy()
        order = np.lexsort((posts, times, accounts, objects, kinds))
        if not np.array_equal(order, np.arange(len(order))):  # a checked table is in this order
            rows, kinds, objects = rows.take(pa.array(order)), kinds[order], objects[order]
            accounts, posts = accounts[order], posts[order]
        return cls(
            rows,
            tuple(kind_names.to_pylist()),
            np.searchsorted(kinds, np.arange(len(kind_names) + 1)).astype(np.int64),
            accounts.astype(np.int32),
            posts.astype(np.int32),
            account_ids,
            (whole_seconds(rows) // WEEK_S).astype(np.int32),
            _levels(kinds, objects, accounts).astype(np.int32),
        )

    def copy(self, shuffle: Shuffle, seed: int, layers: Collection[str]) -> Table[DirectActions]:
        """Return a copy in which accounts are exchanged at random within each stratum of a layer.

        Every stratum keeps its accounts, each as often as it acted there, and every object its
        times; which account made which post (``week``) or action is drawn uniformly.

        Parameters
        ----------
        shuffle : {"week", "popularity", "both"}
            What a stratum is.
        seed : int
            Same seed, same copy; a layer is permuted alike whichever others are asked for.
        layers : collection of str
            Layers that the copy has.
        """
        drawn = [
            self._drawn(place, shuffle, np.random.default_rng([seed, zlib.crc32(name.encode())]))
            for place, name in enumerate(self.layers)
            if name in layers
        ]
        wanted = [place for place, name in enumerate(self.layers) if name in layers]
        rows = pa.concat_tables(
            [self.rows.slice(0, 0), *(self.rows.slice(*self._slice(place)) for place in wanted)]
        )
        codes = np.concatenate([np.zeros(0, np.int32), *drawn])
        place = rows.schema.get_field_index("account_uid")
        accounts = self.account_ids.take(pa.array(codes))
        # Not `Table.checked`, which would sort: the pair test takes rows in any order.
        return Table(
            DirectActions, rows.set_column(place, rows.schema.field("account_uid"), accounts)
        )

    def digest(self) -> str:
        """Return the SHA-256 of all that a copy depends on."""
        coded = self.rows.drop_columns(["account_uid", "post_uid"])
        for name, codes in (("account", self.accounts), ("post", self.posts)):
            coded = coded.append_column(name, pa.array(codes))
        return digest_of(coded, pa.table({"account_uid": self.account_ids}))

    def _slice(self, place: int) -> tuple[int, int]:
        """Return where the rows of a layer begin, and how many they are."""
        start, end = self.layer_starts[place : place + 2]
        return int(start), int(end - start)

    def _drawn(self, place: int, shuffle: Shuffle, generator: np.random.Generator) -> Codes:
        """Return the accounts of a layer, exchanged within each stratum."""
        start, length = self._slice(place)
        own = slice(start, start + length)
        accounts, weeks, levels = self.accounts[own], self.weeks[own], self.levels[own]
        if shuffle == "week":
            _, first, post = np.unique(self.posts[own], return_index=True, return_inverse=True)
            return _exchanged(accounts[first], weeks[first], generator)[post]
        n_levels = int(levels.max(initial=0)) + 1
        strata = weeks * n_levels + levels if shuffle == "both" else levels
        return _exchanged(accounts, strata, generator)


def digest_of(*tables: pa.Table) -> str:
    """Return one SHA-256 over the rows of tables without nulls, in their order."""
    hashed = _Hashed()
    for table in tables:
        with pa.ipc.new_stream(pa.PythonFile(hashed, "w"), table.schema) as stream:
            # Batches of one length, however the columns were cut before.
            stream.write_table(table.combine_chunks(), max_chunksize=_HASHED_ROWS)
    return hashed.sha256.hexdigest()


class _Hashed(io.RawIOBase):
    """A file that keeps the hash of what is written to it."""

    def __init__(self) -> None:
        self.sha256 = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self.sha256.update(content)
        return len(content)


def _exchanged(accounts: Codes, strata: Codes, generator: np.random.Generator) -> Codes:
    """Return the accounts, permuted uniformly within each stratum."""
    by_stratum = np.argsort(strata, kind="stable")
    at_random = np.lexsort((generator.random(len(strata)), strata))
    drawn = np.empty_like(accounts)
    drawn[by_stratum] = accounts[at_random]
    return drawn


def _codes(column: pa.ChunkedArray) -> tuple[Ints, pa.Array]:
    """Return integer codes whose order is that of the values, and the sorted values."""
    values = pc.unique(column)
    values = values.take(pc.sort_indices(values))
    return pc.index_in(column, value_set=values).cast(pa.int64()).to_numpy(), values


def _levels(layers: Ints, objects: Ints, accounts: Ints) -> Ints:
    """Return floor(log2(distinct accounts)) of the object of each action.

    Sorted by layer, object and account: the actions of an object, and in it those of an account,
    are neighbours.
    """
    is_new_object = _differs(layers) | _differs(objects)
    place = np.cumsum(is_new_object) - 1
    popularity = np.bincount(place, weights=is_new_object | _differs(accounts))[place]
    # frexp is exact for integers, unlike a rounded logarithm.
    levels: Ints = (np.frexp(popularity)[1] - 1).astype(np.int64)
    return levels


def _differs(codes: Ints) -> NDArray[np.bool_]:
    """Whether each value differs from the one before; the first does."""
    differs = np.ones(len(codes), np.bool_)
    differs[1:] = codes[1:] != codes[:-1]
    return differs
