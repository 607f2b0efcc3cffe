"""Table ``hypothesis_evidence``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import FACT, REAL, TEXT, Column, TableSpec


class HypothesisEvidence(TableSpec):
    """A cell of the matrix of evidence and hypotheses (Heuer 1999, chapter 8)."""

    name: ClassVar = "hypothesis_evidence"
    key: ClassVar = ("campaign_id", "item", "hypothesis")
    columns: ClassVar = (
        Column("campaign_id", TEXT, "Campaign."),
        Column("item", TEXT, "Sign; published or quoted, of known operations; or inauthentic."),
        Column("hypothesis", TEXT, "Hypothesis."),
        Column("is_shown", FACT, "Whether the campaign shows the item; it was measured."),
        Column(
            "rating",
            TEXT,
            "CC, C, N, I or II: from very consistent to very inconsistent with the hypothesis.",
        ),
        Column(
            "weight",
            REAL,
            "Diagnosticity of the item, 0..1: how far its ratings differ between hypotheses.",
        ),
        Column(
            "leads_without",
            TEXT,
            "Least inconsistent hypotheses without the item, joined by |.",
        ),
    )
