"""Table ``claim_groups``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, FACT, REAL, TEXT, TEXTS, UTC, Column, TableSpec


class ClaimGroups(TableSpec):
    """Texts that make the same claim, in whatever language: a family of claims, not a stance."""

    name: ClassVar = "claim_groups"
    key: ClassVar = ("claim_group",)
    columns: ClassVar = (
        Column("claim_group", TEXT, "Identifier: from the unit that leads the group."),
        Column("medoid_unit", TEXT, "The near group or text group that leads it."),
        Column("medoid_post_uid", TEXT, "The post whose text stands for that unit."),
        Column(
            "method",
            TEXT,
            "embedding, or lexical_only where the language is outside the model: no text in another "
            "wording was looked for.",
        ),
        Column("is_generic", FACT, "Whether it is too short or too common to be linked."),
        Column("languages", TEXTS, "Languages of its texts, sorted."),
        Column("n_units", COUNT, "Near groups and texts without one."),
        Column("n_posts", COUNT, "Posts."),
        Column("n_accounts", COUNT, "Accounts."),
        Column(
            "min_similarity",
            REAL,
            "Least cosine similarity of a unit to the one that leads; null for a unit alone.",
            nullable=True,
        ),
        Column(
            "max_q",
            REAL,
            "Largest q of a link by which a unit joined; null for a unit alone.",
            nullable=True,
        ),
        Column("first_seen", UTC, "First post."),
        Column("last_seen", UTC, "Last post."),
    )
