"""Table ``group_tests``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, REAL, TEXT, Column, TableSpec


class GroupTests(TableSpec):
    """The test whether a set of accounts is odd as a set."""

    name: ClassVar = "group_tests"
    key: ClassVar = ("group_id",)
    columns: ClassVar = (
        Column("group_id", TEXT, "Kind and object."),
        Column(
            "kind",
            TEXT,
            "What brought the accounts together: text, near_duplicate_text, template, claim, media, wave "
            "(a thread on one day), batch (created at one time), or copying (nearly one text, tested by copies elsewhere).",
        ),
        Column("object_uid", TEXT, "The text, template, claim, media group, or thread and day."),
        Column("n_members", COUNT, "Accounts of the set."),
        Column(
            "n_matched",
            COUNT,
            "Other accounts in the strata of the members; of copying, texts of the members.",
        ),
        Column("n_carrying", COUNT, "Members that carry the result."),
        Column(
            "n_copied",
            COUNT,
            "Other texts of the members that others published too.",
            nullable=True,
        ),
        Column("n_expected", REAL, "As many as ordinary accounts would have.", nullable=True),
        Column("p_age", REAL, "Members are young at their act.", nullable=True),
        Column("p_batch", REAL, "Members were created at one time.", nullable=True),
        Column("p_dormancy", REAL, "Members had been silent before their act.", nullable=True),
        Column("p_engagement", REAL, "Nobody answered the members.", nullable=True),
        Column(
            "p_copied", REAL, "Members copy: here (wave) or elsewhere (copying).", nullable=True
        ),
        Column("p_value", REAL, "All of them together."),
        Column("q_value", REAL, "Benjamini-Hochberg over all sets tested."),
        Column("n_tested", COUNT, "Sets tested."),
    )
