"""Columns as cells: texts that no spreadsheet runs, times in ISO 8601, numbers as they are."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

# Signs that open a formula, also in the full-width forms that East Asian editions accept.
_SIGNS = "=+\\-@＝＋－＠"
# A blank before the sign hides it from the eye and not from every program.
_AT_START = rf"\A([{_SIGNS}\t\r\n])"
# Where the list separator of the system is a semicolon (French Canada), a program that opens a
# file with commas ends a cell in the middle of a text.
_AFTER_SEPARATOR = rf'([;\t\r\n]"*)([{_SIGNS}])'


def neutralised(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return texts with an apostrophe before whatever a spreadsheet would take for a formula.

    Notes
    -----
    After OWASP, "CSV Injection": at the start of a cell, and after a character that some program
    takes for the end of one.
    """
    inside = pc.replace_substring_regex(texts, pattern=_AFTER_SEPARATOR, replacement="\\1'\\2")
    return pc.replace_substring_regex(inside, pattern=_AT_START, replacement="'\\1")


def iso(times: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return UTC times as ``2023-09-02T00:00:00Z``, with microseconds where there are any."""
    text = times.cast(pa.timestamp("us")).cast(pa.string())
    text = pc.replace_substring_regex(text, pattern=r"\.000000$", replacement="")
    return pc.binary_join_element_wise(pc.replace_substring(text, " ", "T"), "Z", "")


def finite(numbers: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return real numbers with null for what neither CSV nor JSON can hold."""
    return pc.if_else(pc.is_finite(numbers), numbers, pa.scalar(None, numbers.type))


def cells(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column as the texts of its cells; a null stays null.

    Lists are joined by ``|``. Only text is neutralised: a typed number cannot hold a formula.
    """
    if pa.types.is_timestamp(column.type):
        return iso(column)
    if pa.types.is_list(column.type):
        return neutralised(pc.binary_join(column, "|"))
    if pa.types.is_string(column.type):
        return neutralised(column)
    if pa.types.is_floating(column.type):
        column = finite(column)
    return column.cast(pa.string())
