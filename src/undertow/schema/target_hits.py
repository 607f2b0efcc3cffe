"""Table ``target_hits``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import TEXT, Column, TableSpec


class TargetHits(TableSpec):
    """A post that addresses an official, and how."""

    name: ClassVar = "target_hits"
    key: ClassVar = (
        "post_uid",
        "target_id",
        "via",
    )
    columns: ClassVar = (
        Column("post_uid", TEXT, "The post."),
        Column("target_id", TEXT, "The official."),
        Column("via", TEXT, "reply, mention, page or alias."),
    )
