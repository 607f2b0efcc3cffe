"""Table ``coverage_ledger``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, TEXT, UTC, Column, TableSpec


class CoverageLedger(TableSpec):
    """What was seen, what the sources say there is, and what is missing, over all files."""

    name: ClassVar = "coverage_ledger"
    key: ClassVar = (
        "scope",
        "scope_id",
        "day",
    )
    columns: ClassVar = (
        Column("scope", TEXT, "platform_day, target_day or thread."),
        Column("scope_id", TEXT, "Platform, official, or uid of the post that opened the thread."),
        Column(
            "day",
            UTC,
            "Day (UTC) of the posts; for a thread, the day it was opened or its first answer seen.",
        ),
        Column("n_seen", COUNT, "Posts in the case; for a thread, answers at any depth."),
        Column(
            "n_declared",
            COUNT,
            "Posts the sources say there are; null where none says anything.",
            nullable=True,
        ),
        Column(
            "n_missing",
            COUNT,
            "Declared and not in the case, counted on the day their thread was opened; null where "
            "nothing is declared.",
            nullable=True,
        ),
        Column("n_deleted", COUNT, "Of those seen, posts that a source says are gone."),
    )
