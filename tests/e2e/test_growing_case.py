"""A case that grows: whatever came when, its tables are those of one run over everything."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from undertow.analysis import analyze
from undertow.captures import ingest
from undertow.case import Case
from undertow.schema import Communities
from undertow.stages import STAGES

# Every table that stages make from records: these say in which file each record came.
DERIVED = [spec for stage in STAGES[1:] for spec in stage.outputs]


@pytest.fixture(scope="module")
def whole(analysed: Path) -> dict[str, str]:
    """Hashes of the tables of a case that read everything at once."""
    case = Case.open(analysed)
    assert case.n_rows(Communities) > 0
    return hashes(case)


def by_day(rng: random.Random) -> Callable[[dict[str, str]], int]:
    """Split off the last days, however many."""
    day = f"2023-09-{rng.randint(3, 12):02}"
    return lambda record: record["created_at"][:10] >= day


def at_random(rng: random.Random) -> Callable[[dict[str, str]], int]:
    """Split off any third of the records."""
    return lambda record: rng.random() < 1 / 3


@pytest.mark.parametrize(("split", "seed"), [(by_day, 1), (at_random, 2)])
def test_what_came_later_gives_the_tables_of_one_run(
    split: Callable[[random.Random], Callable[[dict[str, str]], int]],
    seed: int,
    scenario: Path,
    whole: dict[str, str],
    tmp_path: Path,
) -> None:
    is_later = split(random.Random(seed))
    case = opened(tmp_path / "case", scenario)
    parts = [tmp_path / "earlier", tmp_path / "later"]
    for part in parts:
        part.mkdir()
    for capture in sorted((scenario / "captures").iterdir()):
        rows: list[list[str]] = [[], []]
        for line in capture.read_text("utf-8").splitlines():
            rows[is_later(json.loads(line))].append(line)
        for part, lines in zip(parts, rows, strict=True):
            (part / capture.name).write_text("\n".join(lines) + "\n", "utf-8")
    taken(case, parts[0])
    assert hashes(case) != whole
    taken(case, parts[1])
    assert hashes(case) == whole


def opened(folder: Path, scenario: Path) -> Case:
    return Case.create(folder, purpose="test", register=scenario / "register.csv")


def taken(case: Case, captures: Path) -> None:
    ingest(case, [captures], who="test", command="test")
    analyze(case, who="test", command="test")


def hashes(case: Case) -> dict[str, str]:
    return {spec.name: case.table_sha256(spec) for spec in DERIVED}
