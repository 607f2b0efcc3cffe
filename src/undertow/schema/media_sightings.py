"""Table ``media_sightings``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import TEXT, Column, TableSpec


class MediaSightings(TableSpec):
    """A post that carries a media file that is held."""

    name: ClassVar = "media_sightings"
    key: ClassVar = (
        "post_uid",
        "media_uid",
    )
    columns: ClassVar = (
        Column("post_uid", TEXT, "The post."),
        Column("media_uid", TEXT, "The media file."),
        Column("media_ref", TEXT, "What the capture calls it."),
        Column(
            "via",
            TEXT,
            "What links the two: hash, path, url, name, list (a downloader wrote down which) or post_id (the name of the file is that of the post).",
        ),
    )
