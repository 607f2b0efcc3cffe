"""Table ``profile_changes``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import TEXT, UTC, Column, TableSpec


class ProfileChanges(TableSpec):
    """A field of a profile that two captures, whose times are stated, show with two values."""

    name: ClassVar = "profile_changes"
    key: ClassVar = (
        "account_uid",
        "field",
        "seen_at",
    )
    columns: ClassVar = (
        Column("account_uid", TEXT, "The account."),
        Column("field", TEXT, "Column of account_snapshots that changed."),
        Column("last_seen_at", UTC, "When the old value was last seen."),
        Column("seen_at", UTC, "When the new value was first seen: it changed in between."),
        Column("old_value", TEXT, "Value before."),
        Column("new_value", TEXT, "Value after."),
        Column("old_raw_sha256", TEXT, "Physical record that shows the old value."),
        Column("raw_sha256", TEXT, "Physical record that shows the new value."),
    )
