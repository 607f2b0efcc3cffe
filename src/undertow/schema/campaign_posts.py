"""Table ``campaign_posts``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import TEXT, TEXTS, UTC, Column, TableSpec


class CampaignPosts(TableSpec):
    """A post that is part of a campaign: a campaign account acting on an object the campaign shares."""

    name: ClassVar = "campaign_posts"
    key: ClassVar = (
        "campaign_id",
        "post_uid",
    )
    columns: ClassVar = (
        Column("campaign_id", TEXT, "Campaign."),
        Column("post_uid", TEXT, "Post."),
        Column("account_uid", TEXT, "Author."),
        Column("platform", TEXT, "Platform id."),
        Column("language", TEXT, "Language the source claims.", nullable=True),
        Column("at", UTC, "When."),
        Column("layers", TEXTS, "Layers through which it belongs."),
    )
