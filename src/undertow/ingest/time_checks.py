"""Times that contradict the ids they stand beside."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from undertow.schema import CoverageWarnings

_SCHEMA = CoverageWarnings.arrow_schema()

# Most seconds that a claimed time may lie from that of the id, beyond its own precision: several
# times the largest difference seen in sound captures (see id_times).
_POST_TOLERANCE_S = {"x": 60, "tiktok": 300, "linkedin": 60, "instagram": 3600}
_ACCOUNT_TOLERANCE_S = {"x": 7200}
_PRECISION_S = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}

_POSTS_SQL = """
SELECT DISTINCT ON (record_uid, raw_sha256)
    'post_time_contradicts_id' AS warning, record_uid, raw_sha256, platform,
    created_at AS claimed_at,
    created_at - to_microseconds(round(created_id_lag_s * 1e6)::BIGINT) AS id_at
FROM records
JOIN tolerance USING (platform)
JOIN precision ON precision.name = created_precision
WHERE abs(created_id_lag_s) > tolerance_s + precision_s
ORDER BY record_uid, raw_sha256, claimed_at
"""


def post_contradictions(engine: duckdb.DuckDBPyConnection) -> Iterator[pa.RecordBatch]:
    """Yield the posts whose time is not the one in their id, in the order of the key.

    Parameters
    ----------
    engine : duckdb.DuckDBPyConnection
        With a view ``records``, in UTC.

    Yields
    ------
    pa.RecordBatch
        Rows of ``coverage_warnings``. A single one may be a fault of its source; many of one file
        mean that the file was altered or converted with the wrong time zone.
    """
    engine.register("precision", _named(_PRECISION_S, "name", "precision_s"))
    engine.register("tolerance", _named(_POST_TOLERANCE_S, "platform", "tolerance_s"))
    for batch in engine.sql(_POSTS_SQL).to_arrow_reader():
        yield batch.select(_SCHEMA.names).cast(_SCHEMA)


def account_contradictions(accounts: pa.RecordBatch, told: pa.Array) -> pa.RecordBatch:
    """Return the accounts whose age is not the one in their id.

    Parameters
    ----------
    accounts : pa.RecordBatch
        Rows of ``accounts``, ages as records give them.
    told : (n,) timestamp[us, UTC]
        Ages that their ids tell.
    """
    claimed = accounts.column("created_at")
    off_us = pc.abs(pc.subtract(claimed.cast(pa.int64()), told.cast(pa.int64())))
    allowed_us = [
        1_000_000 * (_ACCOUNT_TOLERANCE_S[platform] + _PRECISION_S[precision])
        if platform in _ACCOUNT_TOLERANCE_S and precision in _PRECISION_S
        else None
        for platform, precision in zip(
            accounts.column("platform").to_pylist(),
            accounts.column("created_precision").to_pylist(),
            strict=True,
        )
    ]
    is_wrong = pc.fill_null(pc.greater(off_us, pa.array(allowed_us, pa.int64())), False)
    rows = {
        "warning": pa.repeat("account_time_contradicts_id", accounts.num_rows),
        "record_uid": accounts.column("account_uid"),
        "raw_sha256": accounts.column("raw_sha256"),
        "platform": accounts.column("platform"),
        "claimed_at": claimed,
        "id_at": told,
    }
    return pa.RecordBatch.from_pydict(rows).filter(is_wrong).cast(_SCHEMA)


def _named(values: dict[str, int], key: str, value: str) -> pa.Table:
    return pa.table({key: list(values), value: list(values.values())})
