"""Table ``narratives``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, TEXT, TEXTS, UTC, Column, TableSpec


class Narratives(TableSpec):
    """A text family of a campaign."""

    name: ClassVar = "narratives"
    key: ClassVar = ("narrative_id",)
    columns: ClassVar = (
        Column("narrative_id", TEXT, "Identifier."),
        Column("campaign_id", TEXT, "Campaign."),
        Column("claim_group", TEXT, "Text group behind it."),
        Column(
            "actor",
            TEXT,
            "Who is said to have acted; null until a person or a frame says so.",
            nullable=True,
        ),
        Column(
            "target", TEXT, "Whom it is about: target ids named in it, joined by |.", nullable=True
        ),
        Column("predicate", TEXT, "What they are said to have done.", nullable=True),
        Column("quote", TEXT, "The text as first published."),
        Column("language", TEXT, "Language the source claims.", nullable=True),
        Column("n_posts", COUNT, "Campaign posts."),
        Column("n_accounts", COUNT, "Campaign accounts."),
        Column("platforms", TEXTS, "Platforms."),
        Column("first_seen", UTC, "First campaign post."),
        Column("last_seen", UTC, "Last campaign post."),
    )
