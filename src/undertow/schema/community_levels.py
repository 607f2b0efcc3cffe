"""Table ``community_levels``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import REAL, TEXT, Column, TableSpec


class CommunityLevels(TableSpec):
    """The community of an account at one of several resolutions."""

    name: ClassVar = "community_levels"
    key: ClassVar = ("resolution", "account_uid")
    columns: ClassVar = (
        Column("resolution", REAL, "Resolution of the modularity; higher gives smaller cells."),
        Column("account_uid", TEXT, "Account."),
        Column("cell_id", TEXT, "Community as modularity cuts it, of any size."),
        Column(
            "community_id",
            TEXT,
            "Community when cells with texts or validated pairs in common are joined; that of "
            "`communities` at the main resolution.",
        ),
    )
