"""Layer ``media``: publishing the same picture, video or sound."""

from __future__ import annotations

from typing import ClassVar

import ibis.expr.types as ir


class MediaLayer:
    """Original posts that carry the same material, on whatever platform.

    Which files are the same is told by likeness (table ``media_groups``): files that were encoded
    anew, cut or mirrored on their way are one object. Across platforms there is no other link, so
    each is as sure as the match of the files is (table ``media_matches``).
    """

    name: ClassVar[str] = "media"
    needs: ClassVar[frozenset[str]] = frozenset({"kind", "media_groups"})

    def objects(self, posts: ir.Table) -> ir.Table:
        """Return one action for each group of files that an original post carries."""
        originals = posts.filter(posts.kind != "repost").select("post_uid", group="media_groups")
        carried = originals.unnest("group")
        return carried.select("post_uid", object_uid="media:" + carried.group)
