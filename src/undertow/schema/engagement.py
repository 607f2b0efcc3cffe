"""Table ``engagement``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, TEXT, TEXTS, UTC, Column, TableSpec


class Engagement(TableSpec):
    """Counts of a post as one record shows them; null is not collected."""

    name: ClassVar = "engagement"
    key: ClassVar = (
        "post_uid",
        "raw_sha256",
        "observed_at",
    )
    columns: ClassVar = (
        Column("post_uid", TEXT, "The post."),
        Column("raw_sha256", TEXT, "Physical record they were taken from."),
        Column("observed_at", UTC, "When they were collected.", nullable=True),
        Column("like_count", COUNT, "Likes.", nullable=True),
        Column("reply_count", COUNT, "Replies.", nullable=True),
        Column("repost_count", COUNT, "Reposts.", nullable=True),
        Column("quote_count", COUNT, "Quotes.", nullable=True),
        Column("view_count", COUNT, "Views.", nullable=True),
        Column("bookmark_count", COUNT, "Times it was saved.", nullable=True),
        Column("reaction_count", COUNT, "Reactions of every kind together.", nullable=True),
        Column(
            "known_absent",
            TEXTS,
            "Counts that the source hides or does not keep for this post; other nulls were not collected.",
            nullable=True,
        ),
    )
