"""Makes a scenario, concern by concern."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from undertow.errors import InputError
from undertow.synth.engagement import add_engagement
from undertow.synth.hard_negatives import (
    add_activists,
    add_diaspora_protest,
    add_fan_raid,
    add_petition,
    add_syndication,
)
from undertow.synth.history import add_backfill
from undertow.synth.identity import settle
from undertow.synth.knobs import ScenarioKnobs
from undertow.synth.network import add_network
from undertow.synth.officials import add_officials
from undertow.synth.organic import add_news, add_traffic
from undertow.synth.population import add_outlets, add_people
from undertow.synth.scenarios import SCENARIOS
from undertow.synth.truth import ScenarioTruth, load_truth
from undertow.synth.world import World
from undertow.synth.writer import write_world

_MAX_SCALE: Final = 20.0


def write_scenario(
    scenario: str | ScenarioKnobs, out: Path, *, seed: int, scale: float = 1.0
) -> ScenarioTruth:
    """Write a labelled scenario: captures, register of officials, and the truth apart from them.

    Parameters
    ----------
    scenario : str or ScenarioKnobs
        Id in `SCENARIOS`, or knobs of your own.
    out : Path
        New or empty folder.
    seed : int
        Same seed, scenario and scale give the same bytes; >= 0.
    scale : float
        Size relative to the scenario, above 0 and up to 20.

    Returns
    -------
    ScenarioTruth
        What was planted, and where the files are.

    Raises
    ------
    InputError
        The scenario is unknown, the seed or scale out of range, or ``out`` cannot be used.
    """
    knobs = _knobs(scenario)
    if not 0 < scale <= _MAX_SCALE:
        raise InputError(f"scale {scale}: must be above 0 and at most {_MAX_SCALE:g}")
    if seed < 0:
        raise InputError(f"seed {seed}: must not be negative")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(f"{out}: exists and is not an empty folder; choose another name")
    world = build_world(knobs.scaled(scale), seed)
    write_world(world, out, scale=scale)
    return load_truth(out)


def build_world(knobs: ScenarioKnobs, seed: int) -> World:
    """Make everybody and everything of a scenario, in memory."""
    world = World(knobs, seed)
    add_officials(world)
    add_people(world)
    stories = add_news(world, add_outlets(world))
    add_traffic(world, stories)
    add_petition(world)
    add_syndication(world)
    add_fan_raid(world)
    add_diaspora_protest(world)
    add_activists(world)
    add_backfill(world)
    add_network(world)
    add_engagement(world)
    settle(world)
    return world


def _knobs(scenario: str | ScenarioKnobs) -> ScenarioKnobs:
    if isinstance(scenario, ScenarioKnobs):
        return scenario
    try:
        return SCENARIOS[scenario]
    except KeyError as error:
        raise InputError(
            f"scenario {scenario}: unknown; choose one of {', '.join(sorted(SCENARIOS))}"
        ) from error
