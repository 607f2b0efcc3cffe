"""Table ``account_changes``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, REAL, TEXT, TEXTS, UTC, Column, TableSpec


class AccountChanges(TableSpec):
    """The largest joint change in the posts of an account; accounts with too few have no row.

    Posts within an hour of one another are one sitting.
    """

    name: ClassVar = "account_changes"
    key: ClassVar = ("account_uid",)
    columns: ClassVar = (
        Column("account_uid", TEXT, "The account."),
        Column("changed_at", UTC, "First post after the change."),
        Column("earliest", UTC, "The change is not likely to be earlier than this."),
        Column("latest", UTC, "Nor later than this."),
        Column("n_before", COUNT, "Posts before the change."),
        Column("n_after", COUNT, "Posts after it."),
        Column(
            "gap_days", REAL, "Time without a captured post that ended with the change, in days."
        ),
        Column(
            "p_value",
            REAL,
            "Chance of a change as large when the order of the sittings means nothing (permutation).",
        ),
        Column(
            "score",
            REAL,
            "What the cheapest innocent reading costs: 1.5 nats for each cause beyond the first, 1.0 for a new name, and the evidence it does not explain; higher is more like a takeover.",
        ),
        Column("n_causes", COUNT, "Innocent causes that must have come together in that reading."),
        Column(
            "reading",
            TEXT,
            "That reading: interest, place, device, pause, name, clearing, or several with +.",
        ),
        Column(
            "facets",
            TEXTS,
            "What changed, strongest first, with its evidence in nats: words, style, hours, habit, "
            "silence, profile or history.",
        ),
        Column("evidence", TEXTS, "Uids of the posts on both sides of the change."),
    )
