"""Table ``media_hashes``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, REAL, TEXT, VECTOR, Column, TableSpec


class MediaHashes(TableSpec):
    """Perceptual hashes of a picture, or of one frame of a video."""

    name: ClassVar = "media_hashes"
    key: ClassVar = (
        "media_uid",
        "frame",
    )
    columns: ClassVar = (
        Column("media_uid", TEXT, "The media file."),
        Column("frame", COUNT, "Number of the sampled frame, from 0."),
        Column("at_s", REAL, "When it is shown; 0 for a picture."),
        Column(
            "quality",
            COUNT,
            "PDQ quality of the frame without its bars, 0 to 100; flat frames have little and match nothing.",
        ),
        Column(
            "views",
            VECTOR,
            "PDQ hashes of the canonical views of the frame, 32 bytes a view, in the order of undertow.media.VIEWS.",
        ),
        Column(
            "pdq",
            TEXT,
            "PDQ of the frame at full size (of larger ones, at 4,096 pixels) in hexadecimal, for exchange with other tools; given for pictures and for the frames that are exported.",
            nullable=True,
        ),
    )
