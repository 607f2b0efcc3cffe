"""A table as text: CSV after RFC 4180, or a JSON array of objects."""

from __future__ import annotations

import csv
import io
import json
from typing import Literal

import pyarrow as pa

from undertow.errors import InputError
from undertow.export.cells import cells, finite, iso

_BATCH_ROWS = 1 << 16


def render_table(arrow: pa.Table, format: Literal["csv", "json"]) -> str:
    r"""Return a table as text that ends with a line end.

    Parameters
    ----------
    arrow : pa.Table
        Columns of text, lists of text, times in UTC, numbers or booleans.
    format : {"csv", "json"}
        ``csv``: RFC 4180 with a header and ``\r\n``; null is an empty cell, lists are joined by
        ``|``, formulas are neutralised. ``json``: one object a line, real types, null for a
        number that is not finite; other than ASCII is escaped, so no text can disturb a terminal.
        Times are ISO 8601 with ``Z`` in both.

    Raises
    ------
    InputError
        There is no such format.
    """
    if format == "csv":
        return _csv(arrow)
    if format == "json":
        return _json(arrow)
    raise InputError(f"format {format!r}: not available; choose csv or json")


def _csv(arrow: pa.Table) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(arrow.schema.names)
    texts = pa.table([cells(column) for column in arrow.columns], names=arrow.schema.names)
    for batch in texts.to_batches(max_chunksize=_BATCH_ROWS):
        columns = [column.to_pylist() for column in batch.columns]
        writer.writerows(zip(*columns, strict=True))
    return stream.getvalue()


def _json(arrow: pa.Table) -> str:
    plain = pa.table([_plain(column) for column in arrow.columns], names=arrow.schema.names)
    lines = [
        json.dumps(row, allow_nan=False)
        for batch in plain.to_batches(max_chunksize=_BATCH_ROWS)
        for row in batch.to_pylist()
    ]
    return "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column of values that JSON knows."""
    if pa.types.is_timestamp(column.type):
        return iso(column)
    return finite(column) if pa.types.is_floating(column.type) else column
