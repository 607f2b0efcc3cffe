"""Table ``known_indicators``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import FACT, TEXT, TEXTS, Column, TableSpec


class KnownIndicators(TableSpec):
    """An indicator of a known operation, as the knowledge base of the case has it."""

    name: ClassVar = "known_indicators"
    key: ClassVar = ("operation_id", "indicator_id")
    columns: ClassVar = (
        Column("operation_id", TEXT, "The operation."),
        Column("version", TEXT, "Day of the last change of its entry."),
        Column("indicator_id", TEXT, "The indicator."),
        Column("measured_by", TEXT, "Sign that measures it; empty where a person looks."),
        Column("diagnosticity", TEXT, "strong, moderate or weak."),
        Column(
            "kinds", TEXTS, "Kinds of published observables that count; all where there is none."
        ),
        Column("is_context", FACT, "Whether it is nothing by itself."),
        Column("operation_en", TEXT, "English name of the operation."),
        Column("operation_fr", TEXT, "French name of the operation."),
        Column("name_en", TEXT, "English name of the indicator."),
        Column("name_fr", TEXT, "French name of the indicator."),
    )
