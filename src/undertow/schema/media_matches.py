"""Table ``media_matches``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, REAL, TEXT, Column, TableSpec


class MediaMatches(TableSpec):
    """Two media files that show or play the same in part."""

    name: ClassVar = "media_matches"
    key: ClassVar = (
        "media_a",
        "media_b",
        "kind",
    )
    columns: ClassVar = (
        Column("media_a", TEXT, "One media file; its hash is the smaller."),
        Column("media_b", TEXT, "The other."),
        Column(
            "kind",
            TEXT,
            "picture (two pictures), video (two videos), still (a picture and a frame of a video) or sound (the same soundtrack).",
        ),
        Column(
            "share_a",
            REAL,
            "Share of what could be matched of the one that is in the other, 0 to 1.",
        ),
        Column("share_b", REAL, "The same of the other."),
        Column("n_matched", COUNT, "Frames, or words of sound, that agree."),
        Column(
            "distance",
            REAL,
            "Median distance in bits of what agrees, of 256 for pictures and of 32 for sound.",
        ),
        Column(
            "offset_s",
            REAL,
            "Time in the one minus time in the other, where what agrees begins; null for pictures.",
            nullable=True,
        ),
        Column(
            "speed",
            REAL,
            "Seconds of the one for a second of the other; null for pictures.",
            nullable=True,
        ),
        Column(
            "view_a",
            TEXT,
            "View in which the one agrees: what was done to the picture (mirror, bars, a crop); full for none.",
        ),
        Column("view_b", TEXT, "The same of the other."),
    )
