"""Table ``actions``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, TEXT, UTC, Column, TableSpec


class Actions(TableSpec):
    """An account acted on an object in a layer at a time."""

    name: ClassVar = "actions"
    key: ClassVar = (
        "layer",
        "object_uid",
        "account_uid",
        "at",
        "post_uid",
    )
    columns: ClassVar = (
        Column("layer", TEXT, "reply_target, text, repost, url or hashtag."),
        Column(
            "object_uid",
            TEXT,
            "What was acted on: thread, text group, post, link, hashtag or media group.",
        ),
        Column("account_uid", TEXT, "Who acted."),
        Column("at", UTC, "When."),
        Column("post_uid", TEXT, "Post that is the action."),
        Column("precision_s", COUNT, "Precision of the time, in seconds."),
    )
