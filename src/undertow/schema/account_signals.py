"""Table ``account_signals``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, REAL, TEXT, TEXTS, Column, TableSpec


class AccountSignals(TableSpec):
    """One sign for or against authenticity of a member of a community."""

    name: ClassVar = "account_signals"
    key: ClassVar = (
        "community_id",
        "account_uid",
        "signal",
    )
    columns: ClassVar = (
        Column("community_id", TEXT, "Community."),
        Column("account_uid", TEXT, "Account."),
        Column(
            "signal",
            TEXT,
            "new_account, creation_batch, takeover, dormant_return, closed_engagement, copied_text, filler, handle_template, reused_profile or regular_schedule.",
        ),
        Column("value", REAL, "Measured value, in the unit of the signal."),
        Column("log_lr", REAL, "Natural-log likelihood ratio, community against matched control."),
        Column(
            "community_share", REAL, "Share of the community members with data that show the sign."
        ),
        Column("control_share", REAL, "Share of the matched control that shows it."),
        Column("n_control", COUNT, "Size of the matched control."),
        Column("p_value", REAL, "Fisher exact test, community against control."),
        Column("innocent", TEXT, "Innocent explanation of the sign."),
        Column(
            "evidence", TEXTS, "Uids of the posts and accounts it rests on, at most twenty posts."
        ),
    )
