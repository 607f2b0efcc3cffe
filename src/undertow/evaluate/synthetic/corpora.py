"""Synthetic corpora, made and analysed at the default settings."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from random import Random
from typing import Any

from undertow.attribution import (
    import_published,
    read_known_indicators,
    read_known_observables,
)
from undertow.captures import ingest
from undertow.case import Case
from undertow.pipeline import run_stages
from undertow.reference_case import read_reference
from undertow.stages import STAGES
from undertow.synth import CROWDS, SCENARIOS, ScenarioKnobs, ScenarioTruth, write_scenario
from undertow.targets import read_register

# These stages write nothing that a suite here looks at; the words of a report are tested elsewhere.
_NOT_NEEDED = frozenset({"threat_screen", "narratives", "claims"})
_LEAST, _MOST = 0.5, 2.5

Alter = Callable[[Path, ScenarioTruth], None]
"""Changes the captures in a folder before they are ingested."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """An analysed case and the truth behind it."""

    case: Case
    truth: ScenarioTruth


def analysed(
    folder: Path, knobs: ScenarioKnobs, seed: int, *, alter: Alter | None = None
) -> Corpus:
    """Make a corpus and analyse it.

    Parameters
    ----------
    folder : Path
        Empty folder; the scenario and the case are written to it.
    knobs : ScenarioKnobs
        What to make.
    seed : int
        Of the scenario.
    alter : callable, optional
        What happens to the captures in between.

    Returns
    -------
    Corpus
        The case at the default settings; its tables of narratives, threats and claims are empty.
        What the scenario says was published of a known operation is imported.
    """
    truth = write_scenario(knobs, folder / "scenario", seed=seed)
    if alter is not None:
        alter(folder / "scenario" / "captures", truth)
    case = Case.create(folder / "case", purpose=f"evaluation on {knobs.name}, seed {seed}")
    captures = [capture for capture in truth.captures if capture.exists()]
    whole = folder / "scenario" / "captures"
    if (whole / "media").is_dir():
        # The folder, and not its files: records name media by their path in it.
        captures = [whole]
    ingest(case, captures, who="evaluate", command="undertow evaluate")
    if truth.published is not None:
        import_published(
            case, truth.published, truth.operation, who="evaluate", command="undertow evaluate"
        )
    case.write(read_known_observables(case), read_known_indicators(case))
    case.write(read_register(truth.register), read_reference(case, None))
    run_stages(case, [stage for stage in STAGES if stage.name not in _NOT_NEEDED])
    return Corpus(case, truth)


def varied(knobs: ScenarioKnobs, seed: int) -> ScenarioKnobs:
    """Return a scenario with crowds and ordinary traffic of other sizes, drawn by the seed.

    Every crowd stays, at half to two and a half times its size.
    """
    words = Random(f"sizes {seed}")
    parts: dict[str, Any] = {}
    for field in fields(knobs):
        part = getattr(knobs, field.name)
        if field.name in CROWDS and part is not None:
            factor = math.exp(words.uniform(math.log(_LEAST), math.log(_MOST)))
            parts[field.name] = part.scaled(factor)
    factor = words.uniform(0.8, 1.5)
    organic = replace(
        knobs.organic,
        accounts=round(knobs.organic.accounts * factor),
        posts=round(knobs.organic.posts * factor),
    )
    return replace(knobs, organic=organic, **parts)


def scenario(name: str) -> ScenarioKnobs:
    """Return a scenario that ships with undertow."""
    return SCENARIOS[name]
