"""Layer ``hashtag``: using the same hashtag."""

from __future__ import annotations

from typing import ClassVar

import ibis.expr.types as ir


class HashtagLayer:
    """Original posts with the same hashtag.

    Hashtags follow events, so this layer supports edges found elsewhere and validates none alone.
    """

    name: ClassVar[str] = "hashtag"
    needs: ClassVar[frozenset[str]] = frozenset({"kind", "hashtags"})

    def objects(self, posts: ir.Table) -> ir.Table:
        """Return one action for each hashtag of each original post."""
        originals = posts.filter(posts.kind != "repost")
        tags = originals.select("post_uid", tag=originals.hashtags.unnest().strip().lower())
        return tags.filter(tags.tag != "").select("post_uid", object_uid="#" + tags.tag)
