"""Scheduled: an account that does not rest, or posts at intervals as even as a clock's.

Measured: the longest stretch of posts without a pause of three hours, in hours; a day and a half is
the sign. Or else how uneven the pauses between posts are (their standard deviation over their
mean); below .3 in at least twenty pauses is the sign.
In whom: accounts with at least twenty-one posts whose times are known to the minute. Only pauses
enter: moving all times of an account by the same hours changes nothing.
Innocent: newsrooms and declared bots post by schedule, in shifts or with a program, so this is no
sign of inauthenticity alone. A person who posts once a day at breakfast is even as well.
Missing: with fewer posts, or with times known to the hour or day, nothing is measured.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from undertow.accounts.control import Matched
from undertow.accounts.signals.base import Measured, Signal, fact_of, recorded
from undertow.settings import AccountSettings

_STRETCH_HOURS = 36.0
_EVEN = 0.3


def measure(
    matched: Matched, facts: pa.Table, settings: AccountSettings
) -> tuple[Measured, Measured]:
    """Measure the longest stretch without rest, in hours."""

    def measured(accounts: pa.Table) -> Measured:
        stretch = fact_of(accounts, facts, "stretch_hours")
        uneven = fact_of(accounts, facts, "pause_variation")
        shows = (np.nan_to_num(stretch) >= _STRETCH_HOURS) | (np.nan_to_num(uneven, nan=1) < _EVEN)
        return Measured(stretch, shows)

    return measured(matched.members), measured(matched.control)


SIGNAL = Signal(
    name="regular_schedule",
    innocent="Newsrooms and declared bots post by schedule, in shifts or with a program.",
    is_authenticity=False,
    family="rhythm",
    measure=measure,
    records=recorded("timed_posts"),
)
