"""Returned: a long silence that ended with the first act on something the community shares.

Measured: days between the first shared act and the account's last post before it;
``silent_days`` or more is the sign.
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
from undertow.accounts.signals.base import DAY_S, Measured, Signal, epoch_s
from undertow.settings import AccountSettings


def measure(
    matched: Matched, facts: pa.Table, settings: AccountSettings
) -> tuple[Measured, Measured]:
    """Measure the silence before the first act, in days."""

    def measured(accounts: pa.Table) -> Measured:
        silence_s = epoch_s(accounts.column("first_at")) - epoch_s(accounts.column("before_at"))
        days = silence_s / DAY_S
        return Measured(days, np.nan_to_num(days) >= settings.silent_days)

    return measured(matched.members), measured(matched.control)


def _records(matched: Matched, facts: pa.Table) -> list[list[str]]:
    """Return the posts on both sides of the silence."""
    ends = (matched.members.column(name).to_pylist() for name in ("before_uid", "first_uid"))
    return [[uid for uid in row if uid is not None] for row in zip(*ends, strict=True)]


SIGNAL = Signal(
    name="dormant_return",
    innocent="People come back to a platform because of the event itself.",
    is_authenticity=False,
    family="history",
    measure=measure,
    records=_records,
)
