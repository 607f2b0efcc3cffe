"""How far the time of a mapped record lies from the one in its id."""

from __future__ import annotations

import pyarrow as pa

from undertow.ingest.id_times import id_lags
from undertow.ingest.record import MappedRecord


def lag_s(row: MappedRecord) -> float | None:
    """Return seconds; None where ids of the kind tell no time."""
    columns = ([value] for value in (row.platform, row.id, row.kind))
    claimed = pa.array([row.created_at], pa.timestamp("us", "UTC"))
    lags: list[float | None] = id_lags(*map(pa.array, columns), claimed).to_pylist()
    return lags[0]
