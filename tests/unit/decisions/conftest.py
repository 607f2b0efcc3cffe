"""Every test of decisions runs on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cases import log_init
from databases import new_database, postgres

from undertow.case import Case


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        return ""
    return new_database(request.getfixturevalue("server"))


@pytest.fixture
def case(tmp_path: Path, database: str) -> Case:
    return log_init(Case.create(tmp_path / "case", purpose="a test", database=database))
