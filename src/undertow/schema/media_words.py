"""Table ``media_words``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, TEXT, Column, TableSpec


class MediaWords(TableSpec):
    """The words of one track of a media file that a post carries, as one comparable text."""

    name: ClassVar = "media_words"
    key: ClassVar = (
        "media_uid",
        "source",
        "track",
    )
    columns: ClassVar = (
        Column("media_uid", TEXT, "The media file."),
        Column("source", TEXT, "subtitles or ocr."),
        Column("track", TEXT, "Which of several subtitles; empty for pictures."),
        Column(
            "language",
            TEXT,
            "Language of the words (ISO 639-1), und where they are too few to tell; never a ground "
            "for suspicion.",
        ),
        Column("match_key", TEXT, "Canonical form used to compare texts."),
        Column("n_chars", COUNT, "Length of the match key in characters."),
        Column(
            "near_group",
            TEXT,
            "Group of tracks with the same or nearly the same words; null where there is no other.",
            nullable=True,
        ),
        Column(
            "words_group",
            TEXT,
            "Media files with nearly the same words in one of their tracks, named after the least "
            "of their near groups; null where there is no other, or too few words to mean anything.",
            nullable=True,
        ),
    )
