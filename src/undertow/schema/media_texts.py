"""Table ``media_texts``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, REAL, TEXT, Column, TableSpec


class MediaTexts(TableSpec):
    """Words in a media file: subtitles, or what is written in its pictures."""

    name: ClassVar = "media_texts"
    key: ClassVar = (
        "media_uid",
        "source",
        "track",
        "at_s",
        "position",
    )
    columns: ClassVar = (
        Column("media_uid", TEXT, "The media file."),
        Column("source", TEXT, "subtitles or ocr."),
        Column(
            "track",
            TEXT,
            "Which of several subtitles: its language or number; empty for pictures.",
        ),
        Column("at_s", REAL, "When they begin to be shown; 0 for a picture."),
        Column("position", COUNT, "Which of several shown at once, from 0, in reading order."),
        Column("text", TEXT, "The words."),
        Column(
            "confidence",
            REAL,
            "What the reader of pictures says of itself, 0 to 1; null for subtitles.",
            nullable=True,
        ),
    )
