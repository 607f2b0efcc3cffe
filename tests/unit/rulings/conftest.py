"""The case of the products, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import product_case
import pytest
from cases import log_init
from databases import new_database, postgres

from undertow.case import Case


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgres"])
def reviewed(request: pytest.FixtureRequest, tmp_path: Path, rows_of: Any) -> Case:
    """An analysed case on which nobody has decided yet."""
    kept = request.param == "sqlite"
    database = "" if kept else new_database(request.getfixturevalue("server"))
    made = log_init(Case.create(tmp_path / "reviewed", purpose="a test", database=database))
    return product_case.fill(made, rows_of)
