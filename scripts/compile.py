"""Compile what numba compiles, once, before several processes would each do it at the same time."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from undertow.analysis import analyze
from undertow.captures import ingest
from undertow.case import Case
from undertow.synth import write_scenario
from undertow.synth.media_knobs import MediaKnobs
from undertow.synth.scenario_file import shipped_scenarios


def main() -> None:
    """Analyse a small scenario; what is compiled stays beside the sources."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        media = MediaKnobs(videos=3, video_share=0.3, platforms=("x", "youtube"))
        knobs = replace(shipped_scenarios()["mini"], media=media)
        truth = write_scenario(knobs, folder / "scenario", seed=1, scale=0.3)
        case = Case.create(folder / "case", purpose="compilation", register=truth.register)
        captures = folder / "scenario" / "captures"
        ingest(case, [captures], who="make", command="scripts/compile.py")
        analyze(case, who="make", command="scripts/compile.py")


if __name__ == "__main__":
    main()
