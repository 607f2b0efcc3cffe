"""Stage ``coverage_ledger``: what was seen, declared and missing, by platform, target, thread."""

from __future__ import annotations

from undertow.engine import connect, register
from undertow.schema import (
    Coverage,
    CoverageLedger,
    Engagement,
    Posts,
    Table,
    TargetAccounts,
    TargetHits,
)
from undertow.settings import NoSettings

# Some sources count the answers to a post, others all that hang under it. The larger of what was
# seen either way is held against the declared number, so that what is called missing is missing.
GAPS_SQL = """
CREATE TABLE place AS
    SELECT
        post_uid, platform, account_uid, deleted_at, parent_uid,
        date_trunc('day', created_at) AS day,
        coalesce(root_uid, parent_uid, post_uid) AS thread_uid
    FROM posts;
CREATE TABLE declared AS
    SELECT uid, max(n) AS n FROM (
        SELECT scope_id AS uid, n_declared AS n FROM coverage WHERE scope = 'thread'
        UNION ALL SELECT post_uid, reply_count FROM engagement
    ) WHERE n > 0 GROUP BY uid;
CREATE TABLE answers AS
    SELECT uid, max(n) AS n FROM (
        SELECT parent_uid AS uid, count(*) AS n FROM place
        WHERE parent_uid IS NOT NULL GROUP BY uid
        UNION ALL
        SELECT thread_uid AS uid, count(*) AS n FROM place
        WHERE thread_uid <> post_uid GROUP BY uid
    ) GROUP BY uid;
CREATE TABLE gap AS
    SELECT
        declared.uid,
        coalesce(place.thread_uid, declared.uid) AS thread_uid,
        declared.n AS n_declared,
        greatest(0, declared.n - coalesce(answers.n, 0)) AS n_missing
    FROM declared
    LEFT JOIN answers USING (uid)
    LEFT JOIN place ON place.post_uid = declared.uid;
CREATE TABLE thread AS
    WITH told AS (
        SELECT
            thread_uid,
            max(n_declared) FILTER (uid = thread_uid) AS n_declared,
            -- What a thread misses is missing under its posts too: never added up twice.
            greatest(
                coalesce(max(n_missing) FILTER (uid = thread_uid), 0),
                coalesce(sum(n_missing) FILTER (uid <> thread_uid), 0)
            )::BIGINT AS n_missing
        FROM gap GROUP BY thread_uid
    ), seen AS (
        SELECT
            thread_uid,
            split_part(thread_uid, ':', 1) AS platform,
            any_value(day) FILTER (post_uid = thread_uid) AS opened,
            min(day) AS first_day,
            any_value(account_uid) FILTER (post_uid = thread_uid) AS opened_by,
            count(*) FILTER (post_uid <> thread_uid) AS n_seen,
            count(*) FILTER (post_uid <> thread_uid AND deleted_at IS NOT NULL) AS n_deleted
        FROM place GROUP BY thread_uid
    )
    SELECT
        thread_uid, platform, opened_by, n_seen, n_deleted, n_missing,
        coalesce(opened, first_day) AS day,
        coalesce(n_declared, n_seen + n_missing) AS n_declared
    FROM told JOIN seen USING (thread_uid);
"""

LEDGER_SQL = """
WITH on_page AS (
    SELECT thread_uid, target_id
    FROM thread JOIN target_accounts ON target_accounts.account_uid = thread.opened_by
    UNION
    SELECT thread_uid, target_id
    FROM target_hits JOIN place USING (post_uid) SEMI JOIN thread USING (thread_uid)
    WHERE via = 'page'
), platform_gap AS (
    SELECT platform, day, sum(n_missing)::BIGINT AS n_missing FROM thread GROUP BY ALL
), platform_seen AS (
    SELECT platform, day, count(*) AS n_seen, count(deleted_at) AS n_deleted
    FROM place GROUP BY ALL
), target_gap AS (
    SELECT target_id, day, sum(n_missing)::BIGINT AS n_missing
    FROM on_page JOIN thread USING (thread_uid) GROUP BY ALL
), target_seen AS (
    SELECT
        target_id, day,
        count(DISTINCT post_uid) AS n_seen,
        count(DISTINCT post_uid) FILTER (deleted_at IS NOT NULL) AS n_deleted
    FROM target_hits JOIN place USING (post_uid) GROUP BY ALL
), ledger AS (
    SELECT 'platform_day' AS scope, platform AS scope_id, day, n_seen, n_missing, n_deleted
    FROM platform_seen LEFT JOIN platform_gap USING (platform, day)
    UNION ALL
    SELECT 'target_day', target_id, day, coalesce(n_seen, 0), n_missing, coalesce(n_deleted, 0)
    FROM target_seen FULL JOIN target_gap USING (target_id, day)
)
SELECT *, n_seen + n_missing AS n_declared FROM ledger
UNION ALL BY NAME
SELECT 'thread' AS scope, thread_uid AS scope_id, day, n_seen, n_declared, n_missing, n_deleted
FROM thread
"""


def build_coverage_ledger(
    posts: Table[Posts],
    engagement: Table[Engagement],
    coverage: Table[Coverage],
    target_hits: Table[TargetHits],
    target_accounts: Table[TargetAccounts],
    settings: NoSettings,
    *,
    rng_seed: int,
) -> Table[CoverageLedger]:
    """Hold what the sources say there is against what the case holds.

    Parameters
    ----------
    posts, engagement, coverage, target_hits, target_accounts : Table
        Posts seen; how many answers they say they have; what mappers found declared; on whose
        page posts stand.
    settings : NoSettings
        Nothing can be set.
    rng_seed : int
        Not used: nothing here is random.

    Returns
    -------
    Table[CoverageLedger]
        Every count of posts is "at least" ``n_seen``, and with the missing ones at most
        ``n_declared``, where something is declared at all. A thread nobody opened or answered in
        the case has no row. O(n log n) in posts.
    """
    tables = (posts, engagement, coverage, target_hits, target_accounts)
    with connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for table in tables:
            register(connection, table.spec.name, table)
        connection.execute(GAPS_SQL)
        return Table.checked(CoverageLedger, connection.sql(LEDGER_SQL).to_arrow_table())
