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
        originals = posts.filter(posts.kind != "repost").select("post_uid", tag="hashtags")
        tags = originals.unnest("tag").mutate(tag=lambda t: _small(t.tag.strip()))
        return tags.filter(lambda t: t.tag != "").select(
            "post_uid", object_uid=lambda t: "#" + t.tag
        )


def _small(tag: ir.StringValue) -> ir.StringValue:
    """Return a tag in small letters, the same in every engine.

    Engines differ in the Turkish capital I with a dot and in the Greek sigma that ends a word.
    """
    return tag.replace("\u0130", "i").lower().replace("\u03c2", "\u03c3")
