"""Table ``media_pairs``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import REAL, TEXT, VECTOR, Column, TableSpec


class MediaPairs(TableSpec):
    """Two media files that have frames in common, before it is asked whether these are enough."""

    name: ClassVar = "media_pairs"
    key: ClassVar = ("media_a", "media_b")
    columns: ClassVar = (
        Column("media_a", TEXT, "One media file; its hash is the smaller."),
        Column("media_b", TEXT, "The other."),
        Column(
            "frames_a",
            VECTOR,
            "Numbers of the frames of the one that agree, 32 bits each, little-endian.",
        ),
        Column("frames_b", VECTOR, "The same of the other."),
        Column("distance", REAL, "Median distance of these frames in bits, of 256."),
        Column(
            "offset_s", REAL, "Time in the one minus time in the other, where what agrees begins."
        ),
        Column("speed", REAL, "Seconds of the one for a second of the other."),
        Column("view_a", TEXT, "View in which the one agrees; full for the picture as it is."),
        Column("view_b", TEXT, "The same of the other."),
    )
