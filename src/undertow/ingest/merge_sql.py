"""SQL of the merge: records of many files to one row a post and an account.

For every field the newest observed value that is not missing wins; equally new ones are told
apart by the hash of the physical record and, within one, by content. Neither the file nor the
place in it counts, so any order of records and any split into files gives the same rows.
"""

from __future__ import annotations

_POST_FIELDS = (
    "kind",
    "author_id",
    "created_at",
    "created_precision",
    "created_source",
    "text",
    "lang",
    "in_reply_to_id",
    "in_reply_to_author_id",
    "root_id",
    "repost_of_id",
    "repost_of_author_id",
    "quoted_id",
    "hashtags",
    "urls",
    "mentions",
)
_COUNTS = ("like_count", "reply_count", "repost_count", "view_count")


def _newest(fields: tuple[str, ...]) -> str:
    """Return the aggregates that take each field from the best rank that has it."""
    return ",\n    ".join(f"arg_min({name}, rank) AS {name}" for name in fields)


MERGED_POSTS = f"""
CREATE TEMP TABLE merged AS
WITH
posts AS (
    SELECT * FROM records WHERE kind <> 'account'
),
repeated_uids AS (
    SELECT record_uid FROM posts GROUP BY record_uid HAVING count(*) > 1
),
single AS (
    SELECT record_uid, platform, id, raw_sha256, {", ".join(_POST_FIELDS)}
    FROM posts ANTI JOIN repeated_uids USING (record_uid)
),
ranked AS (
    SELECT *, row_number() OVER (
        PARTITION BY record_uid
        ORDER BY observed_at DESC NULLS LAST, raw_sha256 DESC, {", ".join(_POST_FIELDS)}
    ) AS rank
    FROM posts SEMI JOIN repeated_uids USING (record_uid)
),
repeated AS (
    SELECT
    record_uid,
    arg_min(platform, rank) AS platform,
    arg_min(id, rank) AS id,
    arg_min(raw_sha256, rank) AS raw_sha256,
    {_newest(_POST_FIELDS)}
    FROM ranked GROUP BY record_uid
)
SELECT * FROM single UNION ALL BY NAME SELECT * FROM repeated
"""  # noqa: S608 (only the names above are put in)

POSTS = """
WITH linked AS (
    SELECT
        record_uid AS post_uid,
        platform,
        id AS native_id,
        kind,
        platform || ':' || author_id AS account_uid,
        created_at,
        created_precision,
        created_source,
        text,
        lang,
        platform || ':' || in_reply_to_id AS parent_uid,
        platform || ':' || root_id AS root_uid,
        platform || ':' || repost_of_id AS reposted_uid,
        platform || ':' || quoted_id AS quoted_uid,
        platform || ':' || in_reply_to_author_id AS stated_addressee,
        platform || ':' || repost_of_author_id AS stated_origin,
        coalesce(urls, []) AS urls,
        coalesce(hashtags, []) AS hashtags,
        coalesce(mentions, []) AS mentions,
        raw_sha256
    FROM merged
)
SELECT
    post.* EXCLUDE (stated_addressee, stated_origin),
    -- Who is answered is known from the post answered, where the case holds that post.
    coalesce(post.stated_addressee, parent.account_uid) AS addressed_account_uid,
    coalesce(post.stated_origin, original.account_uid) AS reposted_account_uid
FROM linked AS post
LEFT JOIN linked AS parent ON parent.post_uid = post.parent_uid
LEFT JOIN linked AS original ON original.post_uid = post.reposted_uid
"""

PROFILES = """
CREATE TEMP TABLE profiles AS
SELECT
    platform || ':' || author_id AS account_uid,
    raw_sha256,
    any_value(platform) AS platform,
    any_value(author_id) AS native_id,
    max(coalesce(observed_at, created_at)) AS observed_at,
    max(author_handle) AS handle,
    max(author_name) AS display_name,
    max(author_description) AS description,
    max(author_followers) AS followers,
    max(author_created_at) AS created_at,
    arg_max(author_created_precision, (author_created_at, author_created_precision))
        AS created_precision
FROM records
WHERE author_id IS NOT NULL
GROUP BY account_uid, raw_sha256
"""

SNAPSHOTS = """
SELECT account_uid, raw_sha256, observed_at, handle, display_name, description, followers
FROM profiles
WHERE coalesce(handle, display_name, description, followers::VARCHAR) IS NOT NULL
"""

ACCOUNTS = """
WITH
ranked AS (
    SELECT *, row_number() OVER (
        PARTITION BY account_uid ORDER BY observed_at DESC NULLS LAST, raw_sha256 DESC
    ) AS rank
    FROM profiles
),
newest AS (
    SELECT
        account_uid,
        any_value(platform) AS platform,
        any_value(native_id) AS native_id,
        arg_min(handle, rank) AS handle,
        arg_min(display_name, rank) AS display_name,
        arg_min(created_at, rank) AS created_at,
        arg_min(created_precision, rank) AS created_precision,
        arg_min(followers, rank) AS followers,
        arg_min(raw_sha256, rank) AS raw_sha256
    FROM ranked
    GROUP BY account_uid
),
activity AS (
    SELECT
        platform || ':' || author_id AS account_uid,
        min(created_at) AS first_seen,
        max(created_at) AS last_seen,
        count(*) AS n_posts
    FROM merged
    WHERE author_id IS NOT NULL
    GROUP BY account_uid
)
SELECT
    newest.*,
    CASE WHEN newest.created_at IS NOT NULL THEN 'field' END AS created_source,
    activity.first_seen,
    activity.last_seen,
    coalesce(activity.n_posts, 0) AS n_posts
FROM newest LEFT JOIN activity USING (account_uid)
"""

MEDIA = """
SELECT DISTINCT record_uid AS post_uid, unnest(media) AS media_ref
FROM records
WHERE kind <> 'account'
"""

ENGAGEMENT = f"""
SELECT
    record_uid AS post_uid,
    raw_sha256,
    max(observed_at) AS observed_at,
    {", ".join(f"max({name}) AS {name}" for name in _COUNTS)}
FROM records
WHERE kind <> 'account' AND coalesce({", ".join(_COUNTS)}) IS NOT NULL
GROUP BY record_uid, raw_sha256
"""  # noqa: S608
