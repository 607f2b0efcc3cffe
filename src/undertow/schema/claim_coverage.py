"""Table ``claim_coverage``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, TEXT, Column, TableSpec


class ClaimCoverage(TableSpec):
    """What was compared across languages, and what was left out and why."""

    name: ClassVar = "claim_coverage"
    key: ClassVar = ("language", "status")
    columns: ClassVar = (
        Column("language", TEXT, "Language of the texts; und where it is not known."),
        Column(
            "status",
            TEXT,
            "embedded, generic, too_short, lexical_only (outside the model), or one_account (a "
            "single account that is in no validated pair and addresses no official).",
        ),
        Column("n_units", COUNT, "Near groups and texts without one."),
        Column("n_posts", COUNT, "Posts."),
    )
