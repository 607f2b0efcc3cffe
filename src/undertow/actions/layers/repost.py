"""Layer ``repost``: reposting the same post."""

from __future__ import annotations

from typing import ClassVar

import ibis
import ibis.expr.types as ir


class RepostLayer:
    """Reposts of the same post, known by its id or, where a source drops it, by its text."""

    name: ClassVar[str] = "repost"
    needs: ClassVar[frozenset[str]] = frozenset({"kind", "reposted_uid", "text_group"})

    def objects(self, posts: ir.Table) -> ir.Table:
        """Return one action for each repost."""
        reposts = posts.filter(posts.kind == "repost")
        object_uid = ibis.coalesce("post:" + reposts.reposted_uid, "text:" + reposts.text_group)
        return reposts.select("post_uid", object_uid=object_uid).filter(
            lambda t: t.object_uid.notnull()
        )
