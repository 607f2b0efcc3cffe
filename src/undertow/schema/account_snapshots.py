"""Table ``account_snapshots``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, FACT, TEXT, UTC, Column, TableSpec


class AccountSnapshots(TableSpec):
    """A profile as one record shows it."""

    name: ClassVar = "account_snapshots"
    key: ClassVar = (
        "account_uid",
        "raw_sha256",
        "observed_at",
    )
    columns: ClassVar = (
        Column("account_uid", TEXT, "The account."),
        Column("raw_sha256", TEXT, "Physical record it was taken from."),
        Column(
            "observed_at",
            UTC,
            "When it was collected, or the time of the post that carries it.",
            nullable=True,
        ),
        Column("handle", TEXT, "Handle.", nullable=True),
        Column("display_name", TEXT, "Display name.", nullable=True),
        Column("description", TEXT, "Profile text.", nullable=True),
        Column("url", TEXT, "Address of the profile.", nullable=True),
        Column("avatar", TEXT, "Address or hash of the profile picture.", nullable=True),
        Column(
            "language", TEXT, "Language set in the profile; no detector reads it.", nullable=True
        ),
        Column("verified", FACT, "Whether the platform marks the account.", nullable=True),
        Column("status", TEXT, "active, suspended, deleted or protected.", nullable=True),
        Column("followers", COUNT, "Followers.", nullable=True),
        Column("following", COUNT, "Accounts it follows.", nullable=True),
        Column("n_posts", COUNT, "Posts the profile counts.", nullable=True),
    )
