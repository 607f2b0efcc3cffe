"""The posts of campaigns with their texts, and the groups and distinct texts they form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

Row = dict[str, Any]

# The unit of narration: a claim across languages, else nearly the same text, else the same text.
POSTS_SQL = """
CREATE TABLE posted AS
SELECT campaign_id, post_uid, campaign_posts.account_uid, campaign_posts.platform,
       campaign_posts."at" AS said_at,
       coalesce(nullif(post_text.language, 'und'), campaign_posts.language, 'und') AS language,
       coalesce(claim_group, near_group, text_group) AS claim_group,
       coalesce(text_group, match_key) AS text_id,
       coalesce(posts.text, '') AS text
FROM campaign_posts
JOIN post_text USING (post_uid)
JOIN posts USING (post_uid)
WHERE coalesce(claim_group, near_group, text_group) IS NOT NULL;
"""

# The same text is in the same language, also where a source does not state it.
LANGUAGES_SQL = """
CREATE TABLE said AS
WITH stated AS (
    SELECT text_id, language AS told
    FROM posted WHERE language <> 'und'
    GROUP BY text_id, language
    QUALIFY row_number() OVER (PARTITION BY text_id ORDER BY count(*) DESC, language) = 1
)
SELECT posted.* REPLACE (coalesce(told, 'und') AS language)
FROM posted LEFT JOIN stated USING (text_id);
"""

# A text that one account repeats is no narrative of a campaign.
GROUPS_SQL = """
WITH sized AS (
    SELECT campaign_id, claim_group, count(*) AS n_posts,
           count(DISTINCT account_uid) AS n_accounts,
           min(said_at) AS first_seen, max(said_at) AS last_seen
    FROM said GROUP BY ALL HAVING count(DISTINCT account_uid) > 1
), addressed AS (
    SELECT campaign_id, claim_group, target_id, count(DISTINCT post_uid) AS n
    FROM said JOIN target_hits USING (post_uid) GROUP BY ALL
), named AS (
    SELECT campaign_id, claim_group, list(target_id ORDER BY target_id) AS targets
    FROM addressed JOIN sized USING (campaign_id, claim_group)
    WHERE n * 2 > n_posts GROUP BY ALL
)
SELECT sized.*, coalesce(targets, []) AS targets
FROM sized LEFT JOIN named USING (campaign_id, claim_group)
QUALIFY row_number() OVER (PARTITION BY campaign_id ORDER BY n_posts DESC, claim_group) <= $most
ORDER BY campaign_id, n_posts DESC, claim_group
"""

# Each distinct text of a group and language once, as first published.
TEXTS_SQL = """
SELECT campaign_id, claim_group, language, text_id, count(*) AS n_posts,
       arg_min(post_uid, (said_at, post_uid)) AS post_uid,
       arg_min(text, (said_at, post_uid)) AS text,
       list(post_uid ORDER BY post_uid) AS post_uids
FROM said
GROUP BY campaign_id, claim_group, language, text_id
QUALIFY row_number() OVER (
    PARTITION BY campaign_id, claim_group, language ORDER BY count(*) DESC, text_id
) <= $most
ORDER BY campaign_id, claim_group, language, n_posts DESC, text_id
"""


@dataclass(frozen=True, slots=True)
class Text:
    """A distinct text of a group in a language."""

    language: str
    text_id: str
    text: str
    post_uid: str
    post_uids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A claim group of a campaign.

    Attributes
    ----------
    row : dict
        campaign_id, claim_group, n_posts, n_accounts, first_seen, last_seen, targets.
    texts : tuple of Text
        Its distinct texts, by language, the most posted first.
    """

    row: Row
    texts: tuple[Text, ...]


def read_groups(
    connection: duckdb.DuckDBPyConnection, *, max_groups: int, max_texts: int
) -> dict[str, list[Group]]:
    """Return the groups of each campaign, largest first; makes table ``said``."""
    connection.execute(POSTS_SQL)
    connection.execute(LANGUAGES_SQL)
    texts: dict[tuple[str, str], list[Text]] = {}
    for row in _rows(connection, TEXTS_SQL, most=max_texts):
        text = Text(
            row["language"], row["text_id"], row["text"], row["post_uid"], tuple(row["post_uids"])
        )
        texts.setdefault((row["campaign_id"], row["claim_group"]), []).append(text)
    groups: dict[str, list[Group]] = {}
    for row in _rows(connection, GROUPS_SQL, most=max_groups):
        own = texts[row["campaign_id"], row["claim_group"]]
        groups.setdefault(row["campaign_id"], []).append(Group(row, tuple(own)))
    return groups


def read_accounts(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return who published each post of table ``said``."""
    rows = connection.sql("SELECT DISTINCT post_uid, account_uid FROM said").fetchall()
    return dict(rows)


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, **values: int) -> list[Row]:
    rows: list[Row] = connection.sql(sql, params=values).to_arrow_table().to_pylist()
    return rows
