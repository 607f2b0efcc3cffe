"""Strata in which membership is exchangeable: who else acted in the same place on the same day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Facts = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Strata:
    """Accounts in strata, each once, with the first act there.

    There are narrow strata (platform, thread and day) and wide ones (platform, day, and whether the
    act is an answer). A row is an account in a stratum, narrow ones first.

    Attributes
    ----------
    stratum, account, act : (n_rows,) int64
        Stratum and account of each row, and its first act there.
    narrow, wide : (n_acts,) int64
        Row of each act in its narrow and in its wide stratum.
    n_strata : int
        Strata of both widths.
    """

    stratum: Ints
    account: Ints
    act: Ints
    narrow: Ints
    wide: Ints
    n_strata: int

    @classmethod
    def of(cls, acts: pa.Table, accounts: Ints) -> Strata:
        """Put acts into strata.

        Parameters
        ----------
        acts : pa.Table
            From :func:`undertow.coordination.group_test.acts.read_acts`.
        accounts : (n_acts,) int64
            Code of the account of each act, ascending.
        """
        platform, thread = codes(acts.column("platform")), codes(acts.column("thread"))
        day = acts.column("day").to_numpy()
        narrow = _number(platform, day, thread)
        wide = _number(platform, day, (thread >= 0).astype(np.int64))
        n_accounts = int(accounts.max(initial=-1)) + 1
        parts = [
            np.unique(of_act * n_accounts + accounts, return_index=True, return_inverse=True)
            for of_act in (narrow, wide)
        ]
        n_narrow = int(narrow.max(initial=-1)) + 1
        stratum = [key // max(n_accounts, 1) for key, _, _ in parts]
        act = np.concatenate([first for _, first, _ in parts]).astype(np.int64)
        return cls(
            np.concatenate([stratum[0], stratum[1] + n_narrow]),
            accounts[act],
            act,
            parts[0][2].astype(np.int64),
            parts[1][2].astype(np.int64) + len(parts[0][0]),
            n_narrow + int(wide.max(initial=-1)) + 1,
        )

    def rows_of(self, sets: Ints, acts: Ints, held_out: Facts, min_control: int) -> Ints:
        """Choose the row by which each member of a set is compared.

        Parameters
        ----------
        sets, acts : (n_members,) int64
            Set and act of each member.
        held_out : (n_accounts,) bool
            Accounts with which nobody is compared.
        min_control : int
            Others that a narrow stratum must hold; else the wide one is used.

        Returns
        -------
        (n_members,) int64
        """
        size = np.bincount(
            self.stratum, (~held_out[self.account]).astype(np.float64), self.n_strata
        )
        stratum = self.stratum[self.narrow[acts]]
        _, place, n_members = np.unique(
            sets * self.n_strata + stratum, return_inverse=True, return_counts=True
        )
        n_others = size[stratum] - n_members[place]
        rows: Ints = np.where(n_others >= min_control, self.narrow[acts], self.wide[acts])
        return rows


@dataclass(frozen=True, slots=True)
class Field:
    """A measurement of every row, and those of the rows that may be compared with, in order.

    Attributes
    ----------
    key : (n_rows,) float64
        The measurement; NaN where it is not known.
    is_control : (n_rows,) bool
        Whether the row may be compared with.
    starts : (n_strata + 1,) int64
        Where the known keys of each stratum begin.
    sorted_keys : float64
        Known keys of rows that may be compared with, ascending inside each stratum.
    """

    key: Floats
    is_control: Facts
    starts: Ints
    sorted_keys: Floats

    @classmethod
    def of(cls, strata: Strata, values: Floats, held_out: Facts) -> Field:
        """Arrange a measurement of acts by stratum."""
        key = values[strata.act]
        is_control = ~held_out[strata.account]
        known = np.flatnonzero(is_control & ~np.isnan(key))
        order = known[np.lexsort((key[known], strata.stratum[known]))]
        starts = np.searchsorted(strata.stratum[order], np.arange(strata.n_strata + 1))
        return cls(key, is_control, starts.astype(np.int64), key[order])


def codes(column: pa.ChunkedArray) -> Ints:
    """Give numbers to the distinct values of a column in their order; null is -1."""
    values = pc.unique(column.drop_null())
    values = values.take(pc.sort_indices(values))
    found = pc.index_in(column, value_set=values)
    numbers: Ints = pc.fill_null(found.cast(pa.int64()), -1).to_numpy()
    return numbers


def _number(*columns: Ints) -> Ints:
    """Give numbers to the distinct combinations of several columns."""
    number = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        _, code = np.unique(column, return_inverse=True)
        _, number = np.unique(number * (code.max(initial=0) + 1) + code, return_inverse=True)
    return number.astype(np.int64)
