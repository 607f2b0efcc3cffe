"""Table ``posts``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import FACT, TEXT, TEXTS, UTC, Column, TableSpec


class Posts(TableSpec):
    """A post, comment, reply, repost or quote, merged from its observations."""

    name: ClassVar = "posts"
    key: ClassVar = ("post_uid",)
    columns: ClassVar = (
        Column("post_uid", TEXT, "platform:native_id."),
        Column("platform", TEXT, "Platform id."),
        Column("native_id", TEXT, "Id given by the platform."),
        Column("kind", TEXT, "post, comment, reply, repost or quote."),
        Column(
            "account_uid",
            TEXT,
            "Author; null when deleted or withheld, never a shared stand-in.",
            nullable=True,
        ),
        Column("created_at", UTC, "When it was made."),
        Column("created_precision", TEXT, "second, minute, hour, day or estimate."),
        Column("created_source", TEXT, "field or id_derived."),
        Column("text", TEXT, "Plain text as published.", nullable=True),
        Column("text_truncated", FACT, "Whether the source cut the text.", nullable=True),
        Column("lang", TEXT, "Language the source claims.", nullable=True),
        Column("url", TEXT, "Address of the post; never fetched.", nullable=True),
        Column("parent_uid", TEXT, "Post answered.", nullable=True),
        Column("root_uid", TEXT, "Post that opened the thread.", nullable=True),
        Column("page_uid", TEXT, "Page, channel, group or subreddit it stands on.", nullable=True),
        Column("reposted_uid", TEXT, "Post reposted.", nullable=True),
        Column("quoted_uid", TEXT, "Post quoted.", nullable=True),
        Column("addressed_account_uid", TEXT, "Account answered.", nullable=True),
        Column("reposted_account_uid", TEXT, "Author of the post reposted.", nullable=True),
        Column("urls", TEXTS, "Links.", nullable=True),
        Column("hashtags", TEXTS, "Hashtags without #.", nullable=True),
        Column("mentions", TEXTS, "Ids or handles mentioned.", nullable=True),
        Column("edited_at", UTC, "When it was last edited.", nullable=True),
        Column("deleted_at", UTC, "When it was deleted, or first seen to be gone.", nullable=True),
        Column("client_app", TEXT, "Program it was written with.", nullable=True),
        Column("is_ad", FACT, "Whether the platform marks it as paid.", nullable=True),
        Column(
            "known_absent",
            TEXTS,
            "Fields of records known to have no value; any other null was not collected.",
            nullable=True,
        ),
        Column("raw_sha256", TEXT, "Physical record of the observation that won the merge."),
    )
