"""Table ``account_findings``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import REAL, TEXT, TEXTS, Column, TableSpec


class AccountFindings(TableSpec):
    """What the machine found about an account; a person judges."""

    name: ClassVar = "account_findings"
    key: ClassVar = ("account_uid",)
    columns: ClassVar = (
        Column("account_uid", TEXT, "The account."),
        Column("platform", TEXT, "Platform id."),
        Column("native_id", TEXT, "Id given by the platform."),
        Column("campaign_id", TEXT, "Campaign it belongs to.", nullable=True),
        Column("community_id", TEXT, "Community it belongs to.", nullable=True),
        Column(
            "coordination_q",
            REAL,
            "Smallest q of its edges, its account test and the sets that it carries.",
            nullable=True,
        ),
        Column("coordination_strength", REAL, "Strength in its community.", nullable=True),
        Column(
            "coordination_score",
            REAL,
            "-log10 of the smallest uncorrected p over its tests; ranks all accounts.",
        ),
        Column(
            "inauthenticity",
            REAL,
            "Probability of inauthenticity given the signs, 0..1; null when nothing was tested.",
            nullable=True,
        ),
        Column(
            "contributions",
            TEXTS,
            "What its log-odds are the sum of, in nats: prior:-2.20 and, strongest first, the signs "
            "that count, and what bounds them; null when nothing was tested.",
            nullable=True,
        ),
        Column(
            "verdict", TEXT, "none, coordinated, coordinated_explained or coordinated_inauthentic."
        ),
        Column(
            "reasons",
            TEXTS,
            "Machine-readable reasons, strongest first. by_company: no sign of inauthenticity of "
            "its own, but of at least one in three of those with whom it acts.",
        ),
    )
