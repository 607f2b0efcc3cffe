"""Table ``media_places``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, TEXT, TEXTS, Column, TableSpec


class MediaPlaces(TableSpec):
    """A place in the evidence where the bytes of a media file lie."""

    name: ClassVar = "media_places"
    key: ClassVar = (
        "media_uid",
        "file_sha256",
        "member",
        "byte_offset",
        "path",
    )
    columns: ClassVar = (
        Column("media_uid", TEXT, "The media file."),
        Column(
            "file_sha256", TEXT, "Stored file that holds it: itself, an archive or a web archive."
        ),
        Column("member", TEXT, "Member of the archive; empty where the file is no archive."),
        Column(
            "byte_offset",
            COUNT,
            "Where its record begins in the content of a web archive; 0 elsewhere.",
        ),
        Column(
            "path",
            TEXT,
            "Path it had beside the capture, or inside the archive; empty in a web archive.",
        ),
        Column(
            "source_url",
            TEXT,
            "Address it was fetched from, as a web archive tells; never fetched.",
            nullable=True,
        ),
        Column(
            "listed_posts",
            TEXTS,
            "Native ids of the posts that carry it, as the list of a downloader says.",
            nullable=True,
        ),
    )
