"""What a sign of inauthenticity is: a measurement, made alike in a community and its control."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from undertow.accounts.control import Matched
from undertow.settings import AccountSettings

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

DAY_S = 86400


@dataclass(frozen=True, slots=True)
class Measured:
    """A sign measured in a set of accounts.

    Attributes
    ----------
    value : (n,) float64
        The measurement; NaN where a field it needs was not collected.
    shows : (n,) bool
        Whether the account shows the sign.
    p_value : float
        Probability of the finding by chance, for signs of a set as a whole, whose accounts do not
        show it independently of each other; 0 for signs of single accounts.
    """

    value: Floats
    shows: Bools
    p_value: float = 0.0


@dataclass(frozen=True, slots=True)
class Signal:
    """A sign of inauthenticity.

    Attributes
    ----------
    name : str
        Name in the tables.
    innocent : str
        Its most common innocent explanation.
    is_authenticity : bool
        False for signs that a genuine campaign shows as well: they count within a community that
        already shows another sign, and never make one.
    family : str
        What the sign is about. Signs of a family tell of the same thing and are not counted twice.
    measure : callable
        ``measure(matched, facts, settings) -> (members, control)``.
    records : callable
        ``records(matched, facts)``: for each member the uids of the posts and accounts behind it.
    """

    name: str
    innocent: str
    is_authenticity: bool
    family: str
    measure: Callable[[Matched, pa.Table, AccountSettings], tuple[Measured, Measured]]
    records: Callable[[Matched, pa.Table], list[list[str]]]


def epoch_s(times: pa.ChunkedArray) -> Floats:
    """Return seconds since the epoch, NaN for null."""
    seconds: Floats = pc.divide(times.cast(pa.int64()).cast(pa.float64()), 1e6).to_numpy()
    return seconds


def fact_of(accounts: pa.Table, facts: pa.Table, name: str) -> Floats:
    """Return a fact of each account, NaN where it was not collected."""
    values: Floats = _of_each(accounts, facts, name).cast(pa.float64()).to_numpy()
    return values


def words_of(accounts: pa.Table, facts: pa.Table, name: str) -> NDArray[np.object_]:
    """Return a fact of each account that is text, None where it was not collected."""
    words: NDArray[np.object_] = _of_each(accounts, facts, name).to_numpy()
    return words


def recorded(fact: str) -> Callable[[Matched, pa.Table], list[list[str]]]:
    """Return what takes the records behind a sign from a fact that lists them."""

    def records(matched: Matched, facts: pa.Table) -> list[list[str]]:
        listed = _of_each(matched.members, facts, fact).to_pylist()
        return [sorted(uids or ()) for uids in listed]

    return records


def account_alone(matched: Matched, facts: pa.Table) -> list[list[str]]:
    """Return each member: the sign is read from its profile."""
    return [[uid] for uid in matched.members.column("account_uid").to_pylist()]


def first_shared(matched: Matched, facts: pa.Table) -> list[list[str]]:
    """Return each member and its first post on something the community shares."""
    members = (matched.members.column(name).to_pylist() for name in ("account_uid", "first_uid"))
    return [[uid for uid in row if uid is not None] for row in zip(*members, strict=True)]


def _of_each(accounts: pa.Table, facts: pa.Table, name: str) -> pa.ChunkedArray:
    place = pc.index_in(accounts.column("account_uid"), value_set=facts.column("account_uid"))
    return facts.column(name).take(place)
