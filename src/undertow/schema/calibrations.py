"""Table ``calibrations``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, REAL, TEXT, Column, TableSpec


class Calibrations(TableSpec):
    """What the pair test found in a permuted copy of a layer; the layer's gate rests on it."""

    name: ClassVar = "calibrations"
    key: ClassVar[tuple[str, ...]] = ("layer", "shuffle", "copy")
    columns: ClassVar[tuple[Column, ...]] = (
        Column("layer", TEXT, "Layer."),
        Column(
            "shuffle",
            TEXT,
            "Inside what accounts were exchanged at random: week, popularity (floor of its log2) "
            "or both.",
        ),
        Column("copy", COUNT, "Number of the copy, from 0."),
        Column("seed", COUNT, "Seed of the copy."),
        Column("n_edges", COUNT, "Pairs that the test accepts in the copy."),
        Column("n_real", COUNT, "Pairs that the same test accepts in the actions as they are."),
        Column("q", REAL, "False discovery rate of the test."),
    )
