"""Table ``post_text``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, TEXT, Column, TableSpec


class PostText(TableSpec):
    """The text of a post, canonicalised, and its groups."""

    name: ClassVar = "post_text"
    key: ClassVar = ("post_uid",)
    columns: ClassVar = (
        Column("post_uid", TEXT, "The post."),
        Column("language", TEXT, "Language of the text.", nullable=True),
        Column(
            "script", TEXT, "Hans or Hant for Chinese where the characters tell.", nullable=True
        ),
        Column(
            "match_key", TEXT, "Canonical form used to compare texts; empty when nothing remains."
        ),
        Column("n_chars", COUNT, "Length of the match key in characters."),
        Column(
            "text_group",
            TEXT,
            "Group of posts with the same text; null for texts too short to mean anything.",
            nullable=True,
        ),
        Column(
            "near_group",
            TEXT,
            "Group of posts with nearly the same text; null where no other text is near.",
            nullable=True,
        ),
        Column(
            "claim_group",
            TEXT,
            "Group of posts making the same claim across languages.",
            nullable=True,
        ),
        Column("template", TEXT, "Template the text was made from.", nullable=True),
    )
