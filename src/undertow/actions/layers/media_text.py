"""Layer ``media_text``: publishing other pictures or videos with nearly the same words."""

from __future__ import annotations

from typing import ClassVar

import ibis.expr.types as ir


class MediaTextLayer:
    """Original posts that were the first of their media group to carry words others carry too.

    The same material is a layer of its own, and its later posts do not act again by its words. Song
    words and statements read out are carried by many who never met: this layer supports pairs that
    other layers validated and validates none alone.
    """

    name: ClassVar[str] = "media_text"
    needs: ClassVar[frozenset[str]] = frozenset({"kind", "words_groups"})

    def objects(self, posts: ir.Table) -> ir.Table:
        """Return one action for each group of words that an original post was first to carry."""
        originals = posts.filter(posts.kind != "repost").select("post_uid", words="words_groups")
        return originals.unnest("words").select("post_uid", object_uid=lambda t: t.words)
