"""Units: near groups, and texts in none; which of them can matter across languages."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from undertow.engine import connect, register
from undertow.schema import DirectEdges, NearGroups, PostKeys, Posts, Table, TargetHits
from undertow.settings import ClaimSettings

# A text cut by a gate is the same in any script: words where words are separated, else characters.
_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
_QUERY = """
WITH keyed AS (
  SELECT coalesce(k.near_group, k.text_group) AS unit, k.language, p.post_uid, p.account_uid,
         p.created_at, p.text
  FROM post_keys k JOIN posts p USING (post_uid)
  WHERE k.text_group IS NOT NULL
), paired AS (
  SELECT a AS account_uid FROM direct_edges UNION SELECT b FROM direct_edges
), addressed AS (
  SELECT DISTINCT post_uid FROM target_hits
), counted AS (
  SELECT unit,
         count(*) AS n_posts,
         count(DISTINCT account_uid) AS n_accounts,
         bool_or(account_uid IN (SELECT account_uid FROM paired)) AS has_pair,
         bool_or(post_uid IN (SELECT post_uid FROM addressed)) AS is_addressed,
         arg_min(post_uid, (created_at, post_uid)) AS first_post,
         min(created_at) AS first_seen,
         max(created_at) AS last_seen
  FROM keyed GROUP BY unit
)
SELECT c.unit, coalesce(g.leader_post_uid, c.first_post) AS post_uid,
       r.language, coalesce(r.text, '') AS text,
       c.n_posts, c.n_accounts, c.first_seen, c.last_seen,
       c.n_accounts >= $min_accounts OR coalesce(c.has_pair, false) OR c.is_addressed AS can_matter
FROM counted c
LEFT JOIN near_groups g ON g.near_group = c.unit
JOIN keyed r ON r.post_uid = coalesce(g.leader_post_uid, c.first_post)
ORDER BY c.unit
"""


def find_units(
    posts: Table[Posts],
    post_keys: Table[PostKeys],
    near_groups: Table[NearGroups],
    target_hits: Table[TargetHits],
    direct_edges: Table[DirectEdges],
    settings: ClaimSettings,
) -> pa.Table:
    """Return the units of a case, one row each, sorted.

    Returns
    -------
    pa.Table
        ``unit``, ``post_uid`` (whose text stands for it: that of the leader of a near group, else
        the first post), ``language``, ``text``, ``n_posts``, ``n_accounts``, ``first_seen``,
        ``last_seen``, ``can_matter``.
    """
    engine = connect()
    try:
        for table in (posts, post_keys, near_groups, target_hits, direct_edges):
            register(engine, table.spec.name, table)
        engine.execute("SET TimeZone = 'UTC'")
        rows = engine.sql(_QUERY, params={"min_accounts": settings.min_accounts})
        return rows.to_arrow_table()
    finally:
        engine.close()


def is_long_enough(views: pa.Array, settings: ClaimSettings) -> pa.Array:
    """Whether each text holds enough words, or characters where none are separated, to be linked.

    Both count, in proportion, in a text that mixes them.
    """
    n_han = pc.count_substring_regex(views, pattern=_UNSPACED)
    spaced = pc.replace_substring_regex(views, pattern=_UNSPACED, replacement=" ")
    n_words = pc.count_substring_regex(spaced, pattern=r"[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}'’\-]*")
    enough = pc.add(
        pc.divide(n_han.cast(pa.float64()), settings.min_han),
        pc.divide(n_words.cast(pa.float64()), settings.min_words),
    )
    return pc.greater_equal(enough, 1.0)
