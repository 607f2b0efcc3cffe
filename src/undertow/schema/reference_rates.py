"""Table ``reference_rates``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, REAL, TEXT, Column, TableSpec


class ReferenceRates(TableSpec):
    """How often the ordinary accounts of this case publish texts that others published too.

    Rates of cells with fewer than five accounts are not kept, and no account is named: the table
    can be given to another case.
    """

    name: ClassVar = "reference_rates"
    key: ClassVar = ("trial", "platform", "kind", "min_chars")
    columns: ClassVar = (
        Column("trial", TEXT, "What counts as a copy: same text, or near (nearly the same)."),
        Column("platform", TEXT, "Platform; * for all."),
        Column("kind", TEXT, "Kind of post: post, answer; * for both."),
        Column("min_chars", COUNT, "Shortest match key of the length bin, in characters."),
        Column(
            "n_accounts",
            REAL,
            "Accounts behind the rate, each counted by the probability that it is ordinary.",
        ),
        Column("rate", REAL, "Mean over these accounts of the share of their texts copied."),
    )
