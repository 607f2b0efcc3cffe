"""Compile what numba compiles, once, before several processes would each do it at the same time."""

from __future__ import annotations

import tempfile
from pathlib import Path

from undertow.analysis import analyze
from undertow.case import Case
from undertow.ingest import ingest
from undertow.synth import write_scenario


def main() -> None:
    """Analyse a small scenario; what is compiled stays beside the sources."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        truth = write_scenario("mini", folder / "scenario", seed=1, scale=0.3)
        case = Case.create(folder / "case", purpose="compilation", register=truth.register)
        ingest(case, list(truth.captures), who="make", command="scripts/compile.py")
        analyze(case, who="make", command="scripts/compile.py")


if __name__ == "__main__":
    main()
