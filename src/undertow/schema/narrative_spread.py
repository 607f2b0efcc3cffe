"""Table ``narrative_spread``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, TEXT, UTC, Column, TableSpec


class NarrativeSpread(TableSpec):
    """How often a narrative was published on a day, on a platform, in a language."""

    name: ClassVar = "narrative_spread"
    key: ClassVar = ("narrative_id", "day", "platform", "language")
    columns: ClassVar = (
        Column("narrative_id", TEXT, "Narrative."),
        Column("day", UTC, "Day, UTC."),
        Column("platform", TEXT, "Platform id."),
        Column("language", TEXT, "Language; und where it cannot be told."),
        Column("n_posts", COUNT, "Campaign posts."),
        Column("n_accounts", COUNT, "Campaign accounts."),
    )
