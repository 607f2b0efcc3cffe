"""Table ``campaigns``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, REAL, TEXT, TEXTS, UTC, Column, TableSpec


class Campaigns(TableSpec):
    """A coordinated operation that no innocent explanation covers."""

    name: ClassVar = "campaigns"
    key: ClassVar = ("campaign_id",)
    columns: ClassVar = (
        Column("campaign_id", TEXT, "Identifier."),
        Column("community_id", TEXT, "Community that carries it."),
        Column("verdict", TEXT, "coordinated (authenticity open) or coordinated_inauthentic."),
        Column("n_accounts", COUNT, "Accounts."),
        Column("n_inauthentic", COUNT, "Of these, accounts with verdict coordinated_inauthentic."),
        Column("n_posts", COUNT, "Campaign posts."),
        Column("n_targets", COUNT, "Officials addressed."),
        Column("platforms", TEXTS, "Platforms, most posts first."),
        Column("languages", TEXTS, "Languages the sources claim, most posts first."),
        Column("start", UTC, "First campaign post."),
        Column("end", UTC, "Last campaign post."),
        Column(
            "q_value",
            REAL,
            "Largest q among the edges that hold the campaign together; null without edges.",
            nullable=True,
        ),
        Column("strength", REAL, "Median strength of its accounts."),
    )
