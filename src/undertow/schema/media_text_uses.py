"""Table ``media_text_uses``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import TEXT, Column, TableSpec


class MediaTextUses(TableSpec):
    """A post that was the first of its media group to carry words that other media carry too.

    Later posts of the same material say nothing new by its words: that they share the material is
    told by its media group.
    """

    name: ClassVar = "media_text_uses"
    key: ClassVar = (
        "post_uid",
        "words_group",
    )
    columns: ClassVar = (
        Column("post_uid", TEXT, "The post."),
        Column("words_group", TEXT, "The group of words, from media_words."),
        Column("media_uid", TEXT, "The media file in which the post carries them."),
    )
