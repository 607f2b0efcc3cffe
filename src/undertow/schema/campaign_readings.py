"""Table ``campaign_readings``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, TEXT, TEXTS, Column, TableSpec


class CampaignReadings(TableSpec):
    """What the texts of a campaign say of somebody, read by surface rules."""

    name: ClassVar = "campaign_readings"
    key: ClassVar = ("campaign_id", "reading", "subject")
    columns: ClassVar = (
        Column("campaign_id", TEXT, "Campaign."),
        Column(
            "reading",
            TEXT,
            "voice: texts give the subject, who is no official, as the one who says it; act: an official is said to have done it.",
        ),
        Column("subject", TEXT, "The name as most texts write it; or the kind of act."),
        Column(
            "subject_id",
            TEXT,
            "Target id of the subject, where the register has it.",
            nullable=True,
        ),
        Column("n_posts", COUNT, "Campaign posts with such a text."),
        Column("n_accounts", COUNT, "Accounts that published them."),
        Column("n_texts", COUNT, "Distinct texts."),
        Column("languages", TEXTS, "Languages of the texts."),
        Column("post_uids", TEXTS, "The posts."),
    )
