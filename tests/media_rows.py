"""Rows of media tables for tests: what a row leaves out is null, or empty where it must not be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from undertow.schema import Table, TableSpec

_EMPTY = {"string": "", "int64": 0, "double": 0.0, "bool": False, "binary": b""}


def media_table(spec: type[TableSpec], rows: Sequence[dict[str, Any]] = ()) -> Table[Any]:
    """Return a checked table."""
    plain = {
        column.name: None if column.nullable else _EMPTY.get(str(column.type))
        for column in spec.columns
    }
    arrow = pa.Table.from_pylist([plain | row for row in rows], spec.arrow_schema())
    return Table.checked(spec, arrow)
