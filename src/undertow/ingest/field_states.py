"""Which fields have a value, are known to have none, or were not collected, by platform."""

from __future__ import annotations

import pyarrow as pa

from undertow.case import Case
from undertow.engine import connect
from undertow.ingest.record import FIELDS
from undertow.schema import Records

_EMPTY = pa.schema(
    [
        ("platform", pa.string()),
        ("field", pa.string()),
        ("n_value", pa.int64()),
        ("n_known_absent", pa.int64()),
        ("n_not_collected", pa.int64()),
    ]
)


def count_field_states(case: Case) -> pa.Table:
    """Count the states of every field over the post records of a case.

    Parameters
    ----------
    case : Case
        Only the columns of ``records`` are read, a row group at a time.

    Returns
    -------
    pa.Table
        ``platform, field, n_value, n_known_absent, n_not_collected``, by platform and in the order
        of :data:`~undertow.ingest.record.FIELDS`. A time told by an id counts as not collected.
    """
    files = [str(file) for file in case.table_files(Records)]
    if not files:
        return _EMPTY.empty_table()
    counts = ", ".join(
        f"count({_given(name)}) AS v_{name}, "
        f"count(*) FILTER ({_given(name)} IS NULL AND list_contains(known_absent, '{name}'))"
        f" AS a_{name}"
        for name in FIELDS
    )
    query = (
        f"SELECT platform, count(*) AS n, {counts} FROM read_parquet(?)"  # noqa: S608 (own names)
        " WHERE kind NOT IN ('account', 'removal') GROUP BY platform ORDER BY platform"
    )
    with connect() as connection:
        counted: pa.Table = connection.sql(query, params=[files]).to_arrow_table()
    return pa.Table.from_pylist(
        [
            {
                "platform": row["platform"],
                "field": name,
                "n_value": row[f"v_{name}"],
                "n_known_absent": row[f"a_{name}"],
                "n_not_collected": row["n"] - row[f"v_{name}"] - row[f"a_{name}"],
            }
            for row in counted.to_pylist()
            for name in FIELDS
        ],
        schema=_EMPTY,
    )


def _given(name: str) -> str:
    """Return the expression of a field as the source gave it."""
    return "nullif(created_source, 'id_derived')" if name == "created_at" else name
