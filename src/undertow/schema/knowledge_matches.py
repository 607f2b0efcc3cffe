"""Table ``knowledge_matches``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import TEXT, Column, TableSpec


class KnowledgeMatches(TableSpec):
    """Something in the case that a source published as belonging to a known operation.

    A match is an observation and no attribution: reporters and researchers quote what was
    published, and a domain or handle can have another owner since.
    """

    name: ClassVar = "knowledge_matches"
    key: ClassVar = (
        "operation_id",
        "kind",
        "platform",
        "value",
        "account_uid",
        "post_uid",
    )
    columns: ClassVar = (
        Column("operation_id", TEXT, "The operation."),
        Column("kind", TEXT, "Kind of the observable, as in known_observables."),
        Column("platform", TEXT, "Its platform."),
        Column("value", TEXT, "Its value."),
        Column(
            "account_uid", TEXT, "Account that it is, or that used it; empty where not captured."
        ),
        Column(
            "post_uid",
            TEXT,
            "Post that used it, or that links to it; empty for the account itself.",
        ),
    )
