"""Returned: a long silence that ended when an account took part in what the community shares.

Measured: the longest pause between two posts that ended in the ninety days before the first shared
act or by the last one, in days; ``silent_days`` or more is the sign.
In whom: accounts of which the case holds an earlier post.
Innocent: people come back to a platform because of the event itself, so this is no sign of
inauthenticity alone. A capture that misses posts makes silences that never were: see the change of
the account beside it.
Missing: without an earlier post nothing is measured; an account that was never seen before is not
one that was silent.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from undertow.accounts.control import Matched
from undertow.accounts.signals.base import DAY_S, Measured, Signal
from undertow.settings import AccountSettings


def measure(
    matched: Matched, facts: pa.Table, settings: AccountSettings
) -> tuple[Measured, Measured]:
    """Measure the silence that ended by the acts, in days."""

    def measured(accounts: pa.Table) -> Measured:
        days = accounts.column("silence_s").cast(pa.float64()).to_numpy() / DAY_S
        return Measured(days, np.nan_to_num(days) >= settings.silent_days)

    return measured(matched.members), measured(matched.control)


def _records(matched: Matched, facts: pa.Table) -> list[list[str]]:
    """Return the posts on both sides of the silence."""
    ends = (matched.members.column(name).to_pylist() for name in ("silent_uid", "back_uid"))
    return [[uid for uid in row if uid is not None] for row in zip(*ends, strict=True)]


SIGNAL = Signal(
    name="dormant_return",
    innocent="People come back to a platform because of the event itself.",
    is_authenticity=False,
    family="history",
    measure=measure,
    records=_records,
)
