"""The target_hits stage: which posts address which official, and how."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from duckdb import DuckDBPyConnection

from undertow.engine import connect, register
from undertow.schema import (
    Accounts,
    MediaSightings,
    MediaTexts,
    Posts,
    Table,
    TargetAccounts,
    TargetHits,
    Targets,
)
from undertow.settings import NoSettings
from undertow.targets.aliases import find_names
from undertow.targets.gazetteer import Official
from undertow.targets.mention import CONTEXTS
from undertow.targets.passages import passages
from undertow.targets.threads import find_roots

# An account is known by `platform:id` or `platform:handle`, lower case, without @. A register gives
# one of them; the accounts table tells the others, so that a mention by handle meets an id.
OFFICIALS_SQL = r"""
CREATE MACRO plain(identity) AS lower(ltrim(identity, '@'));
CREATE MACRO plain_uid(uid) AS
    lower(split_part(uid, ':', 1) || ':' || ltrim(substr(uid, strpos(uid, ':') + 1), '@'));
CREATE TABLE given AS SELECT DISTINCT target_id, unnest(handles) AS identity FROM targets;
CREATE TABLE known AS
    SELECT account_uid, unnest([
        plain(platform) || ':' || plain(native_id), plain(platform) || ':' || plain(handle)
    ]) AS identity
    FROM accounts;
CREATE TABLE official AS
    SELECT target_id, identity FROM given
    UNION
    SELECT given.target_id, other.identity
    FROM given
    JOIN known USING (identity)
    JOIN known AS other ON other.account_uid = known.account_uid
    WHERE other.identity IS NOT NULL;
"""

# A post answers the account it is addressed to; where the source does not say, the author of its
# parent. On the page of an official is what hangs under a post by or to that official.
HITS_SQL = """
WITH post AS (
    SELECT post_uid, platform, mentions, text,
           plain_uid(account_uid) AS author,
           plain_uid(addressed_account_uid) AS addressed,
           parent_uid
    FROM posts
), page AS (
    SELECT post_uid AS root_uid, target_id FROM post JOIN official ON official.identity = author
    UNION
    SELECT post_uid, target_id FROM post JOIN official ON official.identity = addressed
), hit AS (
    SELECT post_uid, target_id, 'reply' AS via, NULL::VARCHAR AS form, author
    FROM post JOIN official ON official.identity = post.addressed
    UNION ALL
    SELECT child.post_uid, target_id, 'reply', NULL, child.author
    FROM post AS child
    JOIN post AS parent ON parent.post_uid = child.parent_uid
    JOIN official ON official.identity = parent.author
    WHERE child.addressed IS NULL
    UNION ALL
    SELECT post_uid, target_id, 'mention', plain(mentioned), author
    FROM (
        SELECT post_uid, author, platform, unnest(mentions) AS mentioned FROM post
        UNION ALL
        SELECT post_uid, author, platform, handle FROM post JOIN handles_in_text USING (text)
    )
    JOIN official ON official.identity = plain(platform) || ':' || plain(mentioned)
    UNION ALL
    SELECT post.post_uid, target_id, 'page', NULL, post.author
    FROM post
    JOIN roots ON roots.post_uid = post.post_uid
    JOIN page ON page.root_uid = roots.root_uid
), spoken AS (
    SELECT hit.* FROM hit
    ANTI JOIN official
        ON official.target_id = hit.target_id AND official.identity = hit.author
), addressed AS (
    SELECT DISTINCT post_uid, target_id FROM spoken
), aliased AS (
    SELECT post.post_uid, named.target_id, form, context
    FROM post JOIN named USING (text)
    ANTI JOIN official
        ON official.target_id = named.target_id AND official.identity = post.author
)
SELECT post_uid, target_id, via, min(form) AS form, NULL AS context FROM spoken GROUP BY ALL
UNION ALL
SELECT post_uid, target_id, 'alias', form, context FROM aliased WHERE context <> 'thread'
UNION ALL
-- A name that several officials share counts in the thread of exactly one of them.
SELECT post_uid, min(target_id), 'alias', form, 'thread'
FROM aliased SEMI JOIN addressed USING (post_uid, target_id)
WHERE context = 'thread'
GROUP BY post_uid, form HAVING count(*) = 1
"""

# Of several ways in which the media of a post name an official, the strongest. A name that needs a
# thread does not count: who speaks in a video does not answer.
MEDIA_SQL = """
SELECT post_uid, target_id, 'media_text' AS via,
       arg_min(form, (strength, form)) AS form, arg_min(context, (strength, form)) AS context
FROM named_in_media
JOIN said USING (text)
JOIN media_sightings USING (media_uid)
JOIN posts USING (post_uid)
ANTI JOIN official
    ON official.target_id = named_in_media.target_id
    AND official.identity = plain_uid(posts.account_uid)
WHERE context <> 'thread'
GROUP BY post_uid, target_id
"""

# A handle in the text of a post that no source told as a mention; a dot may end the sentence.
HANDLES_SQL = r"""
CREATE TABLE handles_in_text AS
WITH written AS (
    SELECT text, unnest(regexp_extract_all(
        text, '(?:^|[^\p{L}\p{N}_.@/])[@\x{ff20}]([A-Za-z0-9_][A-Za-z0-9_.\-]*)', 1
    )) AS handle
    FROM texts WHERE contains(text, '@') OR contains(text, chr(65312))
), plain_handle AS (SELECT text, lower(rtrim(handle, '.-')) AS handle FROM written)
SELECT DISTINCT text, handle FROM plain_handle
SEMI JOIN (SELECT split_part(identity, ':', 2) AS handle FROM official) USING (handle)
"""

ACCOUNTS_SQL = "SELECT DISTINCT target_id, account_uid FROM official JOIN known USING (identity)"


def find_target_hits(
    posts: Table[Posts],
    accounts: Table[Accounts],
    targets: Table[Targets],
    media_texts: Table[MediaTexts],
    media_sightings: Table[MediaSightings],
    settings: NoSettings,
    *,
    rng_seed: int,
) -> tuple[Table[TargetHits], Table[TargetAccounts]]:
    """Find the posts that address an official of the register.

    Parameters
    ----------
    posts, accounts, targets : Table
        All posts, what is known of accounts, the register.
    media_texts, media_sightings : Table
        The lines in media, and which post carries which file.
    settings : NoSettings
        Nothing to set.
    rng_seed : int
        Not used.

    Returns
    -------
    target_hits, target_accounts : Table
        One row for each post, official and way: ``reply`` to an account of theirs, ``mention`` of
        one, on their ``page`` (under a post by or to one), an ``alias`` in the text, or a name in
        the ``media_text``, the words of what it carries. ``form`` is the least handle or the
        strongest name, ``context`` what made the name count. What an official writes is no hit on
        them. And the accounts of officials.
    """
    if posts.n_rows == 0 or targets.n_rows == 0:
        return Table.empty(TargetHits), Table.empty(TargetAccounts)
    with connect() as connection:
        register(connection, "posts", posts)
        register(connection, "accounts", accounts)
        register(connection, "targets", targets)
        connection.register("roots", find_roots(posts.arrow))
        texts = posts.arrow.column("text").unique().drop_null()
        connection.register("texts", pa.table({"text": texts}))
        connection.register("named", _named(texts, targets.arrow))
        connection.execute(OFFICIALS_SQL)
        connection.execute(HANDLES_SQL)
        hits = connection.sql(HITS_SQL).to_arrow_table()
        if media_texts.n_rows and media_sightings.n_rows:
            named = _in_media(connection, media_texts, media_sightings, targets)
            hits = pa.concat_tables([hits, named.cast(hits.schema)])
        own = connection.sql(ACCOUNTS_SQL).to_arrow_table()
    return Table.checked(TargetHits, hits), Table.checked(TargetAccounts, own)


def _in_media(
    connection: DuckDBPyConnection,
    media_texts: Table[MediaTexts],
    media_sightings: Table[MediaSightings],
    targets: Table[Targets],
) -> pa.Table:
    """Return the hits by what is written or said in the media of posts."""
    said = passages(media_texts.arrow)
    named = _named(said.column("text").unique(), targets.arrow)
    strength = [CONTEXTS.index(context) for context in named.column("context").to_pylist()]
    connection.register("said", said)
    connection.register("named_in_media", named.append_column("strength", pa.array(strength)))
    register(connection, "media_sightings", media_sightings)
    return connection.sql(MEDIA_SQL).to_arrow_table()


def _named(texts: pa.Array, targets: pa.Table) -> pa.Table:
    """Return text, official, form and context for every text that may name an official."""
    matches = find_names(texts, [_official(row) for row in targets.to_pylist()])
    return pa.table(
        {
            "text": texts.take(pa.array(matches.text)),
            "target_id": targets.column("target_id").take(pa.array(matches.official)),
            "form": pa.array(matches.form, pa.string()),
            "context": pa.array(matches.context, pa.string()),
        }
    )


def _official(row: dict[str, Any]) -> Official:
    return Official(
        name=row["name"],
        surname=row["surname"],
        aliases=tuple(row["aliases"]),
        party=row["party"],
        province=row["province"],
        ridings=tuple(filter(None, (row["riding"], row["riding_fr"]))),
    )
