"""Taken over: several independent habits of an account changed on one date.

Measured: the score of table ``account_changes``, what the cheapest innocent reading of the change
costs, in nats; ``takeover_at`` or more is the sign where the change itself is significant.
In whom: accounts with enough posts to be tested, wherever the change falls.
Innocent: somebody starts anew: another place, another subject, another name, all at once.
Missing: without enough posts nothing is measured; a facet that cannot be measured did not change.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from undertow.accounts.control import Matched
from undertow.accounts.signals.base import Measured, Signal, fact_of, recorded
from undertow.settings import AccountSettings

# The permutation test of the change; the score says what kind of change it is.
_ALPHA = 0.01


def measure(
    matched: Matched, facts: pa.Table, settings: AccountSettings
) -> tuple[Measured, Measured]:
    """Measure how much like a takeover the largest change of an account is."""

    def measured(accounts: pa.Table) -> Measured:
        score = fact_of(accounts, facts, "change_score")
        p_value = fact_of(accounts, facts, "change_p")
        is_like = np.nan_to_num(score) >= settings.takeover_at
        return Measured(score, is_like & (np.nan_to_num(p_value, nan=1.0) <= _ALPHA))

    return measured(matched.members), measured(matched.control)


SIGNAL = Signal(
    name="takeover",
    innocent="Somebody starts anew: another place, another subject and another name at once.",
    is_authenticity=True,
    family="history",
    measure=measure,
    records=recorded("change_posts"),
)
