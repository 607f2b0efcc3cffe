from .generate import write_scenario
from .knobs import CROWDS, ScenarioKnobs
from .scenario_file import read_scenario
from .shipped import DEMO_2023, MINI, SCENARIOS
from .truth import (
    CAMPAIGN,
    AccountLabel,
    MediaLabel,
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
    "MediaLabel",
    "ScenarioKnobs",
    "ScenarioTruth",
    "TrueCampaign",
    "TrueWave",
    "load_truth",
    "read_scenario",
    "write_scenario",
]
