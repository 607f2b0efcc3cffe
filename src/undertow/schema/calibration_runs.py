"""Table ``calibration_runs``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.calibrations import Calibrations
from undertow.schema.table import TEXT, Column


class CalibrationRuns(Calibrations):
    """A copy measured by ``undertow calibrate``; analyses of the same actions use it."""

    name: ClassVar = "calibration_runs"
    key: ClassVar = ("basis", *Calibrations.key)
    columns: ClassVar = (
        Column(
            "basis",
            TEXT,
            "SHA-256 over the actions, the settings, the seed, the version and the pairs found: "
            "what the measurement holds for.",
        ),
        *Calibrations.columns,
    )
