"""Rows of small tables as dicts, by what they belong to, and back into a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from undertow.schema import Table, TableSpec

Row = dict[str, Any]


def grouped(rows: Iterable[Row], key: str) -> defaultdict[str, list[Row]]:
    """Return the rows by the value of a column."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[key]].append(row)
    return found


def checked(spec: type[TableSpec], rows: list[Row]) -> Table[Any]:
    """Return rows as a table of a case."""
    return Table.checked(spec, pa.Table.from_pylist(rows, schema=spec.arrow_schema()))
