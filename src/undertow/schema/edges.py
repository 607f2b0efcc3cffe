"""Table ``edges``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, REAL, TEXT, Column, TableSpec


class Edges(TableSpec):
    """A validated pair of accounts in a layer and window."""

    name: ClassVar = "edges"
    key: ClassVar = (
        "layer",
        "window_s",
        "a",
        "b",
    )
    columns: ClassVar = (
        Column("layer", TEXT, "Layer."),
        Column("window_s", COUNT, "Window in seconds."),
        Column("a", TEXT, "First account (a < b)."),
        Column("b", TEXT, "Second account."),
        Column("n_shared", COUNT, "Distinct objects on which both acted within the window."),
        Column("n_together", COUNT, "Distinct objects on which both acted, whenever."),
        Column(
            "n_expected",
            REAL,
            "Co-actions expected from activity, popularity and, on hot objects, habit.",
        ),
        Column("p_value", REAL, "Upper-tail probability in this window, not corrected."),
        Column("p_combined", REAL, "Windows of the layer combined (Cauchy combination)."),
        Column("q_value", REAL, "Benjamini-Hochberg over all layers and possible pairs."),
        Column(
            "p_synchrony",
            REAL,
            "Probability of that many synchronous objects among the shared ones, windows combined.",
        ),
        Column(
            "meaning",
            TEXT,
            "shared_choice (the same objects), synchronised (at the same times) or both.",
        ),
    )
