"""Table ``near_groups``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, REAL, TEXT, UTC, Column, TableSpec


class NearGroups(TableSpec):
    """A group of texts that are all nearly the same as its first one."""

    name: ClassVar = "near_groups"
    key: ClassVar = ("near_group",)
    columns: ClassVar = (
        Column("near_group", TEXT, "Identifier: from the text that leads the group."),
        Column("leader_post_uid", TEXT, "First post with the leading text."),
        Column("language", TEXT, "Language of the leading text."),
        Column("n_texts", COUNT, "Distinct match keys."),
        Column("n_posts", COUNT, "Posts."),
        Column("n_accounts", COUNT, "Accounts."),
        Column("min_similarity", REAL, "Least similarity of a member to the leading text."),
        Column(
            "diameter",
            REAL,
            "Greatest distance (1 - similarity) between two members that were compared.",
        ),
        Column("first_seen", UTC, "First post."),
        Column("last_seen", UTC, "Last post."),
    )
