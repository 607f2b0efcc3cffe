"""Cells: what a table holds at one place, as text wherever text is exact."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeAlias

from undertow.ingest.outcomes import Rejection

Cell: TypeAlias = str | datetime | list[str]
"""A cell that holds something."""

_EXACT_FLOAT = 1 << 53


def cell_of(value: Any, column: str) -> Cell | None:
    """Return a value of a Parquet column as a cell; None when there is none.

    Raises
    ------
    Rejection
        It is no plain value, or a number whose digits are not all there.
    """
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value, column)
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return value
    raise wrong_type(column, f"a {type(value).__name__} is no plain value")


def _number(value: float, column: str) -> str | None:
    """Return a number as text; pandas writes whole numbers with gaps as floating point."""
    if math.isnan(value):
        return None
    if not value.is_integer():
        return repr(value)
    if abs(value) >= _EXACT_FLOAT:
        raise Rejection(
            "semantic",
            "id_destroyed",
            f"$.{column}",
            "a floating-point column rounded this number and its last digits are lost",
        )
    return str(int(value))


def text_of(cells: Mapping[str, Cell], column: str) -> str | None:
    """Return a cell that must be text; None when it is empty."""
    cell = cells.get(column)
    if cell is None or isinstance(cell, str):
        return cell
    raise wrong_type(column, f"a {type(cell).__name__} where a text is expected")


def wrong_type(column: str, message: str) -> Rejection:
    """Return the rejection for a cell of the wrong type."""
    return Rejection("schema", "wrong_type", f"$.{column[:100]}", message)
