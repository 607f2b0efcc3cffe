"""Layer ``claim``: making the same claim, in whatever words and language."""

from __future__ import annotations

from typing import ClassVar

import ibis.expr.types as ir


class ClaimLayer:
    """Original posts in the same claim group.

    Many people make the same claim, and its denial is near it: this layer supports pairs that other
    layers validated and validates none alone.
    """

    name: ClassVar[str] = "claim"
    needs: ClassVar[frozenset[str]] = frozenset({"kind", "claim_group"})

    def objects(self, posts: ir.Table) -> ir.Table:
        """Return one action for each original post in a claim group."""
        claims = posts.filter(posts.kind != "repost", posts.claim_group.notnull())
        return claims.select("post_uid", object_uid=claims.claim_group)
