"""Table ``claims``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, REAL, TEXT, TEXTS, Column, TableSpec


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
            "activity, waves, platforms, languages, accounts, targets, target, person, narrative, voice, strength, alternatives, operation, hypotheses, objective, breakout, reception, media or media_copy.",
        ),
        Column(
            "subject",
            TEXT,
            "Target id, narrative id, wave, name, operation, objective or media group, where the kind needs one; else empty.",
        ),
        Column("facts", TEXT, "JSON object, keys sorted: every number and name in the sentence."),
        Column("value", REAL, "The number that it mainly states.", nullable=True),
        Column("value_low", REAL, "Least that it can be.", nullable=True),
        Column(
            "value_high", REAL, "Most that it can be; null where nothing bounds it.", nullable=True
        ),
        Column(
            "unit",
            TEXT,
            "Of what: posts, accounts, officials, platforms, languages, indicators, hypotheses, files, q_value, nats or breakout.",
            nullable=True,
        ),
        Column(
            "scope",
            TEXT,
            "JSON object: what it covers; n_register (officials in the register), platforms, start, end.",
        ),
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
        Column(
            "confidence_basis", TEXT, "Id of the words that say what it rests on.", nullable=True
        ),
        Column("contradicted_by", TEXTS, "Claims that hold what speaks against it."),
        Column("n_evidence", COUNT, "Rows in evidence."),
    )
