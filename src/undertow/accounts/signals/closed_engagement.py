"""Unanswered: nobody outside its community replies to an account or reposts it.

Measured: replies and reposts from outside the community, per original post; none is the sign.
In whom: accounts all of whose posts have both counts, but for those that the source never keeps.
Innocent: small accounts are rarely answered by anybody.
Missing: one post without its counts, and nothing is measured; zero is known, never assumed.
"""

from __future__ import annotations

import pyarrow as pa

from undertow.accounts.control import Matched
from undertow.accounts.signals.base import Measured, Signal, fact_of, recorded
from undertow.settings import AccountSettings


def measure(
    matched: Matched, facts: pa.Table, settings: AccountSettings
) -> tuple[Measured, Measured]:
    """Measure the replies and reposts an account draws from outside its community, per post."""

    def measured(accounts: pa.Table) -> Measured:
        outside = fact_of(accounts, facts, "outside_per_post")
        return Measured(outside, outside == 0)

    return measured(matched.members), measured(matched.control)


SIGNAL = Signal(
    name="closed_engagement",
    innocent="Small accounts are rarely answered by anybody.",
    is_authenticity=False,
    family="reach",
    measure=measure,
    records=recorded("counted_posts"),
)
