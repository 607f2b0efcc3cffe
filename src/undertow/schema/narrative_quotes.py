"""Table ``narrative_quotes``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, REAL, TEXT, TEXTS, Column, TableSpec


class NarrativeQuotes(TableSpec):
    """The text that stands for a narrative in a language, word for word."""

    name: ClassVar = "narrative_quotes"
    key: ClassVar = ("narrative_id", "language")
    columns: ClassVar = (
        Column("narrative_id", TEXT, "Narrative."),
        Column("language", TEXT, "Language; und where it cannot be told."),
        Column("post_uid", TEXT, "First post with this text."),
        Column("quote", TEXT, "The medoid: most similar, on average, to the others."),
        Column(
            "similarity",
            REAL,
            "Mean similarity to the other texts compared; null where there is no other.",
            nullable=True,
        ),
        Column("n_compared", COUNT, "Distinct texts compared, the most posted first."),
        Column("n_texts", COUNT, "Distinct texts in this language."),
        Column("n_posts", COUNT, "Campaign posts in this language."),
        Column("n_accounts", COUNT, "Campaign accounts that published them."),
        Column("terms", TEXTS, "Key terms in this language, most telling first."),
    )
