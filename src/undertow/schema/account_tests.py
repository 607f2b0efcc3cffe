"""Table ``account_tests``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, REAL, TEXT, Column, TableSpec


class AccountTests(TableSpec):
    """The test whether an account copies more than ordinary accounts here do."""

    name: ClassVar = "account_tests"
    key: ClassVar = ("account_uid",)
    columns: ClassVar = (
        Column("account_uid", TEXT, "The account."),
        Column("n_original", COUNT, "Original posts long enough to compare."),
        Column(
            "n_copied",
            COUNT,
            "Of these, posts whose text, or nearly the same, another account also published.",
        ),
        Column("n_expected", REAL, "Copied posts expected at the reference rates."),
        Column(
            "n_from_found",
            COUNT,
            "Posts with a text that, apart from this account, mostly found accounts published.",
        ),
        Column(
            "p_value",
            REAL,
            "Poisson-binomial upper tails of equal texts, near texts and texts of found accounts, "
            "combined.",
        ),
        Column("q_value", REAL, "Benjamini-Hochberg over the accounts tested."),
    )
