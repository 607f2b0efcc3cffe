"""What the suite on missing data takes away."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from undertow.evaluate.synthetic.missing_data import take_away

SIZES = {"x": 600, "facebook": 300, "youtube": 100}


@pytest.fixture
def captures(tmp_path: Path) -> Path:
    for platform, n in SIZES.items():
        lines = [
            json.dumps({"id": str(i), "like_count": i, "view_count": 9, "text": "é"}) + "\n"
            for i in range(n)
        ]
        (tmp_path / f"{platform}.ndjson").write_text("".join(lines), "utf-8")
    return tmp_path


def read(captures: Path) -> dict[str, list[dict[str, Any]]]:
    return {
        file.stem: [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        for file in captures.glob("*.ndjson")
    }


def test_nothing_taken_away_leaves_every_record(captures: Path) -> None:
    before = read(captures)
    take_away(captures, "nothing", 1)
    assert read(captures) == before


def test_engagement_becomes_zero_or_is_not_there(captures: Path) -> None:
    take_away(captures, "engagement zero", 1)
    zeroed = read(captures)
    assert {(r["like_count"], r["view_count"]) for own in zeroed.values() for r in own} == {(0, 0)}
    take_away(captures, "engagement removed", 1)
    stripped = read(captures)
    assert {frozenset(r) for own in stripped.values() for r in own} == {frozenset({"id", "text"})}
    assert {name: len(own) for name, own in stripped.items()} == SIZES


@pytest.mark.parametrize("percent", [20, 50, 80])
def test_records_go_at_random(captures: Path, percent: int) -> None:
    take_away(captures, f"{percent} % of records at random", 1)
    kept = sum(map(len, read(captures).values()))
    assert abs(kept - 1000 * (1 - percent / 100)) < 60


@pytest.mark.parametrize("seed", range(6))
def test_records_go_platform_by_platform(captures: Path, seed: int) -> None:
    take_away(captures, "50 % of records by platform", seed)
    kept = {name: len(own) for name, own in read(captures).items()}
    assert sum(kept.values()) == 500
    partly = [name for name, n in kept.items() if n < SIZES[name]]
    assert len(partly) <= 1, "the others are whole or gone"
