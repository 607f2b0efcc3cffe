"""Stage ``merge``: records to accounts, snapshots, posts, media and engagement."""

from __future__ import annotations

from typing import TypeVar

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from undertow.ingest import merge_sql
from undertow.ingest.id_times import account_times
from undertow.schema import (
    Accounts,
    AccountSnapshots,
    Engagement,
    Media,
    Posts,
    ProfileChanges,
    Records,
    Table,
    TableSpec,
)
from undertow.settings import NoSettings

S = TypeVar("S", bound=TableSpec)


def merge_records(
    records: Table[Records], settings: NoSettings, *, rng_seed: int
) -> tuple[
    Table[Accounts],
    Table[AccountSnapshots],
    Table[ProfileChanges],
    Table[Posts],
    Table[Media],
    Table[Engagement],
]:
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
        ``accounts``, ``account_snapshots``, ``profile_changes``, ``posts``, ``media``,
        ``engagement``.

    Notes
    -----
    The newest observed value that is not missing wins, field by field; equally new ones are told
    apart by the hash of their bytes, so the order of records and files never matters. An account
    exists when it wrote something or a profile of it was collected; one that was only answered
    does not. Its age is that of its id where no record gives one and the platform writes times into
    ids. A field is known to be absent when some record says so and none has a value.
    O(n log n) in records with the same uid, linear otherwise.
    """
    engine = duckdb.connect()
    try:
        engine.execute("SET TimeZone = 'UTC'")
        engine.register("records", records.arrow)
        engine.execute(merge_sql.MERGED_POSTS)
        engine.execute(merge_sql.PROFILES)
        return (
            Table.checked(
                Accounts, _with_id_times(engine.sql(merge_sql.ACCOUNTS).to_arrow_table())
            ),
            _query(engine, merge_sql.SNAPSHOTS, AccountSnapshots),
            _query(engine, merge_sql.CHANGES, ProfileChanges),
            _query(engine, merge_sql.POSTS, Posts),
            _query(engine, merge_sql.MEDIA, Media),
            _query(engine, merge_sql.ENGAGEMENT, Engagement),
        )
    finally:
        engine.close()


def _query(engine: duckdb.DuckDBPyConnection, sql: str, spec: type[S]) -> Table[S]:
    rows: pa.Table = engine.sql(sql).to_arrow_table()
    return Table.checked(spec, rows)


def _with_id_times(accounts: pa.Table) -> pa.Table:
    """Fill ages that no record gives with those that ids tell; the source column says so."""
    times = account_times(accounts.column("platform"), accounts.column("native_id"))
    is_told = pc.and_(pc.is_null(accounts.column("created_at")), pc.is_valid(times))
    is_rough = pc.equal(accounts.column("platform"), "tiktok")
    filled = {
        "created_at": times,
        "created_precision": pc.if_else(is_rough, "estimate", "second"),
        "created_source": pa.scalar("id_derived"),
    }
    for name, value in filled.items():
        index = accounts.schema.get_field_index(name)
        column = pc.if_else(is_told, value, accounts.column(name))
        accounts = accounts.set_column(index, name, column)
    return accounts
