"""Table ``campaign_ranges``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, TEXT, Column, TableSpec


class CampaignRanges(TableSpec):
    """Between which numbers the posts of a campaign lie, given what the captures miss."""

    name: ClassVar = "campaign_ranges"
    key: ClassVar = (
        "campaign_id",
        "target_id",
    )
    columns: ClassVar = (
        Column("campaign_id", TEXT, "Campaign."),
        Column("target_id", TEXT, "Official addressed; empty for the campaign as a whole."),
        Column("n_seen", COUNT, "Campaign posts seen: at least so many there are."),
        Column(
            "n_missing",
            COUNT,
            "Answers declared and not collected in the threads it posted in; null where no source "
            "declares any.",
            nullable=True,
        ),
        Column(
            "n_unattributed",
            COUNT,
            "Answers collected in those threads that are no post of a campaign and by no official.",
        ),
        Column(
            "n_high",
            COUNT,
            "Most there can be in those threads, if every missing and every unattributed answer "
            "were of it; null where n_missing is.",
            nullable=True,
        ),
    )
