"""Copied: most of what an account publishes was published by others too.

Measured: the share of its distinct comparable texts that another account published; a half or more
is the sign.
In whom: accounts with a text long enough to be compared; reposts are no copies.
Innocent: petition templates, share buttons and quotations are copied by genuine people.
Missing: without a comparable text nothing is measured.
"""

from __future__ import annotations

import pyarrow as pa

from undertow.accounts.control import Matched
from undertow.accounts.signals.base import Measured, Signal, fact_of, recorded
from undertow.settings import AccountSettings

_SHARE = 0.5


def measure(
    matched: Matched, facts: pa.Table, settings: AccountSettings
) -> tuple[Measured, Measured]:
    """Measure the share of an account's comparable texts that others published too."""

    def measured(accounts: pa.Table) -> Measured:
        share = fact_of(accounts, facts, "copied_share")
        return Measured(share, share >= _SHARE)

    return measured(matched.members), measured(matched.control)


SIGNAL = Signal(
    name="copied_text",
    innocent="Petition templates, share buttons and quotations are copied by genuine people.",
    is_authenticity=False,
    family="content",
    measure=measure,
    records=recorded("copied_posts"),
)
