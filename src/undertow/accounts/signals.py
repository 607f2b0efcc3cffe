"""The signs of inauthenticity: what each measures, in whom, and its innocent explanation.

A sign is measured alike in a community and in its matched control. A missing field makes the sign
missing, never present. The absence of a sign is not held for or against an account: networks use
new accounts beside hijacked and bought ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.stats import poisson

from undertow.accounts.control import Matched
from undertow.settings import AccountSettings

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_DAY_S = 86400
# A batch is looked for against the creation rate of this many days around it.
_BATCH_BACKGROUND_DAYS = 30
_BATCH_ALPHA = 0.01
_MIN_BATCH = 3
# An account copies when at least this share of its comparable texts is not its own.
_COPIED_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Measured:
    """A sign measured in a set of accounts.

    Attributes
    ----------
    value : (n,) float64
        The measurement; NaN where a field it needs was not collected.
    shows : (n,) bool
        Whether the account shows the sign.
    """

    value: Floats
    shows: Bools


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
    measure : callable
        ``measure(matched, facts, settings) -> (members, control)``.
    """

    name: str
    innocent: str
    is_authenticity: bool
    measure: Callable[[Matched, pa.Table, AccountSettings], tuple[Measured, Measured]]


def new_account(
    matched: Matched, facts: pa.Table, settings: AccountSettings
) -> tuple[Measured, Measured]:
    """Measure the age at the first act, in days; an age below ``new_days`` is the sign."""

    def measure(accounts: pa.Table) -> Measured:
        age_s = _epoch_s(accounts.column("first_at")) - _epoch_s(accounts.column("created_at"))
        days = age_s / _DAY_S
        # An account older than its own creation is a contradiction in the source, not a sign.
        days = np.where(days < 0, np.nan, days)
        return Measured(days, days < settings.new_days)

    return measure(matched.members), measure(matched.control)


def creation_batch(
    matched: Matched, facts: pa.Table, settings: AccountSettings
) -> tuple[Measured, Measured]:
    """Count the members created within ``batch_hours`` of each other, against the case's rate.

    The expectation comes from when the matched control was created. The control is measured in
    the same way: its accounts stand, one group of the community's size after the other, where the
    community stands. Members whose creation is not known count as created where nobody looks: they
    raise what is expected, never what is found.
    """
    own = _epoch_s(matched.members.column("created_at"))
    others = _epoch_s(matched.control.column("created_at"))
    background = np.sort(others[~np.isnan(others)])
    width_s = settings.batch_hours * 3600.0
    control = Measured(np.full(len(others), np.nan), np.zeros(len(others), bool))
    # A fixed shuffle: neighbours in uid order may have been created together.
    known = np.random.default_rng(0).permutation(np.flatnonzero(~np.isnan(others)))
    for start in range(0, len(known), max(len(own), 1)):
        part = known[start : start + len(own)]
        found = _batches(others[part], background, width_s)
        control.value[part], control.shows[part] = found.value, found.shows
    return _batches(own, background, width_s), control


def _batches(created: Floats, background: Floats, width_s: float) -> Measured:
    """Mark the accounts in a window with more creations than the background explains.

    Windows of ``width_s`` begin at each creation and do not hold their end: dates known to the day
    fall into one window of a day, not two. The Poisson tail is corrected for the number of windows
    (a scan statistic; Naus 1965, J. Am. Stat. Assoc. 60(310)).
    """
    value, shows = np.full(len(created), np.nan), np.zeros(len(created), bool)
    known = np.flatnonzero(~np.isnan(created))
    if len(known) == 0:
        return Measured(value, shows)
    order = known[np.argsort(created[known], kind="stable")]
    times = created[order]
    value[order] = 1.0
    if len(background) == 0:
        return Measured(value, shows)
    ends = np.searchsorted(times, times + width_s)
    counts = ends - np.arange(len(times))
    margin_s = _BATCH_BACKGROUND_DAYS * _DAY_S / 2
    near = np.searchsorted(background, times + width_s / 2 + margin_s, side="right")
    near -= np.searchsorted(background, times + width_s / 2 - margin_s)
    rate = (near + 1.0) / (len(background) + 1.0) * width_s / (2 * margin_s)
    # The first account opens the window; the others are the surprise.
    tail = poisson.sf(counts - 2, (len(created) - 1) * rate) * len(created)
    for i in np.flatnonzero((counts >= _MIN_BATCH) & (tail < _BATCH_ALPHA)):
        batch = order[i : ends[i]]
        shows[batch] = True
        value[batch] = np.maximum(value[batch], counts[i])
    return Measured(value, shows)


def copied_text(
    matched: Matched, facts: pa.Table, settings: AccountSettings
) -> tuple[Measured, Measured]:
    """Measure the share of an account's comparable texts that others published too."""

    def measure(accounts: pa.Table) -> Measured:
        share = _facts(accounts, facts, "copied_share")
        return Measured(share, share >= _COPIED_SHARE)

    return measure(matched.members), measure(matched.control)


def closed_engagement(
    matched: Matched, facts: pa.Table, settings: AccountSettings
) -> tuple[Measured, Measured]:
    """Measure the replies and reposts an account draws from outside its community, per post."""

    def measure(accounts: pa.Table) -> Measured:
        outside = _facts(accounts, facts, "outside_per_post")
        return Measured(outside, outside == 0)

    return measure(matched.members), measure(matched.control)


SIGNALS: tuple[Signal, ...] = (
    Signal(
        "new_account",
        "People join a platform because of the event itself.",
        True,
        new_account,
    ),
    Signal(
        "creation_batch",
        "A sign-up drive, a class or a newsroom opening its accounts together.",
        True,
        creation_batch,
    ),
    Signal(
        "closed_engagement",
        "Small accounts are rarely answered by anybody.",
        False,
        closed_engagement,
    ),
    Signal(
        "copied_text",
        "Petition templates, share buttons and quotations are copied by genuine people.",
        False,
        copied_text,
    ),
)

AUTHENTICITY_SIGNALS: tuple[str, ...] = tuple(s.name for s in SIGNALS if s.is_authenticity)
"""Signs that a genuine campaign does not show."""


def _epoch_s(times: pa.ChunkedArray) -> Floats:
    """Return seconds since the epoch, NaN for null."""
    seconds: Floats = pc.divide(times.cast(pa.int64()).cast(pa.float64()), 1e6).to_numpy()
    return seconds


def _facts(accounts: pa.Table, facts: pa.Table, name: str) -> Floats:
    """Return a fact of each account, NaN where it was not collected."""
    place = pc.index_in(accounts.column("account_uid"), value_set=facts.column("account_uid"))
    values: Floats = facts.column(name).take(place).cast(pa.float64()).to_numpy()
    return values
