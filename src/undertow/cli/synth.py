"""``undertow synth``: write a labelled synthetic scenario."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from undertow.cli.console import output
from undertow.errors import InputError
from undertow.synth import SCENARIOS, ScenarioKnobs, read_scenario, write_scenario


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("synth")(synth)


def synth(
    scenario: Annotated[
        str,
        typer.Argument(
            help=f"One of: {', '.join(sorted(SCENARIOS))}; or a TOML file of your own (docs: "
            "scenarios)."
        ),
    ],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder to write to.")],
    seed: Annotated[int, typer.Option(help="Same seed, same bytes.")] = 1,
    scale: Annotated[float, typer.Option(help="Size of everything, 1 is as described.")] = 1.0,
) -> None:
    """Write invented captures with a planted campaign, its labels beside them.

    Example: undertow synth demo-2023 scenario

    Example: undertow synth mine.toml scenario --seed 3
    """
    write_scenario(_knobs(scenario), out, seed=seed, scale=scale)
    output.print(f"Wrote {out}: captures/, register.csv, truth/", markup=False, highlight=False)


def _knobs(scenario: str) -> ScenarioKnobs:
    if scenario in SCENARIOS:
        return SCENARIOS[scenario]
    if scenario.endswith(".toml"):
        return read_scenario(Path(scenario))
    raise InputError(
        f"scenario {scenario!r}: unknown; choose from {sorted(SCENARIOS)}, or give a TOML file"
    )
