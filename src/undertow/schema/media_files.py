"""Table ``media_files``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, FACT, REAL, TEXT, Column, TableSpec


class MediaFiles(TableSpec):
    """A distinct media file by its content, and what became of decoding it."""

    name: ClassVar = "media_files"
    key: ClassVar = ("media_uid",)
    columns: ClassVar = (
        Column("media_uid", TEXT, "SHA-256 of its bytes."),
        Column("kind", TEXT, "Told by content, never by name: image, video or audio."),
        Column("mime", TEXT, "Media type told by content."),
        Column("n_bytes", COUNT, "Its length."),
        Column("width_px", COUNT, "Width as shown.", nullable=True),
        Column("height_px", COUNT, "Height as shown.", nullable=True),
        Column(
            "duration_s",
            REAL,
            "Duration of what could be decoded; null for a picture.",
            nullable=True,
        ),
        Column("frame_rate", REAL, "Frames a second, as its container says.", nullable=True),
        Column(
            "has_sound",
            FACT,
            "Whether it has a soundtrack that is not silent; null where it was not decoded.",
            nullable=True,
        ),
        Column(
            "state",
            TEXT,
            "decoded; partial (an end is missing, damaged or over the limits); quarantined (nothing of it was decoded).",
        ),
        Column(
            "reason", TEXT, "Why it is not decoded as a whole: a code of quarantine.", nullable=True
        ),
        Column("detail", TEXT, "The same in words: what, where, what to do.", nullable=True),
        Column(
            "c2pa_state",
            TEXT,
            "Content Credentials: absent, valid_untrusted, valid_trusted or invalid; null where they were not read. Absence is no evidence of anything.",
            nullable=True,
        ),
        Column("decoder", TEXT, "What decoded it, with its versions."),
    )
