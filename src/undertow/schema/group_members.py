"""Table ``group_members``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import TEXT, Column, TableSpec


class GroupMembers(TableSpec):
    """An account in a set that the group test validated."""

    name: ClassVar = "group_members"
    key: ClassVar = ("group_id", "account_uid")
    columns: ClassVar = (
        Column("group_id", TEXT, "Set, see group_tests."),
        Column("account_uid", TEXT, "Account."),
        Column(
            "role",
            TEXT,
            "carries (the result rests on it) or present (merely there; no ground for a verdict).",
        ),
    )
