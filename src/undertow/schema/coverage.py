"""Table ``coverage``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, TEXT, UTC, Column, TableSpec


class Coverage(TableSpec):
    """What a file or thread declared, what was seen, what became of it."""

    name: ClassVar = "coverage"
    key: ClassVar = (
        "file_sha256",
        "scope",
        "scope_id",
    )
    columns: ClassVar = (
        Column("file_sha256", TEXT, "SHA-256 of the exact bytes of the file."),
        Column("file_name", TEXT, "Name of the file as given."),
        Column(
            "format_id",
            TEXT,
            "Format that read it; null when none was recognised, or several were.",
            nullable=True,
        ),
        Column(
            "encoding",
            TEXT,
            "Encoding of the text where it is neither UTF-8 nor told by a byte order mark.",
            nullable=True,
        ),
        Column("scope", TEXT, "file, member, ignored_rule, thread, platform_day or warning."),
        Column(
            "scope_id",
            TEXT,
            "Empty for a file; member, rule, thread uid, platform/day or what is warned of otherwise.",
        ),
        Column("n_records", COUNT, "Records found."),
        Column("n_accepted", COUNT, "Records seen for the first time."),
        Column("n_duplicate", COUNT, "Records seen before."),
        Column("n_ignored", COUNT, "Records left out by a named rule."),
        Column("n_quarantined", COUNT, "Records that could not be read."),
        Column("n_declared", COUNT, "Records the source says exist.", nullable=True),
        Column("n_missing", COUNT, "Declared but not delivered.", nullable=True),
        Column("first_at", UTC, "Earliest post.", nullable=True),
        Column("last_at", UTC, "Latest post.", nullable=True),
        Column("note", TEXT, "Why the format was chosen, or what is missing.", nullable=True),
    )
