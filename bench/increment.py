"""How much of the pair stage a new day of actions would spare: almost nothing.

    python bench/increment.py CASE/tables/direct_actions/part-0.parquet --window 3600

A pair's counts, or what is expected of it, can change only where both of its accounts act in a
stratum (period x popularity) that got actions, or an object that moved to another level of
popularity; or on an object that got actions; or, since the latencies of the whole layer are mixed
into everybody's, on any hot object where one of them got actions. All other pairs could be carried
over. Printed is the share of co-actions that must be walked again when the last day comes to the
others (docs/adr/0017).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import duckdb

HOT_FROM = 64
DAY_S, WEEK_S = 86400, 7 * 86400
DAY_FROM = 50_000

POPULARITY = """
    CREATE TABLE {name} AS
    SELECT layer, object, count(DISTINCT account) AS popularity,
           floor(log2(count(DISTINCT account)))::INT AS level
    FROM actions WHERE second < {before} GROUP BY ALL
"""
DIRTY_STRATA = """
    CREATE TABLE dirty_strata AS
    WITH moved AS (
      SELECT layer, object, n.level AS level, o.level AS level_before
      FROM now n LEFT JOIN earlier o USING (layer, object) WHERE n.level IS DISTINCT FROM o.level
    )
    SELECT layer, second // {period} AS period, level FROM actions JOIN now USING (layer, object)
    WHERE second >= {begin}
    UNION
    SELECT layer, second // {period}, level FROM actions JOIN moved USING (layer, object)
    UNION
    SELECT layer, second // {period}, level_before FROM actions JOIN moved USING (layer, object)
"""
DIRTY_ACCOUNTS = """
    CREATE TABLE dirty_accounts AS
    WITH placed AS (
      SELECT layer, object, account, second, second // {period} AS period, level,
             popularity >= {hot} AS is_hot
      FROM actions JOIN now USING (layer, object)
    ),
    changed AS (SELECT DISTINCT layer, object FROM placed WHERE second >= {begin}),
    heated AS (SELECT DISTINCT layer FROM placed WHERE second >= {begin} AND is_hot)
    SELECT layer, account FROM placed SEMI JOIN dirty_strata USING (layer, period, level)
    UNION SELECT layer, account FROM placed SEMI JOIN changed USING (layer, object)
    UNION SELECT layer, account FROM placed SEMI JOIN heated USING (layer) WHERE is_hot
"""
# Co-actions by buckets of one window: in proportion to those within the window.
SHARE = """
    WITH cells AS (
      SELECT count(*) AS n, count(d.account) AS n_dirty
      FROM actions a LEFT JOIN dirty_accounts d ON a.layer = d.layer AND a.account = d.account
      GROUP BY a.layer, a.object, a.second // {window}
    )
    SELECT sum(n_dirty * (n_dirty - 1)) / sum(n * (n - 1)) FROM cells
"""


def main() -> None:
    """Measure each file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("actions", type=Path, nargs="+", help="Parquet file of direct_actions")
    parser.add_argument("--window", type=int, default=3600, help="seconds")
    options = parser.parse_args()
    for file in options.actions:
        n, n_new, share = walked_again(file, options.window)
        print(f"{file}: {n:,} actions, {n_new:,} on the last day; walked again: {share:.1%}")


def walked_again(file: Path, window_s: int) -> tuple[int, int, float]:
    """Return the actions, those of the last day, and the share of co-actions walked again."""
    connection = duckdb.connect()
    connection.execute(
        """
        CREATE TABLE actions AS
        SELECT layer, object_uid AS object, account_uid AS account, epoch(t."at")::BIGINT AS second
        FROM read_parquet(?) t
        """,
        [str(file)],
    )
    row = connection.execute("SELECT count(*), min(second), max(second) FROM actions").fetchone()
    n, first, last = row or (0, 0, 0)
    begin = last // DAY_S * DAY_S
    period = DAY_S if n >= DAY_FROM * (last // DAY_S - first // DAY_S + 1) else WEEK_S
    words = {"begin": begin, "period": period, "window": window_s, "hot": HOT_FROM}
    connection.execute(POPULARITY.format(name="now", before=last + 1))
    connection.execute(POPULARITY.format(name="earlier", before=begin))
    for statement in (DIRTY_STRATA, DIRTY_ACCOUNTS):
        connection.execute(statement.format(**words))
    new = connection.execute("SELECT count(*) FROM actions WHERE second >= ?", [begin]).fetchone()
    share = connection.execute(SHARE.format(**words)).fetchone()
    return n, (new or (0,))[0], (share or (0.0,))[0] or 0.0


if __name__ == "__main__":
    main()
