"""Maps written in a line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from undertow.ingest.column_map import MapFile, compile_map, read_map
from undertow.ingest.mapping import mapped
from undertow.ingest.outcomes import Mapped

TOP = 'id = "map-t"\ndescription = "a table"\nplatform = "facebook"\nescaping = "plain"\n'


@pytest.fixture
def map_of() -> Callable[..., MapFile]:
    """Make a map of the lines of its fields; those of its top may be replaced."""

    def make(fields: str, top: str = TOP, more: str = "") -> MapFile:
        return read_map(f'{top}{more}\n[fields]\nid = "Id"\n{fields}\n'.encode(), "map.toml")

    return make


@pytest.fixture
def outcome(map_of: Callable[..., MapFile]) -> Callable[..., Mapped]:
    """Map one row, with an id and a time that are good where none is given."""

    def run(fields: str, row: dict[str, Any], *, parquet: bool = False, **top: str) -> Mapped:
        time = "" if "created_at" in fields else 'created_at = {column = "At", format = "iso"}'
        spec = compile_map(map_of(f"{time}\n{fields}", **top))
        cells = {"Id": "1", "At": "2023-09-02T10:00:00Z", **row}
        mapper = spec.map_object if parquet else spec.map_row
        assert mapper is not None
        [result] = mapped(mapper, {name: cell for name, cell in cells.items() if cell != ""})
        return result

    return run
