"""Table ``media``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import TEXT, Column, TableSpec


class Media(TableSpec):
    """A media item of a post."""

    name: ClassVar = "media"
    key: ClassVar = (
        "post_uid",
        "media_ref",
    )
    columns: ClassVar = (
        Column("post_uid", TEXT, "The post."),
        Column("media_ref", TEXT, "Url or file hash, as captured; never fetched."),
    )
