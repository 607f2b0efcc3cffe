"""Layer ``template``: filling in the same template."""

from __future__ import annotations

from typing import ClassVar

import ibis.expr.types as ir


class TemplateLayer:
    """Original posts made from the same template.

    Nothing in a text says more plainly that its authors had one source, and petitions look the
    same; so this layer supports pairs that other layers validated and validates none alone.
    """

    name: ClassVar[str] = "template"
    needs: ClassVar[frozenset[str]] = frozenset({"kind", "template"})

    def objects(self, posts: ir.Table) -> ir.Table:
        """Return one action for each original post made from a template."""
        made = posts.filter(posts.kind != "repost", posts.template.notnull())
        return made.select("post_uid", object_uid=made.template)
