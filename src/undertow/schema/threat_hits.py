"""Table ``threat_hits``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, TEXT, Column, TableSpec


class ThreatHits(TableSpec):
    """A place in a post that may threaten physical harm or give private information away.

    A machine's hint, never a finding: a person reads each post and judges (``undertow threats``).
    The text stays in ``posts``.
    """

    name: ClassVar = "threat_hits"
    key: ClassVar = ("post_uid", "kind", "start_char")
    columns: ClassVar = (
        Column("post_uid", TEXT, "The post."),
        Column("kind", TEXT, "physical_harm or doxing."),
        Column(
            "grade",
            TEXT,
            "explicit: says that harm is to be done, or publishes private information; possible: "
            "may be meant so.",
        ),
        Column("rule_id", TEXT, "Rule that found it."),
        Column("language", TEXT, "Language of the rule; mul for rules of all."),
        Column("start_char", COUNT, "First character of the place in the text, from 0."),
        Column("end_char", COUNT, "Character after the last of the place."),
    )
