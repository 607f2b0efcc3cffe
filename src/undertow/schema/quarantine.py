"""Table ``quarantine``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, TEXT, Column, TableSpec


class Quarantine(TableSpec):
    """A raw record that could not be read, with the reason and the place."""

    name: ClassVar = "quarantine"
    key: ClassVar = ("quarantine_id",)
    columns: ClassVar = (
        Column("quarantine_id", TEXT, "Identifier."),
        Column("file_sha256", TEXT, "SHA-256 of the exact bytes of the file."),
        Column("file_name", TEXT, "Name of the file as given."),
        Column(
            "member",
            TEXT,
            "Path inside the archive that the file is; null when the record lies in the file itself.",
            nullable=True,
        ),
        Column("line", COUNT, "1-based physical line; null for documents.", nullable=True),
        Column(
            "byte_offset",
            COUNT,
            "Offset in the decompressed content of the file or member; of a member that cannot be read, in the archive.",
        ),
        Column("byte_length", COUNT, "Length in bytes."),
        Column("raw_sha256", TEXT, "SHA-256 of the bytes."),
        Column(
            "format_id",
            TEXT,
            "Format that tried to read it; null when none was recognised.",
            nullable=True,
        ),
        Column("mapper_version", TEXT, "Version of the mapper.", nullable=True),
        Column("stage", TEXT, "container, decode, schema, map or semantic."),
        Column("reason_code", TEXT, "Machine-readable reason."),
        Column("json_path", TEXT, "Field that failed, where known.", nullable=True),
        Column("message", TEXT, "What is wrong, for a person."),
    )
