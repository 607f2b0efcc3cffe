"""Labelled scenarios of invented people, made offline, to test the detector against the truth."""

from __future__ import annotations

from undertow.synth.generate import write_scenario
from undertow.synth.knobs import CROWDS, ScenarioKnobs
from undertow.synth.scenario_file import read_scenario
from undertow.synth.shipped import DEMO_2023, MINI, SCENARIOS
from undertow.synth.truth import (
    CAMPAIGN,
    AccountLabel,
    ScenarioTruth,
    TrueCampaign,
    TrueWave,
    load_truth,
)

__all__ = [
    "CAMPAIGN",
    "CROWDS",
    "DEMO_2023",
    "MINI",
    "SCENARIOS",
    "AccountLabel",
    "ScenarioKnobs",
    "ScenarioTruth",
    "TrueCampaign",
    "TrueWave",
    "load_truth",
    "read_scenario",
    "write_scenario",
]
