"""Table ``target_hits``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import TEXT, Column, TableSpec


class TargetHits(TableSpec):
    """A post that addresses an official, and how."""

    name: ClassVar = "target_hits"
    key: ClassVar = (
        "post_uid",
        "target_id",
        "via",
    )
    columns: ClassVar = (
        Column("post_uid", TEXT, "The post."),
        Column("target_id", TEXT, "The official."),
        Column(
            "via",
            TEXT,
            "reply, mention, page, alias, or media_text: a name in the subtitles or the pictures of "
            "what the post carries.",
        ),
        Column(
            "form",
            TEXT,
            "The name or handle that stood in the post, folded; null for reply and page.",
            nullable=True,
        ),
        Column(
            "context",
            TEXT,
            "What made a name count: full_name, alias, initials, honorific, riding, party, province, given_name, hashtag, surname or thread; null for the other ways.",
            nullable=True,
        ),
    )
