"""Stage ``merge``: records to accounts, snapshots, posts, media and engagement."""

from __future__ import annotations

from typing import TypeVar

import duckdb
import pyarrow as pa

from undertow.ingest import merge_sql
from undertow.schema import (
    Accounts,
    AccountSnapshots,
    Engagement,
    Media,
    Posts,
    Records,
    Table,
    TableSpec,
)
from undertow.settings import NoSettings

S = TypeVar("S", bound=TableSpec)


def merge_records(
    records: Table[Records], settings: NoSettings, *, rng_seed: int
) -> tuple[Table[Accounts], Table[AccountSnapshots], Table[Posts], Table[Media], Table[Engagement]]:
    """Merge what many records say about a post or an account into one row each.

    Parameters
    ----------
    records : Table[Records]
        Records of all files, duplicates included.
    settings : NoSettings
        Nothing can be set.
    rng_seed : int
        Not used: nothing here is random.

    Returns
    -------
    tuple of Table
        ``accounts``, ``account_snapshots``, ``posts``, ``media``, ``engagement``.

    Notes
    -----
    The newest observed value that is not missing wins, field by field; equally new ones are told
    apart by the hash of their bytes, so the order of records and files never matters. An account
    exists when it wrote something or a profile of it was collected; one that was only answered
    does not. O(n log n) in records with the same uid, linear otherwise.
    """
    engine = duckdb.connect()
    try:
        engine.execute("SET TimeZone = 'UTC'")
        engine.register("records", records.arrow)
        engine.execute(merge_sql.MERGED_POSTS)
        engine.execute(merge_sql.PROFILES)
        return (
            _query(engine, merge_sql.ACCOUNTS, Accounts),
            _query(engine, merge_sql.SNAPSHOTS, AccountSnapshots),
            _query(engine, merge_sql.POSTS, Posts),
            _query(engine, merge_sql.MEDIA, Media),
            _query(engine, merge_sql.ENGAGEMENT, Engagement),
        )
    finally:
        engine.close()


def _query(engine: duckdb.DuckDBPyConnection, sql: str, spec: type[S]) -> Table[S]:
    rows: pa.Table = engine.sql(sql).to_arrow_table()
    return Table.checked(spec, rows)
