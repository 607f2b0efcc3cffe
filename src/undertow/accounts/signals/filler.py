"""Filled up: an own page of short texts that others published as well.

Measured: of the posts on the account's own page that address nobody and carry no link, hashtag or
mention, the share whose text somebody else published too; a half or more of at least two is the
sign.
In whom: accounts with at least two such posts of comparable length.
Innocent: people wish each other good morning, and repeat proverbs and jokes, so this is no sign of
inauthenticity alone. It cannot see filler that is written anew each time: that looks like anybody's
page, and is counted as such.
Missing: with fewer such posts nothing is measured.
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
    """Measure the share of an account's idle posts that others published too."""

    def measured(accounts: pa.Table) -> Measured:
        share = fact_of(accounts, facts, "filler_share")
        return Measured(share, share >= _SHARE)

    return measured(matched.members), measured(matched.control)


SIGNAL = Signal(
    name="filler",
    innocent="People wish each other good morning, and repeat proverbs and jokes.",
    is_authenticity=False,
    family="content",
    measure=measure,
    records=recorded("filler_posts"),
)
