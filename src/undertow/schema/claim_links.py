"""Table ``claim_links``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import FACT, REAL, TEXT, Column, TableSpec


class ClaimLinks(TableSpec):
    """Two units whose texts are closer than unrelated texts of their languages are."""

    name: ClassVar = "claim_links"
    key: ClassVar = ("unit_a", "unit_b")
    columns: ClassVar = (
        Column("unit_a", TEXT, "Near group or text group (a < b)."),
        Column("unit_b", TEXT, "The other."),
        Column("language_a", TEXT, "Language of a."),
        Column("language_b", TEXT, "Language of b."),
        Column("similarity", REAL, "Cosine of the vectors."),
        Column(
            "stand_out",
            REAL,
            "Deviations above what both have with unrelated texts, times the cosine, square root.",
        ),
        Column("threshold", REAL, "Least stand-out that links this pair of languages here."),
        Column(
            "p_value", REAL, "Share of unrelated pairs of these languages that stand out as much."
        ),
        Column("q_value", REAL, "Benjamini-Hochberg over all pairs of units compared."),
        Column("is_null_pooled", FACT, "Whether unrelated pairs of all languages had to serve."),
        Column(
            "stance_differs_possible",
            FACT,
            "Whether one of the two denies, or names the same people in another order: such a link "
            "joins no group. Null where the languages have no list of such words.",
            nullable=True,
        ),
    )
