"""Table ``records``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, TEXT, TEXTS, UTC, Column, TableSpec


class Records(TableSpec):
    """A canonical record as one file gave it; posts and accounts are merged from these."""

    name: ClassVar = "records"
    key: ClassVar = (
        "file_sha256",
        "record_no",
    )
    columns: ClassVar = (
        Column("file_sha256", TEXT, "SHA-256 of the exact bytes of the file."),
        Column("record_no", COUNT, "0-based position of the record in the file."),
        Column("record_uid", TEXT, "Uid of the post, or of the account for profile records."),
        Column(
            "raw_sha256", TEXT, "SHA-256 of the physical record (line or document) that holds it."
        ),
        Column(
            "observed_at",
            UTC,
            "When the record was collected, where the source says so.",
            nullable=True,
        ),
        Column(
            "platform",
            TEXT,
            "Platform id: x, facebook, instagram, youtube, reddit, tiktok, medium, linkedin, ...",
        ),
        Column("id", TEXT, "Native id of the post; null for a profile record.", nullable=True),
        Column(
            "author_id",
            TEXT,
            "Native id of the author; null when deleted or withheld.",
            nullable=True,
        ),
        Column("author_handle", TEXT, "Handle of the author.", nullable=True),
        Column("author_name", TEXT, "Display name of the author.", nullable=True),
        Column("author_description", TEXT, "Profile text of the author.", nullable=True),
        Column("author_created_at", UTC, "When the account was created.", nullable=True),
        Column(
            "author_created_precision",
            TEXT,
            "Precision of author_created_at: second, minute, day, estimate.",
            nullable=True,
        ),
        Column("author_followers", COUNT, "Followers when collected.", nullable=True),
        Column(
            "created_at", UTC, "When the post was made; null for a profile record.", nullable=True
        ),
        Column("created_precision", TEXT, "second, minute, hour or day.", nullable=True),
        Column("created_source", TEXT, "field or id_derived.", nullable=True),
        Column("kind", TEXT, "post, comment, reply, repost, quote; account for a profile record."),
        Column("text", TEXT, "Plain text as published, entities decoded.", nullable=True),
        Column("lang", TEXT, "Language the source claims.", nullable=True),
        Column("in_reply_to_id", TEXT, "Native id of the post answered.", nullable=True),
        Column(
            "in_reply_to_author_id",
            TEXT,
            "Native id (or handle, where the source has only that) of the account answered.",
            nullable=True,
        ),
        Column("root_id", TEXT, "Native id of the post that opened the thread.", nullable=True),
        Column("repost_of_id", TEXT, "Native id of the post reposted.", nullable=True),
        Column("repost_of_author_id", TEXT, "Native id of its author.", nullable=True),
        Column("quoted_id", TEXT, "Native id of the post quoted.", nullable=True),
        Column("hashtags", TEXTS, "Hashtags without #.", nullable=True),
        Column("urls", TEXTS, "Links, expanded where the source expands them.", nullable=True),
        Column("mentions", TEXTS, "Ids or handles mentioned.", nullable=True),
        Column("media", TEXTS, "Media urls or file hashes.", nullable=True),
        Column("like_count", COUNT, "Likes; null is not collected, never zero.", nullable=True),
        Column("reply_count", COUNT, "Replies.", nullable=True),
        Column("repost_count", COUNT, "Reposts.", nullable=True),
        Column("view_count", COUNT, "Views.", nullable=True),
    )
