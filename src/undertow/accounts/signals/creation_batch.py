"""Made together: members created within hours of each other.

Measured: how many members were created within ``batch_hours`` of each other, against the creation
dates of everybody around them (a scan over creation times).
In whom: members whose creation is stated; an estimated date is no date.
Innocent: a sign-up drive, a class or a newsroom opening its accounts together.
Missing: a member whose creation is not known counts as created at another time.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import scipy  # scipy.stats takes a second to load: who first asks for it waits

from undertow.accounts.control import Matched
from undertow.accounts.signals.base import Floats, Measured, Signal, epoch_s, first_shared
from undertow.settings import AccountSettings

_ALPHA = 0.01
_FEWEST = 3


def measure(
    matched: Matched, facts: pa.Table, settings: AccountSettings
) -> tuple[Measured, Measured]:
    """Count the members created within ``batch_hours`` of each other, against people around them.

    Creation dates are compared with those of everybody nearby: a batch is rare enough for the
    matched control to be too small. That is measured in the same way: its accounts stand, one group
    of the community's size after the other, where the community stands. Members whose creation is
    not known count as created at another time: what is missing is never part of a batch.
    """
    own, others, nearby = (
        epoch_s(accounts.column("created_at"))
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
    starts = np.flatnonzero(counts >= _FEWEST)
    around = np.searchsorted(background, times[starts] + width_s)
    around -= np.searchsorted(background, times[starts])
    if n_inside:
        around -= counts[starts]
    # The first account opens the window; the others are the surprise.
    n_others, n_more = len(created) - 1, counts[starts] - 1
    n_all = n_others + len(background) - n_inside
    tail = scipy.stats.hypergeom.sf(n_more - 1, n_all, n_more + around, n_others)
    p_values = np.minimum(tail * len(created), 1.0)
    for i in starts[p_values < _ALPHA]:
        batch = order[i : ends[i]]
        shows[batch] = True
        value[batch] = np.maximum(value[batch], counts[i])
    return Measured(value, shows, float(p_values.min(initial=1.0)))


SIGNAL = Signal(
    name="creation_batch",
    innocent="A sign-up drive, a class or a newsroom opening its accounts together.",
    is_authenticity=True,
    family="origin",
    measure=measure,
    records=first_shared,
)
