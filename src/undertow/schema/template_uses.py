"""Table ``template_uses``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import TEXT, TEXTS, Column, TableSpec


class TemplateUses(TableSpec):
    """A post made from a template, and what was filled in."""

    name: ClassVar = "template_uses"
    key: ClassVar = ("post_uid",)
    columns: ClassVar = (
        Column("post_uid", TEXT, "The post."),
        Column("template", TEXT, "Template."),
        Column("values", TEXTS, "Filling of each slot, in order; empty where left out."),
    )
