"""A small scenario, written once for all tests of this folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from undertow.synth import ScenarioTruth, write_scenario

Record = dict[str, Any]


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> ScenarioTruth:
    """The demo scenario at a twentieth of its size."""
    return write_scenario("demo-2023", tmp_path_factory.mktemp("synth") / "a", seed=7, scale=0.05)


@pytest.fixture(scope="session")
def mini(tmp_path_factory: pytest.TempPathFactory) -> ScenarioTruth:
    """The mini scenario."""
    return write_scenario("mini", tmp_path_factory.mktemp("synth") / "mini", seed=7)


def read_records(path: Path) -> list[Record]:
    """Read the records of one capture."""
    return [msgspec.json.decode(line) for line in path.read_bytes().splitlines()]


@pytest.fixture(scope="session")
def records(mini: ScenarioTruth) -> list[Record]:
    """All records of the mini scenario."""
    return [record for path in mini.captures for record in read_records(path)]
