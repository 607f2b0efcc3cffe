"""The header of a CSV file: which mark stands between its cells, and the names of its columns."""

from __future__ import annotations

import csv


def header_of(line: str, delimiter: str | None = None) -> tuple[str, tuple[str, ...]]:
    """Return the delimiter and the column names in the first line of a CSV header."""
    delimiter = delimiter or max(",;\t", key=line.count)
    try:
        row = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        row = []
    return delimiter, tuple(name.strip() for name in row)
