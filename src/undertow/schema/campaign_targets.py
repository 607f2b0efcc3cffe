"""Table ``campaign_targets``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, REAL, TEXT, TEXTS, UTC, Column, TableSpec


class CampaignTargets(TableSpec):
    """An official a campaign addresses."""

    name: ClassVar = "campaign_targets"
    key: ClassVar = (
        "campaign_id",
        "target_id",
    )
    columns: ClassVar = (
        Column("campaign_id", TEXT, "Campaign."),
        Column("target_id", TEXT, "Official."),
        Column("n_posts", COUNT, "Campaign posts that address the official."),
        Column("n_accounts", COUNT, "Campaign accounts that do."),
        Column(
            "n_direct",
            COUNT,
            "Posts that do so by reply, mention or page rather than by name alone.",
        ),
        Column(
            "n_in_media",
            COUNT,
            "Posts that do so by nothing but words in the pictures or subtitles that they carry.",
        ),
        Column(
            "n_expected",
            REAL,
            "Posts expected if the campaign named officials as the rest of the case does.",
        ),
        Column("platforms", TEXTS, "Platforms."),
        Column("languages", TEXTS, "Languages the sources claim."),
        Column("first_at", UTC, "First such post."),
        Column("last_at", UTC, "Last such post."),
    )
