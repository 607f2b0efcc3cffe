"""What every test may use: a case, rows of any table, and one hypothesis profile."""

from __future__ import annotations

import gc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from cases import log_init
from hypothesis import settings

from undertow.case import Case
from undertow.schema import TableSpec

settings.register_profile("undertow", deadline=None, max_examples=40)
settings.load_profile("undertow")

# Collecting six thousand tests makes objects that all stay: a quarter of the time to collect them
# went to looking for garbage among them.
gc.set_threshold(50_000, 20, 20)

_PLAIN = {
    pa.string(): "",
    pa.list_(pa.string()): [],
    pa.int64(): 0,
    pa.float64(): 0.0,
    pa.bool_(): False,
    pa.binary(): b"",
    pa.timestamp("us", tz="UTC"): datetime(2023, 8, 7, tzinfo=UTC),
}

RowMaker = Callable[..., pa.Table]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let golden files be written anew: review the difference before committing it."""
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


def pytest_collection_finish() -> None:
    """Leave the tests themselves out of every later search for garbage."""
    gc.freeze()


def pytest_unconfigure() -> None:
    """Give back what was left out: libraries complain of what is alive at the end."""
    gc.unfreeze()
    gc.collect()


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """An empty case, as ``undertow init`` makes it."""
    return log_init(Case.create(tmp_path / "case", purpose="a test"))


@pytest.fixture(scope="session")
def rows_of() -> RowMaker:
    """Make rows of a spec; what a row leaves out is null, or a plain value where none may be."""

    def make(spec: type[TableSpec], *rows: dict[str, Any]) -> pa.Table:
        plain = {c.name: None if c.nullable else _PLAIN[c.type] for c in spec.columns}
        return pa.Table.from_pylist([plain | row for row in rows], schema=spec.arrow_schema())

    return make
