"""Table ``narrative_groups``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, FACT, REAL, TEXT, UTC, Column, TableSpec


class NarrativeGroups(TableSpec):
    """A group of texts that a narrative is made of: the way from a narrative to its posts."""

    name: ClassVar = "narrative_groups"
    key: ClassVar = ("narrative_id", "claim_group")
    columns: ClassVar = (
        Column("narrative_id", TEXT, "Narrative."),
        Column(
            "claim_group",
            TEXT,
            "Claim group of the posts, or near group or text group where they have none.",
        ),
        Column("is_leading", FACT, "Whether the narrative is named after it."),
        Column("similarity", REAL, "Weighted Jaccard similarity of its terms to the leading one."),
        Column("n_posts", COUNT, "Campaign posts."),
        Column("n_accounts", COUNT, "Campaign accounts."),
        Column("first_seen", UTC, "First campaign post."),
        Column("last_seen", UTC, "Last campaign post."),
    )
