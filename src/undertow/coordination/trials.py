"""Trials of the account test: the distinct texts of each account."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from undertow.engine import Engine
from undertow.schema import Posts, Table

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MIN_CHARS = np.array([0, 20, 30, 45, 70, 110], np.int64)
"""Lower ends of the length bins, in characters of the match key: short texts coincide."""

KINDS = ("post", "answer")


@dataclass(frozen=True, slots=True)
class Division:
    """The trials divided into cells, and each cell among accounts.

    Attributes
    ----------
    cell : (n,) int64
        Cell of each trial.
    share_of : (n,) int64
        The (cell, account) that each trial belongs to.
    cell_of_share : (n_shares,) int64
        Cell of each of these.
    n_of_share : (n_shares,) float64
        Trials in each of these.
    n_cells : int
        Cells.
    """

    cell: Ints
    share_of: Ints
    cell_of_share: Ints
    n_of_share: Floats
    n_cells: int

    @classmethod
    def of(cls, cell: Ints, accounts: Ints) -> Division:
        """Divide the trials of some accounts by cell."""
        n_accounts = int(accounts.max(initial=0)) + 1
        shares, share_of = np.unique(cell * n_accounts + accounts, return_inverse=True)
        return cls(
            cell,
            share_of.astype(np.int64),
            shares // n_accounts,
            np.bincount(share_of).astype(np.float64),
            int(cell.max(initial=-1)) + 1,
        )


@dataclass(frozen=True, slots=True)
class Trials:
    """The distinct texts of each account, sorted by account.

    Attributes
    ----------
    account_ids : (n_accounts,) object
        Accounts, ascending.
    accounts, units : (n,) int64
        Code of the account and of the text of each trial.
    starts : (n_accounts + 1,) int64
        Where the trials of each account begin.
    n_publishers : (n,) int64
        Accounts that published the text.
    platforms : (n_platforms,) object
        Platforms, ascending.
    divisions : tuple of Division
        Cells from the coarsest to the finest: length; with platform and kind.
    """

    account_ids: NDArray[np.object_]
    accounts: Ints
    units: Ints
    starts: Ints
    n_publishers: Ints
    platforms: NDArray[np.object_]
    divisions: tuple[Division, ...]

    @classmethod
    def of(cls, posts: Table[Posts], texts: pa.Table, engine: Engine) -> Trials:
        """Take the texts that accounts published themselves.

        Parameters
        ----------
        posts : Table[Posts]
            All posts; reposts are no trials.
        texts : pa.Table
            ``post_uid``, ``n_chars`` and ``unit``, what makes two texts one.
        engine : Engine
            Runs the expressions.
        """
        rows = _distinct_texts(posts, texts, engine)
        accounts, account_ids = _encode(rows.column("account_uid"))
        units, _ = _encode(rows.column("unit"))
        platform, platforms = _encode(rows.column("platform"))
        answer = rows.column("is_answer").to_numpy().astype(np.int64)
        n_chars = rows.column("n_chars").to_numpy()
        length = np.searchsorted(MIN_CHARS, n_chars, side="right").astype(np.int64) - 1
        place = (platform * len(KINDS) + answer) * len(MIN_CHARS) + length
        return cls(
            account_ids,
            accounts,
            units,
            np.searchsorted(accounts, np.arange(len(account_ids) + 1)).astype(np.int64),
            np.bincount(units)[units].astype(np.int64),
            platforms,
            tuple(Division.of(cell, accounts) for cell in (length, place)),
        )

    @property
    def n_accounts(self) -> int:
        """Accounts that published a text."""
        return len(self.account_ids)

    @property
    def n_texts(self) -> Ints:
        """Texts of each account, (n_accounts,)."""
        return np.diff(self.starts)

    @property
    def is_copied(self) -> Floats:
        """1 where another account published the text too, (n,)."""
        return (self.n_publishers > 1).astype(np.float64)

    def sums(self, values: Floats) -> Floats:
        """Sum a value of each trial over the trials of each account, (n_accounts,)."""
        total: Floats = np.bincount(self.accounts, values, self.n_accounts).astype(np.float64)
        return total

    def share_of_others(self, chosen: NDArray[np.bool_]) -> Floats:
        """Return the share of the other publishers of each text that are among the chosen.

        Parameters
        ----------
        chosen : (n_accounts,) bool
            Some accounts.

        Returns
        -------
        (n,) float64
            0 where nobody else published the text.
        """
        own = chosen[self.accounts].astype(np.float64)
        others = np.bincount(self.units, own)[self.units] - own
        share: Floats = others / np.maximum(self.n_publishers - 1, 1)
        return share


def _distinct_texts(posts: Table[Posts], texts: pa.Table, engine: Engine) -> pa.Table:
    """Return each unit of each account once, with where and how short it was published."""
    originals = (
        engine.scan(posts)
        .select("post_uid", "account_uid", "platform", "kind")
        .filter(lambda t: t.account_uid.notnull(), lambda t: t.kind != "repost")
        .join(engine.scan(texts), "post_uid")
    )
    units = originals.group_by("account_uid", "unit").aggregate(
        platform=originals.platform.min(),
        is_answer=originals.kind.isin(["reply", "comment"]).any(),
        n_chars=originals.n_chars.min(),
    )
    return engine.to_arrow(units.order_by("account_uid", "unit"))


def _encode(column: pa.ChunkedArray) -> tuple[Ints, NDArray[np.object_]]:
    """Return codes in the order of the values, and the sorted distinct values."""
    values = pc.unique(column)
    values = values.take(pc.sort_indices(values))
    codes = pc.index_in(column, value_set=values).cast(pa.int64()).to_numpy()
    return codes, values.to_numpy(zero_copy_only=False)
