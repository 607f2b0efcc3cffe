"""Table ``techniques``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import TEXT, TEXTS, Column, TableSpec


class Techniques(TableSpec):
    """A technique of the DISARM Framework that an inauthentic campaign shows."""

    name: ClassVar = "techniques"
    key: ClassVar = ("campaign_id", "technique_id")
    columns: ClassVar = (
        Column("campaign_id", TEXT, "Campaign."),
        Column("technique_id", TEXT, "Id in the framework."),
        Column("name", TEXT, "Its name there."),
        Column("framework", TEXT, "Framework and version."),
        Column(
            "signs",
            TEXTS,
            "Signs of `campaign_signs` by which it is seen; none where only the platforms show it.",
        ),
        Column("platforms", TEXTS, "Platforms by which it is seen."),
        Column("records", TEXTS, "Posts and accounts that it rests on, at most twenty."),
    )
