"""Table ``coordination_tests``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, TEXT, Column, TableSpec


class CoordinationTests(TableSpec):
    """What was tested in a layer and window: sizes, multiplicity, outcome."""

    name: ClassVar = "coordination_tests"
    key: ClassVar = (
        "layer",
        "window_s",
    )
    columns: ClassVar = (
        Column("layer", TEXT, "Layer."),
        Column("window_s", COUNT, "Window in seconds."),
        Column("n_actions", COUNT, "Actions before pruning."),
        Column(
            "n_actions_kept",
            COUNT,
            "Actions that can be part of an edge in the widest window.",
        ),
        Column("n_accounts", COUNT, "Accounts with at least two shareable objects."),
        Column("n_tests", COUNT, "m: pairs of those accounts, the size of the test family."),
        Column(
            "n_candidates",
            COUNT,
            "Pairs with at least two shared objects that come near the cut in some window.",
        ),
        Column("n_validated", COUNT, "Pairs validated at the q of the settings."),
    )
