"""Table ``campaign_signs``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, REAL, TEXT, TEXTS, Column, TableSpec


class CampaignSigns(TableSpec):
    """One of the things by which operations are known, and whether a campaign shows it."""

    name: ClassVar = "campaign_signs"
    key: ClassVar = ("campaign_id", "sign")
    columns: ClassVar = (
        Column("campaign_id", TEXT, "Campaign."),
        Column("sign", TEXT, "What indicators of the knowledge base call `measured_by`."),
        Column(
            "sign_group",
            TEXT,
            "accounts, texts or conduct: signs of one group come of one thing, and count once.",
        ),
        Column("state", TEXT, "shown, not_shown, or not_measured: what it needs was not captured."),
        Column(
            "value",
            REAL,
            "Share of the accounts or posts that show it; of waves, their posts.",
            nullable=True,
        ),
        Column(
            "expected",
            REAL,
            "The same of matched others, or at the usual rate, where that is known.",
            nullable=True,
        ),
        Column("n", COUNT, "Accounts, posts or waves that show it."),
        Column("records", TEXTS, "Posts and accounts that it rests on, at most twenty."),
    )
