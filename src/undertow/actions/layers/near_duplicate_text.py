"""Layer ``near_duplicate_text``: publishing nearly the same text."""

from __future__ import annotations

from typing import ClassVar

import ibis.expr.types as ir

MIN_CHARS = 30
"""Shortest match key: shorter texts are near one another by their phrases."""

MIN_CHARS_HAN = 10
"""The same for keys with Han characters, each of which is a word."""


class NearDuplicateTextLayer:
    """Original posts in the same near-duplicate group.

    Weaker than the same text word for word: slogans and headlines are varied by many who never met.
    This layer supports pairs that other layers validated and validates none alone.
    """

    name: ClassVar[str] = "near_duplicate_text"
    needs: ClassVar[frozenset[str]] = frozenset({"kind", "near_group", "n_chars", "match_key"})

    def objects(self, posts: ir.Table) -> ir.Table:
        """Return one action for each original post that is near another and not too short."""
        shortest = posts.match_key.re_search(r"\p{Han}").ifelse(MIN_CHARS_HAN, MIN_CHARS)
        near = posts.filter(
            posts.kind != "repost", posts.near_group.notnull(), posts.n_chars >= shortest
        )
        return near.select("post_uid", object_uid=near.near_group)
