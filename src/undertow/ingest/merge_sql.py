"""SQL of the merge: records of many files to one row a post and an account.

For every field the newest observed value that is not missing wins; equally new ones are told
apart by the hash of the physical record and, within one, by content. Neither the file nor the
place in it counts, so any order of records and any split into files gives the same rows.
"""

from __future__ import annotations

from collections.abc import Mapping

_POST_FIELDS = (
    "kind",
    "author_id",
    "created_at",
    "created_precision",
    "created_source",
    "text",
    "text_truncated",
    "lang",
    "url",
    "in_reply_to_id",
    "in_reply_to_author_id",
    "root_id",
    "page_id",
    "repost_of_id",
    "repost_of_author_id",
    "quoted_id",
    "hashtags",
    "urls",
    "mentions",
    "edited_at",
    "deleted_at",
    "client_app",
    "is_ad",
)
# Fields that stand or fall together, each as a whole from one record.
_TOGETHER = ("created_at", "created_precision", "created_source", "text", "text_truncated")
_COUNTS = (
    "like_count",
    "reply_count",
    "repost_count",
    "quote_count",
    "view_count",
    "bookmark_count",
    "reaction_count",
)
# Column of account_snapshots and accounts -> field of a record.
_PROFILE_FIELDS = {
    "handle": "author_handle",
    "display_name": "author_name",
    "description": "author_description",
    "url": "author_url",
    "avatar": "author_avatar",
    "language": "author_language",
    "verified": "author_verified",
    "status": "author_status",
    "followers": "author_followers",
    "following": "author_following",
    "n_posts": "author_posts",
}
_ACCOUNT_COLUMNS = ("handle", "display_name", "verified", "status", "followers", "following")
_STATES = "list(known_absent) FILTER (known_absent IS NOT NULL)"


def _newest(fields: tuple[str, ...]) -> str:
    """Return the aggregates that take each field from the best rank that has it."""
    return ",\n    ".join(f"arg_min({name}, rank) AS {name}" for name in fields)


def _stated(name: str) -> str:
    """Return the aggregate that takes what an id tells only where no record states a time."""
    told = f"arg_min({name}, rank)"
    stated = f"{told} FILTER (created_source IS DISTINCT FROM 'id_derived')"
    return f"coalesce({stated}, {told}) AS {name}"


def _absent(fields: Mapping[str, str]) -> str:
    """Return the list of fields that some record shows to have no value and none gives one."""
    tests = ", ".join(
        f"CASE WHEN {column} IS NULL THEN '{field}' END" for column, field in fields.items()
    )
    every = "list_distinct(flatten(absent))"
    return (
        "CASE WHEN absent IS NULL THEN [] ELSE "
        f"list_sort(list_filter({every}, lambda name: list_contains([{tests}], name))) END"
    )


# Most records say the only thing that is said of a post. Those are looked up where they lie, as
# often as they are needed; only what several records say is merged and kept.
REPEATED_UIDS = """
CREATE TEMP TABLE repeated_uids AS
SELECT record_uid FROM records WHERE kind NOT IN ('account', 'removal')
GROUP BY record_uid HAVING count(*) > 1
"""

REPEATED_POSTS = f"""
CREATE TEMP TABLE repeated AS
WITH ranked AS (
    SELECT *, row_number() OVER (
        PARTITION BY record_uid
        ORDER BY observed_at DESC NULLS LAST, raw_sha256 DESC, {", ".join(_POST_FIELDS)}
    ) AS rank
    FROM records SEMI JOIN repeated_uids USING (record_uid)
    WHERE kind NOT IN ('account', 'removal')
)
SELECT
    record_uid,
    arg_min(platform, rank) AS platform,
    arg_min(id, rank) AS id,
    arg_min(raw_sha256, rank) AS raw_sha256,
    {_STATES} AS absent,
    {_newest(tuple(name for name in _POST_FIELDS if name not in _TOGETHER))},
    {_stated("created_at")},
    {_stated("created_precision")},
    {_stated("created_source")},
    arg_min(text, rank) AS text,
    struct_extract(arg_min({{'it': text_truncated}}, rank) FILTER (text IS NOT NULL), 'it')
        AS text_truncated
FROM ranked GROUP BY record_uid
"""  # noqa: S608 (only the names above are put in)

REMOVED = """
CREATE TEMP TABLE removed AS
SELECT record_uid, min(deleted_at) AS removed_at
FROM records WHERE kind = 'removal' GROUP BY record_uid
"""

MERGED_POSTS = f"""
CREATE TEMP VIEW merged AS
WITH single AS (
    SELECT
    record_uid, platform, id, raw_sha256,
    CASE WHEN known_absent IS NOT NULL THEN [known_absent] END AS absent,
    {", ".join(_POST_FIELDS)}
    FROM records ANTI JOIN repeated_uids USING (record_uid)
    WHERE kind NOT IN ('account', 'removal')
)
SELECT * EXCLUDE (absent), {_absent({name: name for name in _POST_FIELDS})} AS known_absent
FROM (
    SELECT
        known.* EXCLUDE (deleted_at),
        coalesce(known.deleted_at, removed.removed_at) AS deleted_at
    FROM (SELECT * FROM single UNION ALL BY NAME SELECT * FROM repeated) AS known
    LEFT JOIN removed USING (record_uid)
)
"""  # noqa: S608

# Who wrote the posts that others answer or repost: two narrow columns, so that no join ever holds
# texts.
WRITERS = """
CREATE TEMP TABLE writers AS
SELECT record_uid AS post_uid, platform || ':' || author_id AS account_uid
FROM merged
WHERE author_id IS NOT NULL AND record_uid IN (
    SELECT platform || ':' || in_reply_to_id FROM merged WHERE in_reply_to_author_id IS NULL
    UNION
    SELECT platform || ':' || repost_of_id FROM merged WHERE repost_of_author_id IS NULL
)
"""

POSTS = """
SELECT
    post.record_uid AS post_uid,
    post.platform,
    post.id AS native_id,
    post.kind,
    post.platform || ':' || post.author_id AS account_uid,
    post.created_at,
    post.created_precision,
    post.created_source,
    post.text,
    post.text_truncated,
    post.lang,
    post.url,
    post.platform || ':' || post.in_reply_to_id AS parent_uid,
    post.platform || ':' || post.root_id AS root_uid,
    post.platform || ':' || post.page_id AS page_uid,
    post.platform || ':' || post.repost_of_id AS reposted_uid,
    post.platform || ':' || post.quoted_id AS quoted_uid,
    -- Who is answered is known from the post answered, where the case holds that post.
    coalesce(post.platform || ':' || post.in_reply_to_author_id, parent.account_uid)
        AS addressed_account_uid,
    coalesce(post.platform || ':' || post.repost_of_author_id, original.account_uid)
        AS reposted_account_uid,
    post.urls,
    post.hashtags,
    post.mentions,
    post.edited_at,
    post.deleted_at,
    post.client_app,
    post.is_ad,
    post.known_absent,
    post.raw_sha256
FROM merged AS post
LEFT JOIN writers AS parent ON parent.post_uid = post.platform || ':' || post.in_reply_to_id
LEFT JOIN writers AS original ON original.post_uid = post.platform || ':' || post.repost_of_id
"""

_VALUES = ",\n    ".join(f"max({f}) AS {column}" for column, f in _PROFILE_FIELDS.items())
_STATED = ",\n    ".join(f"{f} AS {column}" for column, f in _PROFILE_FIELDS.items())

# A physical record that holds one record shows one account once. One that holds many, a page or a
# table, may show it at several moments.
REPEATED_RAW = """
CREATE TEMP TABLE repeated_raw AS
SELECT raw_sha256 FROM records GROUP BY raw_sha256 HAVING count(*) > 1
"""

REPEATED_PROFILES = f"""
CREATE TEMP TABLE repeated_profiles AS
SELECT
    platform || ':' || author_id AS account_uid,
    raw_sha256,
    any_value(platform) AS platform,
    any_value(author_id) AS native_id,
    observed_at AS stated_at,
    max(coalesce(observed_at, created_at)) AS observed_at,
    {_VALUES},
    max(author_created_at) AS created_at,
    arg_max(author_created_precision, (author_created_at, author_created_precision))
        FILTER (author_created_at IS NOT NULL) AS created_precision,
    {_STATES} AS absent
FROM records SEMI JOIN repeated_raw USING (raw_sha256)
WHERE author_id IS NOT NULL AND kind <> 'removal'
GROUP BY account_uid, raw_sha256, stated_at
QUALIFY row_number() OVER (
    PARTITION BY account_uid, raw_sha256, max(coalesce(records.observed_at, records.created_at))
    ORDER BY stated_at NULLS LAST
) = 1
"""  # noqa: S608

PROFILES = f"""
CREATE TEMP VIEW profiles AS
SELECT
    platform || ':' || author_id AS account_uid,
    raw_sha256,
    platform,
    author_id AS native_id,
    observed_at AS stated_at,
    coalesce(observed_at, created_at) AS observed_at,
    {_STATED},
    author_created_at AS created_at,
    CASE WHEN author_created_at IS NOT NULL THEN author_created_precision END
        AS created_precision,
    CASE WHEN known_absent IS NOT NULL THEN [known_absent] END AS absent
FROM records ANTI JOIN repeated_raw USING (raw_sha256)
WHERE author_id IS NOT NULL AND kind <> 'removal'
UNION ALL BY NAME
FROM repeated_profiles
"""  # noqa: S608

SNAPSHOTS = f"""
SELECT account_uid, raw_sha256, observed_at, {", ".join(_PROFILE_FIELDS)}
FROM profiles
WHERE coalesce({", ".join(f"{column}::VARCHAR" for column in _PROFILE_FIELDS)}) IS NOT NULL
"""  # noqa: S608

# Only captures that state their time can say in which order two values were there. Values that
# one moment shows together are no change; the greatest stands for them.
CHANGES = f"""
WITH
changed AS (
    SELECT account_uid FROM profiles WHERE stated_at IS NOT NULL GROUP BY account_uid
    HAVING {" OR ".join(f"min({column}) <> max({column})" for column in _PROFILE_FIELDS)}
),
long AS (
    UNPIVOT (
        SELECT
            account_uid, raw_sha256, stated_at,
            {", ".join(f"{column}::VARCHAR AS {column}" for column in _PROFILE_FIELDS)}
        FROM profiles SEMI JOIN changed USING (account_uid) WHERE stated_at IS NOT NULL
    )
    ON {", ".join(_PROFILE_FIELDS)} INTO NAME field VALUE value
),
moments AS (
    SELECT
        account_uid, field, stated_at,
        max(value) AS value,
        arg_max(raw_sha256, (value, raw_sha256)) AS raw_sha256
    FROM long GROUP BY account_uid, field, stated_at
),
steps AS (
    SELECT
        *,
        lag(value) OVER history AS old_value,
        lag(stated_at) OVER history AS last_seen_at,
        lag(raw_sha256) OVER history AS old_raw_sha256
    FROM moments
    WINDOW history AS (PARTITION BY account_uid, field ORDER BY stated_at)
)
SELECT
    account_uid, field, last_seen_at, stated_at AS seen_at,
    old_value, value AS new_value, old_raw_sha256, raw_sha256
FROM steps
WHERE old_value <> value
"""  # noqa: S608

ACCOUNTS = f"""
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
        {_newest((*_PROFILE_FIELDS, "created_at", "created_precision", "raw_sha256"))},
        flatten(list(absent) FILTER (absent IS NOT NULL)) AS absent
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
    newest.account_uid,
    newest.platform,
    newest.native_id,
    {", ".join(f"newest.{name}" for name in _ACCOUNT_COLUMNS)},
    newest.created_at,
    newest.created_precision,
    newest.raw_sha256,
    {
    _absent(
        {f"newest.{column}": field for column, field in _PROFILE_FIELDS.items()}
        | {"newest.created_at": "author_created_at"}
    )
} AS known_absent,
    CASE WHEN newest.created_at IS NOT NULL THEN 'field' END AS created_source,
    activity.first_seen,
    activity.last_seen,
    coalesce(activity.n_posts, 0) AS n_posts
FROM newest LEFT JOIN activity USING (account_uid)
"""  # noqa: S608

MEDIA = """
SELECT DISTINCT record_uid AS post_uid, unnest(media) AS media_ref
FROM records
WHERE media IS NOT NULL
"""

_COUNTED = f"""
    kind NOT IN ('account', 'removal')
    AND (
        coalesce({", ".join(_COUNTS)}) IS NOT NULL
        OR list_has_any(known_absent, {list(_COUNTS)})
    )
"""

ENGAGEMENT = f"""
WITH counted AS (
    SELECT
        record_uid AS post_uid, raw_sha256, observed_at, {", ".join(_COUNTS)},
        CASE WHEN known_absent IS NOT NULL THEN [known_absent] END AS absent
    FROM records ANTI JOIN repeated_raw USING (raw_sha256)
    WHERE {_COUNTED}
    UNION ALL BY NAME
    SELECT
        record_uid AS post_uid,
        raw_sha256,
        observed_at,
        {", ".join(f"max({name}) AS {name}" for name in _COUNTS)},
        {_STATES} AS absent
    FROM records SEMI JOIN repeated_raw USING (raw_sha256)
    WHERE {_COUNTED}
    GROUP BY record_uid, raw_sha256, observed_at
)
SELECT
    * EXCLUDE (absent),
    {_absent({name: name for name in _COUNTS})} AS known_absent
FROM counted
"""  # noqa: S608

PREPARED = (
    REPEATED_UIDS,
    REPEATED_POSTS,
    REMOVED,
    MERGED_POSTS,
    WRITERS,
    REPEATED_RAW,
    REPEATED_PROFILES,
    PROFILES,
)
"""What the queries of the tables rest on, in order."""
