"""Table ``hypotheses``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, REAL, TEXT, TEXTS, Column, TableSpec


class Hypotheses(TableSpec):
    """Who a campaign could be, and how much of what was found stands against it."""

    name: ClassVar = "hypotheses"
    key: ClassVar = ("campaign_id", "hypothesis")
    columns: ClassVar = (
        Column("campaign_id", TEXT, "Campaign."),
        Column("hypothesis", TEXT, "Hypothesis; `undertow attribution` says what each is."),
        Column("inconsistency", REAL, "Weighted sum of what stands against it; less is better."),
        Column("n_against", COUNT, "Items that stand against it."),
        Column("n_items", COUNT, "Items that were measured."),
        Column("rank", COUNT, "1 for the least inconsistent; those alike share a rank."),
        Column(
            "turned_by",
            TEXTS,
            "Items of the matrix without any one of which it would come to lead, or lead no more.",
        ),
        Column(
            "unmeasured",
            TEXTS,
            "Items that would bear on it and were not measured; published and quoted also where nothing "
            "of the kind was found.",
        ),
    )
