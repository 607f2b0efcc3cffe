"""Cells of tables: text that a format declares to be a number, a fact or an id."""

from __future__ import annotations

import re
from collections.abc import Mapping

from undertow.ingest.outcomes import Rejection

_COUNT = re.compile(r"\d{1,18}", re.ASCII)


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
    text = cells.get(column, "").strip()
    if not text:
        return None
    if not _COUNT.fullmatch(text):
        raise Rejection(
            "schema", "wrong_type", f"$.{column}", f"{text[:40]!r} is not a whole number"
        )
    return int(text)


def fact_cell(cells: Mapping[str, str], column: str) -> bool | None:
    """Return a cell that holds ``true`` or ``false``, or None for a blank one.

    Raises
    ------
    Rejection
        It holds anything else.
    """
    text = cells.get(column, "").strip()
    if not text:
        return None
    if text not in ("true", "false"):
        raise Rejection(
            "schema", "wrong_type", f"$.{column}", f"{text[:40]!r} is not true or false"
        )
    return text == "true"
