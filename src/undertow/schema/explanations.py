"""Table ``explanations``."""

from __future__ import annotations

from typing import ClassVar

import pyarrow as pa

from undertow.schema.table import REAL, TEXT, Column, TableSpec


class Explanations(TableSpec):
    """An innocent explanation of a community and how well it fits."""

    name: ClassVar = "explanations"
    key: ClassVar = (
        "community_id",
        "explanation",
    )
    columns: ClassVar = (
        Column("community_id", TEXT, "Community."),
        Column("explanation", TEXT, "syndication, petition_template or shared_interest."),
        Column("fit", REAL, "How well it fits, 0..1."),
        Column(
            "holds",
            pa.bool_(),
            "Whether it explains the community at least as well as inauthenticity.",
        ),
        Column("facts", TEXT, "JSON object with the measurements behind it."),
    )
