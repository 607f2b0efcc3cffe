"""Table ``observations``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, TEXT, UTC, Column, TableSpec


class Observations(TableSpec):
    """Where a record was seen: file, position, hash of the bytes."""

    name: ClassVar = "observations"
    key: ClassVar = ("obs_id",)
    columns: ClassVar = (
        Column("obs_id", TEXT, "Identifier of the observation."),
        Column("record_uid", TEXT, "The post or account observed."),
        Column("outcome", TEXT, "accepted (first sight of the record in this case) or duplicate."),
        Column("raw_sha256", TEXT, "SHA-256 of the physical record."),
        Column("file_sha256", TEXT, "SHA-256 of the exact bytes of the file."),
        Column("file_name", TEXT, "Name of the file as given."),
        Column(
            "member",
            TEXT,
            "Path inside the archive that the file is; null when the record lies in the file itself.",
            nullable=True,
        ),
        Column(
            "record_no",
            COUNT,
            "Rises with the place of the record in the file: at least its byte offset.",
        ),
        Column("line", COUNT, "1-based physical line; null for documents.", nullable=True),
        Column(
            "byte_offset",
            COUNT,
            "Offset of the physical record in the decompressed content of the file or member.",
        ),
        Column(
            "byte_length", COUNT, "Length of the physical record in bytes, without the line end."
        ),
        Column(
            "json_path", TEXT, "Place of the record inside the physical record; $ is the whole."
        ),
        Column("format_id", TEXT, "Format that read it."),
        Column("mapper_version", TEXT, "Version of the mapper."),
        Column(
            "source_url",
            TEXT,
            "Address the record was captured from, where a web archive says so.",
            nullable=True,
        ),
        Column(
            "observed_at", UTC, "When it was collected, where the source says so.", nullable=True
        ),
    )
