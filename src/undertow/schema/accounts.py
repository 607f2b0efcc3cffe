"""Table ``accounts``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, FACT, TEXT, TEXTS, UTC, Column, TableSpec


class Accounts(TableSpec):
    """An account."""

    name: ClassVar = "accounts"
    key: ClassVar = ("account_uid",)
    columns: ClassVar = (
        Column("account_uid", TEXT, "platform:native_id."),
        Column("platform", TEXT, "Platform id."),
        Column("native_id", TEXT, "Id given by the platform."),
        Column("handle", TEXT, "Handle, newest observed.", nullable=True),
        Column("display_name", TEXT, "Display name, newest observed.", nullable=True),
        Column("created_at", UTC, "When the account was created.", nullable=True),
        Column("created_precision", TEXT, "second, minute, day or estimate.", nullable=True),
        Column("created_source", TEXT, "field or id_derived.", nullable=True),
        Column("verified", FACT, "Whether the platform marks it, newest observed.", nullable=True),
        Column(
            "status",
            TEXT,
            "active, suspended, deleted or protected, newest observed.",
            nullable=True,
        ),
        Column("followers", COUNT, "Followers, newest observed.", nullable=True),
        Column("following", COUNT, "Accounts it follows, newest observed.", nullable=True),
        Column("first_seen", UTC, "Time of the first post in the case.", nullable=True),
        Column("last_seen", UTC, "Time of the last post in the case.", nullable=True),
        Column("n_posts", COUNT, "Posts in the case."),
        Column(
            "known_absent",
            TEXTS,
            "Fields of records known to have no value; any other null was not collected.",
            nullable=True,
        ),
        Column("raw_sha256", TEXT, "Physical record the profile was taken from."),
    )
