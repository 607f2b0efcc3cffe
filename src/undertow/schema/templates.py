"""Table ``templates``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, FACT, TEXT, Column, TableSpec


class Templates(TableSpec):
    """A text that many posts share but for what was filled into its slots."""

    name: ClassVar = "templates"
    key: ClassVar = ("template",)
    columns: ClassVar = (
        Column("template", TEXT, "Identifier."),
        Column("near_group", TEXT, "Near-duplicate group, or group of one text, it was found in."),
        Column("pattern", TEXT, "Its words, with {1:type} where a slot is."),
        Column("n_words", COUNT, "Words outside slots; characters for Han."),
        Column("n_texts", COUNT, "Distinct texts made from it."),
        Column("n_posts", COUNT, "Posts made from it."),
        Column("n_accounts", COUNT, "Accounts that published one."),
        Column(
            "has_target_slot",
            FACT,
            "Whether a slot holds names of officials: a petition looks the same.",
        ),
    )
