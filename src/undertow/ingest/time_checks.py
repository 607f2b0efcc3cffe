"""Times that contradict the ids they stand beside."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from undertow.ingest.id_times import account_times
from undertow.schema import CoverageWarnings, Table

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
_ACCOUNTS_SQL = """
SELECT
    'account_time_contradicts_id' AS warning, account_uid AS record_uid, raw_sha256, platform,
    created_at AS claimed_at, told_at AS id_at
FROM accounts
JOIN tolerance USING (platform)
JOIN precision ON precision.name = created_precision
WHERE created_source = 'field'
    AND abs(epoch(created_at) - epoch(told_at)) > tolerance_s + precision_s
"""


def find_contradictions(records: pa.Table, accounts: pa.Table) -> Table[CoverageWarnings]:
    """List the posts and accounts whose time is not the one in their id.

    Parameters
    ----------
    records, accounts : pa.Table
        Rows of the tables of these names.

    Returns
    -------
    Table[CoverageWarnings]
        A single record may be a fault of its source; many of one file mean that the file was
        altered or converted with the wrong time zone.
    """
    told = account_times(accounts.column("platform"), accounts.column("native_id"))
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.register("precision", _named(_PRECISION_S, "name", "precision_s"))
        connection.register("records", records)
        connection.register("tolerance", _named(_POST_TOLERANCE_S, "platform", "tolerance_s"))
        posts = connection.sql(_POSTS_SQL).to_arrow_table()
        connection.register("accounts", accounts.append_column("told_at", told))
        connection.register("tolerance", _named(_ACCOUNT_TOLERANCE_S, "platform", "tolerance_s"))
        profiles = connection.sql(_ACCOUNTS_SQL).to_arrow_table()
    return Table.checked(CoverageWarnings, pa.concat_tables([posts, profiles]))


def _named(values: dict[str, int], key: str, value: str) -> pa.Table:
    return pa.table({key: list(values), value: list(values.values())})
