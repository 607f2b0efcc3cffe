"""Table ``media_groups``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import FACT, TEXT, Column, TableSpec


class MediaGroups(TableSpec):
    """Media files that are the same material, through matches."""

    name: ClassVar = "media_groups"
    key: ClassVar = ("media_uid",)
    columns: ClassVar = (
        Column("media_uid", TEXT, "The media file."),
        Column("media_group", TEXT, "Name of the group: the smallest media_uid in it."),
        Column(
            "is_exact",
            FACT,
            "Whether another file of the group has the same picture hash throughout; false for a file alone.",
        ),
    )
