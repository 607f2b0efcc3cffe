"""Our implementation of CooRTweet's definition of coordination, for comparison only.

The package itself is an R package that cannot be installed everywhere. What is compared here
follows the source of ``detect_groups`` and ``generate_coordinated_network``, version 2.1
(Righetti and Balluff, MIT licence), and is no part of the product:

1. Shares of accounts with fewer than two shares are dropped, and objects shared once (which changes
   nothing but the time it takes).
2. Pairs of shares of one object by two accounts, at most the window apart, are formed.
3. A pair is kept when one of its accounts has at least two shares in such pairs.
4. The weight of an edge is the number of its pairs; edges of at least a percentile of the weights
   name their accounts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import pyarrow as pa

MIN_PARTICIPATION = 2

SETTINGS: tuple[tuple[str, int, float], ...] = (
    ("text", 86400, 0.5),
    ("text", 86400, 0.9),
    ("reply", 3600, 0.5),
)
"""Objects, window in seconds, percentile of the edge weights; 0.5 is the default."""

_OBJECTS = {
    "text": "text",
    "reply": "coalesce(parent_uid, addressed_account_uid)",
}


@dataclass(frozen=True, slots=True)
class DefinitionRun:
    """Accounts that one setting names."""

    name: str
    accounts: set[str]


def run_definition(posts: pa.Table) -> Iterator[DefinitionRun]:
    """Name the accounts of the coordinated network, in every setting.

    Parameters
    ----------
    posts : pa.Table
        Rows of table ``posts``; reposts are left out, as in the rows of the other peers.

    Yields
    ------
    DefinitionRun
        One for each of ``SETTINGS``.
    """
    with duckdb.connect() as engine:
        engine.execute("SET enable_progress_bar = false")
        engine.register("posts", posts)
        for objects, window_s, percentile in SETTINGS:
            rows = engine.execute(
                _query(_OBJECTS[objects]),
                {"window": window_s, "percentile": percentile, "least": MIN_PARTICIPATION},
            ).fetchall()
            yield DefinitionRun(
                f"{objects}, {window_s:,} s, edges from the {percentile:.0%} percentile",
                {account for row in rows for account in row},
            )


def _query(obj: str) -> str:
    return f"""
        WITH every AS (
          SELECT {obj} AS obj, account_uid AS account, post_uid AS content,
            epoch(created_at) AS at_s
          FROM posts WHERE kind <> 'repost' AND {obj} <> ''
        ), often AS (
          SELECT * FROM every QUALIFY count(*) OVER (PARTITION BY account) >= $least
        ), shares AS (
          SELECT * FROM often QUALIFY count(*) OVER (PARTITION BY obj) > 1
        ), pairs AS (
          SELECT a.account AS one, b.account AS two, a.content AS left_content,
            b.content AS right_content
          FROM shares a JOIN shares b
            ON a.obj = b.obj AND a.account < b.account AND abs(a.at_s - b.at_s) <= $window
        ), active AS (
          SELECT account FROM (
            SELECT one AS account, left_content AS content FROM pairs
            UNION SELECT two, right_content FROM pairs
          ) GROUP BY account HAVING count(*) >= $least
        ), edges AS (
          SELECT one, two, count(*) AS weight FROM pairs
          WHERE one IN (FROM active) OR two IN (FROM active)
          GROUP BY one, two
        )
        SELECT one, two FROM edges
        WHERE weight >= (SELECT quantile_cont(weight, $percentile) FROM edges)
        """  # noqa: S608 - the objects are our own constants
