"""Table ``media_compared``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import TEXT, Column, TableSpec


class MediaCompared(TableSpec):
    """A media file that was compared with all others; what is added later is compared with it."""

    name: ClassVar = "media_compared"
    key: ClassVar = ("media_uid",)
    columns: ClassVar = (
        Column("media_uid", TEXT, "The media file."),
        Column("hashes_sha256", TEXT, "SHA-256 of the hashes of its frames, as they were then."),
    )
