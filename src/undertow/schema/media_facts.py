"""Table ``media_facts``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, TEXT, Column, TableSpec


class MediaFacts(TableSpec):
    """A fact that a media file tells of itself: its container, its camera data, its Content Credentials."""

    name: ClassVar = "media_facts"
    key: ClassVar = (
        "media_uid",
        "source",
        "position",
        "name",
    )
    columns: ClassVar = (
        Column("media_uid", TEXT, "The media file."),
        Column("source", TEXT, "file, container, stream, exif, iptc, xmp, encoder or c2pa."),
        Column("position", COUNT, "Which of several: stream, manifest or assertion, from 0."),
        Column("name", TEXT, "Field, as the standard calls it."),
        Column(
            "value",
            TEXT,
            "What it says, as text and cut at 2,000 characters; anybody can have written it.",
        ),
    )
