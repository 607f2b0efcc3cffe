"""Table ``waves``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, REAL, TEXT, UTC, Column, TableSpec


class Waves(TableSpec):
    """A wave in a count series, with intervals for its ends."""

    name: ClassVar = "waves"
    key: ClassVar = (
        "series",
        "start",
    )
    columns: ClassVar = (
        Column("series", TEXT, "campaign:ID or campaign:ID/target:ID."),
        Column("start", UTC, "Onset."),
        Column("start_low", UTC, "Lower end of the 95 % interval of the onset."),
        Column("start_high", UTC, "Upper end."),
        Column("surge_start", UTC, "Begin of its densest segment."),
        Column("peak", UTC, "Bin with the most posts."),
        Column("surge_end", UTC, "End of its densest segment."),
        Column("end", UTC, "End of activity."),
        Column("end_low", UTC, "Lower end of the 95 % interval of the end."),
        Column("end_high", UTC, "Upper end."),
        Column("bin_s", COUNT, "Width of a bin in seconds."),
        Column("n", COUNT, "Posts in the wave."),
        Column("n_expected", REAL, "Posts expected at the baseline rate of the series."),
        Column("q_value", REAL, "Benjamini-Hochberg over the waves tested."),
    )
