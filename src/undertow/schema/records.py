"""Table ``records``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, FACT, REAL, TEXT, TEXTS, UTC, Column, TableSpec


class Records(TableSpec):
    """A canonical record as one file gave it; posts and accounts are merged from these."""

    name: ClassVar = "records"
    key: ClassVar = (
        "file_sha256",
        "record_no",
    )
    columns: ClassVar = (
        Column("file_sha256", TEXT, "SHA-256 of the exact bytes of the file."),
        Column(
            "record_no",
            COUNT,
            "Rises with the place of the record in the file: at least its byte offset.",
        ),
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
        Column("author_url", TEXT, "Address of the profile; never fetched.", nullable=True),
        Column("author_avatar", TEXT, "Address or hash of the profile picture.", nullable=True),
        Column(
            "author_language",
            TEXT,
            "Language set in the profile; no detector reads it.",
            nullable=True,
        ),
        Column("author_created_at", UTC, "When the account was created.", nullable=True),
        Column(
            "author_created_precision",
            TEXT,
            "Precision of author_created_at: second, minute, day, estimate.",
            nullable=True,
        ),
        Column("author_verified", FACT, "Whether the platform marks the account.", nullable=True),
        Column("author_status", TEXT, "active, suspended, deleted or protected.", nullable=True),
        Column("author_followers", COUNT, "Followers when collected.", nullable=True),
        Column("author_following", COUNT, "Accounts it follows when collected.", nullable=True),
        Column("author_posts", COUNT, "Posts its profile counts when collected.", nullable=True),
        Column(
            "created_at", UTC, "When the post was made; null for a profile record.", nullable=True
        ),
        Column("created_precision", TEXT, "second, minute, hour, day or estimate.", nullable=True),
        Column("created_source", TEXT, "field or id_derived.", nullable=True),
        Column(
            "created_id_lag_s",
            REAL,
            "Seconds that the claimed time lies after the one in the id, where ids hold one.",
            nullable=True,
        ),
        Column(
            "kind",
            TEXT,
            "post, comment, reply, repost, quote; account for a profile, removal for a notice that "
            "a post is gone.",
        ),
        Column("text", TEXT, "Plain text as published, entities decoded.", nullable=True),
        Column("text_truncated", FACT, "Whether the source cut the text.", nullable=True),
        Column("lang", TEXT, "Language the source claims.", nullable=True),
        Column("url", TEXT, "Address of the post; never fetched.", nullable=True),
        Column("in_reply_to_id", TEXT, "Native id of the post answered.", nullable=True),
        Column(
            "in_reply_to_author_id",
            TEXT,
            "Native id (or handle, where the source has only that) of the account answered.",
            nullable=True,
        ),
        Column("root_id", TEXT, "Native id of the post that opened the thread.", nullable=True),
        Column(
            "page_id",
            TEXT,
            "Native id of the page, channel, group or subreddit it stands on.",
            nullable=True,
        ),
        Column("repost_of_id", TEXT, "Native id of the post reposted.", nullable=True),
        Column("repost_of_author_id", TEXT, "Native id of its author.", nullable=True),
        Column("quoted_id", TEXT, "Native id of the post quoted.", nullable=True),
        Column("hashtags", TEXTS, "Hashtags without #.", nullable=True),
        Column("urls", TEXTS, "Links, expanded where the source expands them.", nullable=True),
        Column("mentions", TEXTS, "Ids or handles mentioned.", nullable=True),
        Column("media", TEXTS, "Media urls or file hashes.", nullable=True),
        Column("edited_at", UTC, "When it was last edited.", nullable=True),
        Column("deleted_at", UTC, "When it was deleted, or first seen to be gone.", nullable=True),
        Column("client_app", TEXT, "Program it was written with.", nullable=True),
        Column("is_ad", FACT, "Whether the platform marks it as paid.", nullable=True),
        Column("like_count", COUNT, "Likes; null is not collected, never zero.", nullable=True),
        Column("reply_count", COUNT, "Replies.", nullable=True),
        Column("repost_count", COUNT, "Reposts.", nullable=True),
        Column("quote_count", COUNT, "Quotes.", nullable=True),
        Column("view_count", COUNT, "Views.", nullable=True),
        Column("bookmark_count", COUNT, "Times it was saved.", nullable=True),
        Column("reaction_count", COUNT, "Reactions of every kind together.", nullable=True),
        Column(
            "known_absent",
            TEXTS,
            "Fields the source shows to have no value; any other null was not collected.",
            nullable=True,
        ),
    )
