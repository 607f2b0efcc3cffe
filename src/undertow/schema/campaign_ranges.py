"""Table ``campaign_ranges``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, TEXT, Column, TableSpec


class CampaignRanges(TableSpec):
    """Between which numbers the posts of a campaign lie, given what the captures miss."""

    name: ClassVar = "campaign_ranges"
    key: ClassVar = (
        "campaign_id",
        "target_id",
    )
    columns: ClassVar = (
        Column("campaign_id", TEXT, "Campaign."),
        Column("target_id", TEXT, "Official addressed; empty for the campaign as a whole."),
        Column("n_seen", COUNT, "Campaign posts seen: at least so many there are."),
        Column(
            "n_missing",
            COUNT,
            "Answers declared and not collected in the threads it posted in; null where no source "
            "declares any.",
            nullable=True,
        ),
        Column(
            "n_open_threads",
            COUNT,
            "Threads it posted in that have answers and of which no source declares a number; what is "
            "missing in them is in n_undeclared and not in n_missing.",
        ),
        Column(
            "n_unattributed",
            COUNT,
            "Answers collected in those threads that are no post of a campaign and by no official.",
        ),
        Column(
            "n_high",
            COUNT,
            "Most there can be in those threads, if every missing and every unattributed answer "
            "were of it, but for n_open_threads; null where n_missing is.",
            nullable=True,
        ),
        Column(
            "n_officials",
            COUNT,
            "Officials on whose pages n_elsewhere counts: those it addresses; for the campaign as a "
            "whole every one, where the sources declare more answers missing than were seen.",
        ),
        Column(
            "n_elsewhere",
            COUNT,
            "Answers of the same two kinds, unattributed or missing, in the other threads of its time "
            "on the pages of these officials.",
        ),
        Column(
            "n_undeclared",
            COUNT,
            "Estimate of the answers that are missing in those of all these threads of which no "
            "source declares a number: as many for each seen as in the threads of the case that declare "
            "one; null where none does.",
            nullable=True,
        ),
        Column(
            "n_highest",
            COUNT,
            "n_high with n_elsewhere and n_undeclared: most there can be on these pages; null where "
            "n_undeclared is.",
            nullable=True,
        ),
    )
