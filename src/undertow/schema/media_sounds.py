"""Table ``media_sounds``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import REAL, TEXT, VECTOR, Column, TableSpec


class MediaSounds(TableSpec):
    """Fingerprint of the soundtrack of a media file."""

    name: ClassVar = "media_sounds"
    key: ClassVar = ("media_uid",)
    columns: ClassVar = (
        Column("media_uid", TEXT, "The media file."),
        Column("word_s", REAL, "Seconds between words."),
        Column("words", VECTOR, "Words of 32 bits, little-endian, one for each step of time."),
        Column(
            "speech_s",
            REAL,
            "Seconds in which somebody speaks; null where it was not looked for.",
            nullable=True,
        ),
    )
