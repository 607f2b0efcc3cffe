"""The scenarios that ship with undertow."""

from __future__ import annotations

from typing import Final

from undertow.synth.knobs import ScenarioKnobs
from undertow.synth.scenario_file import shipped_scenarios

SCENARIOS: Final[dict[str, ScenarioKnobs]] = shipped_scenarios()
"""Scenario id -> its knobs; each is a TOML file in ``synth/scenarios``."""

DEMO_2023: Final = SCENARIOS["demo-2023"]
MINI: Final = SCENARIOS["mini"]
