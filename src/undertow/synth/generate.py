"""Makes a scenario, concern by concern."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from undertow.errors import InputError
from undertow.synth.abroad import move_abroad
from undertow.synth.changed_people import add_changed_people
from undertow.synth.commercial import add_commercial
from undertow.synth.engagement import add_engagement
from undertow.synth.event_crowds import add_brand_customers, add_live_event, add_quoted_text
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
from undertow.synth.media_posts import add_media
from undertow.synth.network import add_network
from undertow.synth.officials import add_officials
from undertow.synth.organic import add_news, add_traffic
from undertow.synth.population import add_outlets, add_people
from undertow.synth.scenario_checks import first_fault
from undertow.synth.shipped import SCENARIOS
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
        Id in `SCENARIOS`, or knobs of your own (`read_scenario` reads them from a file).
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
        The scenario is unknown or impossible, the seed or scale is out of range, or ``out`` cannot
        be used.
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
    move_abroad(world)
    add_petition(world, "petition", knobs.petition)
    add_syndication(world)
    add_fan_raid(world, "fan_raid", knobs.fan_raid)
    add_diaspora_protest(world)
    add_activists(world)
    add_live_event(world)
    add_brand_customers(world)
    add_quoted_text(world)
    add_petition(world, "petition_drive", knobs.petition_drive)
    add_fan_raid(world, "joining_fans", knobs.joining_fans)
    add_changed_people(world)
    add_commercial(world)
    add_backfill(world)
    add_network(world)
    add_engagement(world)
    add_media(world)
    settle(world)
    return world


def _knobs(scenario: str | ScenarioKnobs) -> ScenarioKnobs:
    if isinstance(scenario, ScenarioKnobs):
        if fault := first_fault(scenario):
            raise InputError(f"scenario {scenario.name}: {fault}")
        return scenario
    try:
        return SCENARIOS[scenario]
    except KeyError as error:
        raise InputError(
            f"scenario {scenario}: unknown; choose one of {', '.join(sorted(SCENARIOS))}"
        ) from error
