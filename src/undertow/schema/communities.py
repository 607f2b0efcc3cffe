"""Table ``communities``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, REAL, TEXT, Column, TableSpec


class Communities(TableSpec):
    """An account in a community, with how strongly it belongs."""

    name: ClassVar = "communities"
    key: ClassVar = (
        "community_id",
        "account_uid",
    )
    columns: ClassVar = (
        Column("community_id", TEXT, "Community."),
        Column("account_uid", TEXT, "Account."),
        Column(
            "basis",
            TEXT,
            "pair (has validated edges), account (validated by the account test) or group (carries "
            "a set that the group test validated).",
        ),
        Column(
            "strength",
            REAL,
            "Weighted degree inside the community over the largest one in it, 0..1.",
        ),
        Column(
            "role",
            TEXT,
            "core (in what stays together when weakly tied accounts are taken away) or periphery.",
        ),
        Column(
            "stability",
            REAL,
            "Share of resampled runs that put the account in this community, 0..1.",
        ),
        Column("n_partners", COUNT, "Validated partners inside the community."),
        Column(
            "component_sha256",
            TEXT,
            "Digest of the connected component; while it stays, so do its communities.",
        ),
    )
