"""Table ``claims``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, TEXT, Column, TableSpec


class Claims(TableSpec):
    """One statement of the assessment; its words are made from kind and facts, in each language."""

    name: ClassVar = "claims"
    key: ClassVar = ("claim_id",)
    columns: ClassVar = (
        Column("claim_id", TEXT, "Identifier, the same in every language and run."),
        Column("campaign_id", TEXT, "Campaign it is about."),
        Column(
            "kind",
            TEXT,
            "activity, waves, platforms, languages, accounts, targets, target, narrative, strength or alternatives.",
        ),
        Column(
            "subject",
            TEXT,
            "Target id, narrative id or wave, where the kind needs one; else empty.",
        ),
        Column("facts", TEXT, "JSON object, keys sorted: every number and name in the sentence."),
        Column(
            "likelihood",
            TEXT,
            "Estimative term id; null where the claim is a count.",
            nullable=True,
        ),
        Column(
            "confidence",
            TEXT,
            "low, moderate or high; null where the claim is a count.",
            nullable=True,
        ),
        Column("n_evidence", COUNT, "Rows in evidence."),
    )
