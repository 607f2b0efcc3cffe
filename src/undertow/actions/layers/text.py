"""Layer ``text``: publishing the same original text."""

from __future__ import annotations

from typing import ClassVar

import ibis.expr.types as ir


class TextLayer:
    """Original posts with the same canonical text; reposts are a layer of their own."""

    name: ClassVar[str] = "text"
    needs: ClassVar[frozenset[str]] = frozenset({"kind", "text_group"})

    def objects(self, posts: ir.Table) -> ir.Table:
        """Return one action for each original post that has a text group."""
        originals = posts.filter(posts.kind != "repost", posts.text_group.notnull())
        return originals.select("post_uid", object_uid=originals.text_group)
