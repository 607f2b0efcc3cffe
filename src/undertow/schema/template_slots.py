"""Table ``template_slots``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, TEXT, TEXTS, Column, TableSpec


class TemplateSlots(TableSpec):
    """A place in a template that its users fill in."""

    name: ClassVar = "template_slots"
    key: ClassVar = ("template", "slot")
    columns: ClassVar = (
        Column("template", TEXT, "Template."),
        Column("slot", COUNT, "Its number, from 1."),
        Column("type", TEXT, "target, handle, number, url, hashtag or free."),
        Column("n_values", COUNT, "Distinct fillings."),
        Column("values", TEXTS, "The commonest fillings, most used first."),
        Column("target_ids", TEXTS, "Officials named in it."),
    )
