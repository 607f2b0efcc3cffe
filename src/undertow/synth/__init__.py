"""Labelled scenarios of invented people, made offline, to test the detector against the truth."""

from __future__ import annotations

from undertow.synth.generate import write_scenario
from undertow.synth.knobs import ScenarioKnobs
from undertow.synth.scenarios import DEMO_2023, MINI, SCENARIOS
from undertow.synth.truth import AccountLabel, ScenarioTruth, TrueWave, load_truth

__all__ = [
    "DEMO_2023",
    "MINI",
    "SCENARIOS",
    "AccountLabel",
    "ScenarioKnobs",
    "ScenarioTruth",
    "TrueWave",
    "load_truth",
    "write_scenario",
]
