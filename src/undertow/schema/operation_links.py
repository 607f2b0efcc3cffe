"""Table ``operation_links``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, REAL, TEXT, TEXTS, Column, TableSpec


class OperationLinks(TableSpec):
    """How far a campaign resembles a known operation: a similarity, and no attribution."""

    name: ClassVar = "operation_links"
    key: ClassVar = ("campaign_id", "operation_id")
    columns: ClassVar = (
        Column("campaign_id", TEXT, "Campaign."),
        Column("operation_id", TEXT, "Operation of the knowledge base."),
        Column("version", TEXT, "Version of its entry."),
        Column("log_odds", REAL, "Prior and indicators, in nats; see operation_evidence."),
        Column("likelihood", TEXT, "Estimative term, at most the ceiling."),
        Column("ceiling", TEXT, "Highest term that what was found allows."),
        Column(
            "ceiling_reasons",
            TEXTS,
            "Lowest first: authenticity_open, nothing_published, no_account_published, "
            "few_accounts_published, machine_only.",
        ),
        Column(
            "confidence",
            TEXT,
            "moderate where signs of two kinds count, low else; high is for a person to give.",
        ),
        Column("n_shown", COUNT, "Indicators that are shown, those of context apart."),
        Column("n_not_shown", COUNT, "Indicators that were measured and are not."),
        Column("n_not_measured", COUNT, "Indicators that nothing measured."),
    )
