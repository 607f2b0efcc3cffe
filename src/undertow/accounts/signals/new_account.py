"""New: an account that was young when it first took part.

Measured: days from creation to the first act on something the community shares; fewer than
``new_days`` is the sign.
In whom: accounts whose creation is stated; an estimated date is no date.
Innocent: people join a platform because of the event itself.
Missing: without a creation date, or with one after the first act, nothing is measured.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from undertow.accounts.control import Matched
from undertow.accounts.signals.base import DAY_S, Measured, Signal, epoch_s, first_shared
from undertow.settings import AccountSettings


def measure(
    matched: Matched, facts: pa.Table, settings: AccountSettings
) -> tuple[Measured, Measured]:
    """Measure the age at the first act, in days."""

    def measured(accounts: pa.Table) -> Measured:
        age_s = epoch_s(accounts.column("first_at")) - epoch_s(accounts.column("created_at"))
        days = age_s / DAY_S
        # An account older than its own creation is a contradiction in the source, not a sign.
        days = np.where(days < 0, np.nan, days)
        return Measured(days, days < settings.new_days)

    return measured(matched.members), measured(matched.control)


SIGNAL = Signal(
    name="new_account",
    innocent="People join a platform because of the event itself.",
    is_authenticity=True,
    family="origin",
    measure=measure,
    records=first_shared,
)
