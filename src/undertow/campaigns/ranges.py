"""Stage ``campaign_ranges``: how many posts a campaign may have beyond those seen."""

from __future__ import annotations

from undertow.engine import connect, register
from undertow.schema import (
    CampaignPosts,
    CampaignRanges,
    CoverageLedger,
    Posts,
    Table,
    TargetAccounts,
    TargetHits,
)
from undertow.settings import NoSettings

# The threads a campaign posted in, as the ledger names them.
RANGES_SQL = """
WITH own AS (
    SELECT campaign_id, post_uid, coalesce(root_uid, parent_uid, post_uid) AS scope_id
    FROM campaign_posts JOIN posts USING (post_uid)
), about AS (
    SELECT campaign_id, '' AS target_id, post_uid, scope_id FROM own
    UNION
    SELECT campaign_id, target_id, post_uid, scope_id FROM own JOIN target_hits USING (post_uid)
), seen AS (
    SELECT campaign_id, target_id, count(*) AS n_seen FROM about GROUP BY ALL
), scopes AS (
    SELECT DISTINCT campaign_id, target_id, scope_id FROM about
), missing AS (
    SELECT campaign_id, target_id, sum(n_missing)::BIGINT AS n_missing
    FROM scopes JOIN coverage_ledger USING (scope_id)
    WHERE scope = 'thread'
    GROUP BY ALL
), others AS (
    SELECT coalesce(root_uid, parent_uid) AS scope_id, count(*) AS n_posts
    FROM posts
    ANTI JOIN campaign_posts USING (post_uid)
    ANTI JOIN target_accounts USING (account_uid)
    WHERE kind != 'repost' AND coalesce(root_uid, parent_uid) != post_uid
        AND coalesce(root_uid, parent_uid) IN (SELECT scope_id FROM scopes)
    GROUP BY ALL
), unattributed AS (
    SELECT campaign_id, target_id, sum(n_posts)::BIGINT AS n_unattributed
    FROM scopes JOIN others USING (scope_id)
    GROUP BY ALL
), counted AS (
    SELECT campaign_id, target_id, n_seen, n_missing,
        coalesce(n_unattributed, 0) AS n_unattributed
    FROM seen
    LEFT JOIN missing USING (campaign_id, target_id)
    LEFT JOIN unattributed USING (campaign_id, target_id)
)
SELECT *, n_seen + n_missing + n_unattributed AS n_high FROM counted
"""


def count_ranges(
    campaign_posts: Table[CampaignPosts],
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
    campaign_posts, posts, target_hits, target_accounts, coverage_ledger : Table
        Posts of campaigns, what they answer, whom they address, accounts of officials, what threads
        miss.
    settings : NoSettings
        Nothing can be set.
    rng_seed : int
        Not used: nothing here is random.

    Returns
    -------
    Table[CampaignRanges]
        The upper end holds for the threads of which something was captured; of others nothing can
        be said. It rests on no estimate of what the tests find: every answer there that is neither
        of a campaign nor of an official may be of it. O(n) in posts.
    """
    tables = (campaign_posts, posts, target_hits, target_accounts, coverage_ledger)
    with connect() as connection:
        for table in tables:
            register(connection, table.spec.name, table)
        return Table.checked(CampaignRanges, connection.sql(RANGES_SQL).to_arrow_table())
