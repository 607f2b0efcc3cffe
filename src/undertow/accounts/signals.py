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
from scipy.stats import hypergeom

from undertow.accounts.control import Matched
from undertow.settings import AccountSettings

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_DAY_S = 86400
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
    """Count the members created within ``batch_hours`` of each other, against people around them.

    Creation dates are compared with those of everybody nearby: a batch is rare enough for the
    matched control to be too small. That is measured in the same way: its accounts stand, one group
    of the community's size after the other, where the community stands. Members whose creation is
    not known count as created at another time: what is missing is never part of a batch.
    """
    own, others, nearby = (
        _epoch_s(accounts.column("created_at"))
        for accounts in (matched.members, matched.control, matched.nearby)
    )
    background = np.sort(nearby[~np.isnan(nearby)])
    width_s = settings.batch_hours * 3600.0
    control = Measured(np.full(len(others), np.nan), np.zeros(len(others), bool))
    # A fixed shuffle: neighbours in uid order may have been created together.
    known = np.random.default_rng(0).permutation(np.flatnonzero(~np.isnan(others)))
    size = max(min(len(own), len(background) // 2), 1)
    for start in range(0, len(known), size):
        part = known[start : start + size]
        found = _batches(others[part], background, width_s, n_inside=len(part))
        control.value[part], control.shows[part] = found.value, found.shows
    return _batches(own, background, width_s, n_inside=0), control


def _batches(created: Floats, background: Floats, width_s: float, *, n_inside: int) -> Measured:
    """Mark the accounts in a window with more creations than the background explains.

    Windows of ``width_s`` begin at each creation and do not hold their end: dates known to the day
    fall into one window of a day, not two. If the accounts were of the background, the others of
    them would fall into the window of the first as the background does: the number in it is
    hypergeometric, however unevenly people sign up. The tail is corrected for the number of
    windows (Bonferroni over a scan; Naus 1965, J. Am. Stat. Assoc. 60(310)). ``n_inside`` is all of
    the accounts where the background holds them, who are then taken out of it; else 0.
    """
    value, shows = np.full(len(created), np.nan), np.zeros(len(created), bool)
    known = np.flatnonzero(~np.isnan(created))
    order = known[np.argsort(created[known], kind="stable")]
    times = created[order]
    value[order] = 1.0
    ends = np.searchsorted(times, times + width_s)
    counts = ends - np.arange(len(times))
    starts = np.flatnonzero(counts >= _MIN_BATCH)
    around = np.searchsorted(background, times[starts] + width_s)
    around -= np.searchsorted(background, times[starts])
    if n_inside:
        around -= counts[starts]
    # The first account opens the window; the others are the surprise.
    n_others, n_more = len(created) - 1, counts[starts] - 1
    n_all = n_others + len(background) - n_inside
    tail = hypergeom.sf(n_more - 1, n_all, n_more + around, n_others)
    p_values = np.minimum(tail * len(created), 1.0)
    for i in starts[p_values < _BATCH_ALPHA]:
        batch = order[i : ends[i]]
        shows[batch] = True
        value[batch] = np.maximum(value[batch], counts[i])
    return Measured(value, shows, float(p_values.min(initial=1.0)))


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

BATCH_SIGNAL = "creation_batch"
"""The sign that may stand beside copying alone; youth may not."""

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
