"""Table ``coverage_warnings``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import TEXT, UTC, Column, TableSpec


class CoverageWarnings(TableSpec):
    """A record that speaks against itself: altered, or badly converted on its way here."""

    name: ClassVar = "coverage_warnings"
    key: ClassVar = (
        "warning",
        "record_uid",
        "raw_sha256",
    )
    columns: ClassVar = (
        Column(
            "warning",
            TEXT,
            "post_time_contradicts_id or account_time_contradicts_id: the time given is not the one "
            "that the platform wrote into the id.",
        ),
        Column("record_uid", TEXT, "The post or account."),
        Column("raw_sha256", TEXT, "Physical record that says so."),
        Column("platform", TEXT, "Platform id."),
        Column("claimed_at", UTC, "The time given."),
        Column("id_at", UTC, "The time in the id."),
    )
