"""Table ``edge_evidence``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, TEXT, Column, TableSpec


class EdgeEvidence(TableSpec):
    """The post pair behind one shared object of an edge, closest in time."""

    name: ClassVar = "edge_evidence"
    key: ClassVar = (
        "layer",
        "window_s",
        "a",
        "b",
        "object_uid",
    )
    columns: ClassVar = (
        Column("layer", TEXT, "Layer."),
        Column("window_s", COUNT, "Window in seconds."),
        Column("a", TEXT, "First account."),
        Column("b", TEXT, "Second account."),
        Column("object_uid", TEXT, "Shared object."),
        Column("post_a", TEXT, "Post of a."),
        Column("post_b", TEXT, "Post of b."),
        Column("lag_s", COUNT, "Absolute time between them in seconds."),
    )
