"""Layer ``near_duplicate_text``: publishing nearly the same text."""

from __future__ import annotations

from typing import ClassVar

import ibis.expr.types as ir

# The script Han by code points, as engines name scripts in different ways.
_HAN = (
    r"[\x{2E80}-\x{2E99}\x{2E9B}-\x{2EF3}\x{2F00}-\x{2FD5}\x{3005}\x{3007}\x{3021}-\x{3029}"
    r"\x{3038}-\x{303B}\x{3400}-\x{4DBF}\x{4E00}-\x{9FFF}\x{F900}-\x{FA6D}\x{FA70}-\x{FAD9}"
    r"\x{16FE2}-\x{16FE3}\x{16FF0}-\x{16FF1}\x{20000}-\x{323AF}]"
)

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
        shortest = posts.match_key.re_search(_HAN).ifelse(MIN_CHARS_HAN, MIN_CHARS)
        near = posts.filter(
            posts.kind != "repost", posts.near_group.notnull(), posts.n_chars >= shortest
        )
        return near.select("post_uid", object_uid=near.near_group)
