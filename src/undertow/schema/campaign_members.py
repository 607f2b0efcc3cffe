"""Table ``campaign_members``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import TEXT, Column, TableSpec


class CampaignMembers(TableSpec):
    """An account in a campaign, through the community it belongs to."""

    name: ClassVar = "campaign_members"
    key: ClassVar = ("campaign_id", "account_uid")
    columns: ClassVar = (
        Column("campaign_id", TEXT, "Campaign."),
        Column("community_id", TEXT, "Community."),
        Column("account_uid", TEXT, "Account."),
    )
