"""Table ``account_snapshots``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, TEXT, UTC, Column, TableSpec


class AccountSnapshots(TableSpec):
    """A profile as one record shows it."""

    name: ClassVar = "account_snapshots"
    key: ClassVar = (
        "account_uid",
        "raw_sha256",
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
        Column("followers", COUNT, "Followers.", nullable=True),
    )
