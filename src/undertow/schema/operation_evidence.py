"""Table ``operation_evidence``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, FACT, REAL, TEXT, TEXTS, Column, TableSpec


class OperationEvidence(TableSpec):
    """An indicator of an operation, what a campaign shows of it, and what it adds to the link."""

    name: ClassVar = "operation_evidence"
    key: ClassVar = ("campaign_id", "operation_id", "indicator_id")
    columns: ClassVar = (
        Column("campaign_id", TEXT, "Campaign."),
        Column("operation_id", TEXT, "Operation."),
        Column("indicator_id", TEXT, "Indicator."),
        Column("measured_by", TEXT, "Sign that measures it; empty where a person looks."),
        Column(
            "sign_group",
            TEXT,
            "Group of the sign; published where sources name two accounts or posts of the campaign "
            "by native ids, quoted where it uses what a source published, a handle too; empty where "
            "nothing measures it.",
        ),
        Column("state", TEXT, "shown, not_shown or not_measured."),
        Column("diagnosticity", TEXT, "strong, moderate or weak."),
        Column("is_context", FACT, "Whether it is nothing by itself."),
        Column(
            "is_found_by",
            FACT,
            "Whether campaigns are found by it: then it does not count.",
        ),
        Column("n", COUNT, "Accounts, posts or waves that show it."),
        Column("log_lr", REAL, "What it would add alone, in nats."),
        Column(
            "added",
            REAL,
            "What it adds beside the others: the strongest of a group alone counts.",
        ),
        Column(
            "likelihood_without",
            TEXT,
            "Term of the link if it were not there, nor another that the same thing measures; for "
            "published observables, if none were.",
        ),
        Column("confidence_without", TEXT, "Confidence in the link if it were not there."),
        Column("records", TEXTS, "Posts and accounts that it rests on, at most twenty."),
    )
