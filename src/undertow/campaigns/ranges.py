"""Stage ``campaign_ranges``: how many posts a campaign may have beyond those seen."""

from __future__ import annotations

from undertow.engine import connect, register
from undertow.schema import (
    CampaignPosts,
    CampaignRanges,
    CampaignTargets,
    CoverageLedger,
    Posts,
    Table,
    TargetAccounts,
    TargetHits,
)
from undertow.settings import NoSettings

# The threads a campaign posted in, as the ledger names them, and the others of its time on the
# pages of the officials it addresses. Where more answers are missing than were seen, most officials
# whom it addressed a few times were not seen addressed, so the pages of all count.
RANGES_SQL = """
WITH place AS (
    SELECT
        post_uid, account_uid, created_at, kind,
        coalesce(root_uid, parent_uid, post_uid) AS scope_id,
        coalesce(root_uid, parent_uid, post_uid) != post_uid AS is_answer
    FROM posts
), own AS (
    SELECT * FROM campaign_posts JOIN place USING (post_uid)
), about AS (
    SELECT campaign_id, '' AS target_id, post_uid, scope_id FROM own
    UNION
    SELECT campaign_id, target_id, post_uid, scope_id FROM own JOIN target_hits USING (post_uid)
), seen AS (
    SELECT campaign_id, target_id, count(*) AS n_seen FROM about GROUP BY ALL
), page AS (
    SELECT scope_id, target_id FROM place JOIN target_hits USING (post_uid) WHERE via = 'page'
    UNION
    SELECT scope_id, target_id FROM place JOIN target_accounts USING (account_uid)
    WHERE NOT is_answer
), span AS (
    SELECT scope_id, min(created_at) AS first_at, max(created_at) AS last_at
    FROM place SEMI JOIN page USING (scope_id) GROUP BY ALL
), active AS (
    SELECT campaign_id, scope_id
    FROM (
        SELECT campaign_id, min(created_at) AS start, max(created_at) AS "end"
        FROM own GROUP BY ALL
    ) JOIN span ON first_at <= "end" AND last_at >= start
), told AS (
    SELECT scope_id, n_seen, n_missing FROM coverage_ledger
    WHERE scope = 'thread' AND n_missing IS NOT NULL
), rate AS (
    SELECT sum(n_missing) / greatest(sum(n_seen), 1) AS missing_per_seen FROM told
), official AS (
    SELECT campaign_id, target_id, target_id AS page_of FROM campaign_targets
    UNION
    SELECT campaign_id, '', target_id FROM campaign_targets
    UNION
    SELECT campaign_id, '', page_of
    FROM (SELECT DISTINCT campaign_id FROM campaign_targets)
    CROSS JOIN (SELECT DISTINCT target_id AS page_of FROM page)
    CROSS JOIN rate
    WHERE missing_per_seen > 1
), officials AS (
    SELECT campaign_id, target_id, count(*) AS n_officials FROM official GROUP BY ALL
), paged AS (
    SELECT campaign_id, official.target_id, scope_id
    FROM official
    JOIN page ON page.target_id = page_of
    JOIN active USING (campaign_id, scope_id)
), scopes AS (
    SELECT campaign_id, target_id, scope_id, bool_or(is_own) AS is_own
    FROM (
        SELECT campaign_id, target_id, scope_id, true AS is_own FROM about
        UNION ALL SELECT campaign_id, target_id, scope_id, false FROM paged
    ) GROUP BY ALL
), answers AS (
    SELECT
        scope_id,
        count(*) AS n_answers,
        count(*) FILTER (
            kind != 'repost'
            AND post_uid NOT IN (SELECT post_uid FROM campaign_posts)
            AND coalesce(account_uid, '') NOT IN (SELECT account_uid FROM target_accounts)
        ) AS n_others
    FROM place SEMI JOIN scopes USING (scope_id)
    WHERE is_answer
    GROUP BY ALL
), counted AS (
    SELECT
        campaign_id, target_id,
        (sum(n_missing) FILTER (is_own))::BIGINT AS n_missing,
        count(*) FILTER (is_own AND n_missing IS NULL AND n_answers > 0) AS n_open_threads,
        coalesce(sum(n_others) FILTER (is_own), 0)::BIGINT AS n_unattributed,
        coalesce(
            sum(coalesce(n_others, 0) + coalesce(n_missing, 0)) FILTER (NOT is_own), 0
        )::BIGINT AS n_elsewhere,
        -- Null where no source declares anything in the whole case.
        (any_value(missing_per_seen * 0) + coalesce(
            sum(ceil(n_answers * missing_per_seen)) FILTER (n_missing IS NULL), 0
        ))::BIGINT AS n_undeclared
    FROM scopes
    LEFT JOIN (SELECT scope_id, n_missing FROM told) USING (scope_id)
    LEFT JOIN answers USING (scope_id)
    CROSS JOIN rate
    GROUP BY ALL
)
SELECT
    counted.*, n_seen, coalesce(n_officials, 0) AS n_officials,
    n_seen + n_missing + n_unattributed AS n_high,
    n_seen + coalesce(n_missing, 0) + n_unattributed + n_elsewhere + n_undeclared AS n_highest
FROM seen
JOIN counted USING (campaign_id, target_id)
LEFT JOIN officials USING (campaign_id, target_id)
"""


def count_ranges(
    campaign_posts: Table[CampaignPosts],
    campaign_targets: Table[CampaignTargets],
    posts: Table[Posts],
    target_hits: Table[TargetHits],
    target_accounts: Table[TargetAccounts],
    coverage_ledger: Table[CoverageLedger],
    settings: NoSettings,
    *,
    rng_seed: int,
) -> Table[CampaignRanges]:
    """Say between which numbers the posts of each campaign lie, in all and for each official.

    Parameters
    ----------
    campaign_posts, campaign_targets, posts, target_hits, target_accounts, coverage_ledger : Table
        Posts of campaigns, officials they address, what posts answer, whom they are about, accounts
        of officials, what threads miss.
    settings : NoSettings
        Nothing can be set.
    rng_seed : int
        Not used: nothing here is random.

    Returns
    -------
    Table[CampaignRanges]
        ``n_high`` is a bound for the threads in which the campaign was seen: every answer there
        that is neither of a campaign nor of an official may be of it, and so may every missing one;
        it rests on no estimate of what the tests find. ``n_highest`` goes on to the other threads
        of its time on the pages of the officials it addresses (of all officials, where more is
        missing than was seen: those it addressed a few times are then mostly not known), and to
        threads that declare nothing: for these, and these alone, what is missing is estimated, at
        the rate of the case. Of threads of which nothing was captured nothing can be said. O(n) in
        posts.
    """
    tables = (
        campaign_posts,
        campaign_targets,
        posts,
        target_hits,
        target_accounts,
        coverage_ledger,
    )
    with connect() as connection:
        for table in tables:
            register(connection, table.spec.name, table)
        return Table.checked(CampaignRanges, connection.sql(RANGES_SQL).to_arrow_table())
