"""Cells of tables: text that a format declares to be a number, a fact or an id."""

from __future__ import annotations

import re
from collections.abc import Mapping

from undertow.ingest.outcomes import Rejection

_COUNT = re.compile(r"\d{1,18}", re.ASCII)
_FACT = re.compile("true|false")


def required_cell(cells: Mapping[str, str], column: str) -> str:
    """Return a cell that a row cannot do without.

    Raises
    ------
    Rejection
        It is blank.
    """
    text = cells.get(column, "").strip()
    if not text:
        raise Rejection("schema", "missing_field", f"$.{column}", f"{column} is blank")
    return text


def count_cell(cells: Mapping[str, str], column: str) -> int | None:
    """Return a cell that holds a whole number in plain digits, or None for a blank one.

    Raises
    ------
    Rejection
        It holds anything else.
    """
    text = _checked(cells, column, _COUNT, "a whole number")
    return int(text) if text else None


def fact_cell(cells: Mapping[str, str], column: str) -> bool | None:
    """Return a cell that holds ``true`` or ``false``, or None for a blank one.

    Raises
    ------
    Rejection
        It holds anything else.
    """
    text = _checked(cells, column, _FACT, "true or false")
    return text == "true" if text else None


def _checked(
    cells: Mapping[str, str], column: str, pattern: re.Pattern[str], what: str
) -> str | None:
    text = cells.get(column, "").strip()
    if text and not pattern.fullmatch(text):
        raise Rejection("schema", "wrong_type", f"$.{column}", f"{text[:40]!r} is not {what}")
    return text or None
