"""Table ``post_keys``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, TEXT, Column, TableSpec


class PostKeys(TableSpec):
    """The comparable form of the text of a post, and the texts it equals or nearly equals."""

    name: ClassVar = "post_keys"
    key: ClassVar = ("post_uid",)
    columns: ClassVar = (
        Column("post_uid", TEXT, "The post."),
        Column(
            "language",
            TEXT,
            "Language of the text (ISO 639-1), und where it is too short to tell; never a ground "
            "for suspicion.",
        ),
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
            "source_hash",
            COUNT,
            "Hash of text and time of the post: tells whether it has changed since.",
        ),
    )
