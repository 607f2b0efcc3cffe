"""The target_hits stage: which posts address which official, and how."""

from __future__ import annotations

import pyarrow as pa

from undertow.engine import connect
from undertow.schema import Accounts, Posts, Table, TargetAccounts, TargetHits, Targets
from undertow.settings import NoSettings
from undertow.targets.aliases import find_aliases
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
    SELECT post_uid, platform, mentions,
           plain_uid(account_uid) AS author,
           plain_uid(addressed_account_uid) AS addressed,
           parent_uid
    FROM posts
), page AS (
    SELECT post_uid AS root_uid, target_id FROM post JOIN official ON official.identity = author
    UNION
    SELECT post_uid, target_id FROM post JOIN official ON official.identity = addressed
), hit AS (
    SELECT post_uid, target_id, 'reply' AS via, author
    FROM post JOIN official ON official.identity = post.addressed
    UNION ALL
    SELECT child.post_uid, target_id, 'reply', child.author
    FROM post AS child
    JOIN post AS parent ON parent.post_uid = child.parent_uid
    JOIN official ON official.identity = parent.author
    WHERE child.addressed IS NULL
    UNION ALL
    SELECT post_uid, target_id, 'mention', author
    FROM (SELECT post_uid, author, platform, unnest(mentions) AS mentioned FROM post)
    JOIN official ON official.identity = plain(platform) || ':' || plain(mentioned)
    UNION ALL
    SELECT post.post_uid, target_id, 'page', post.author
    FROM post
    JOIN roots ON roots.post_uid = post.post_uid
    JOIN page ON page.root_uid = roots.root_uid
    UNION ALL
    SELECT posts.post_uid, target_id, 'alias', plain_uid(account_uid)
    FROM posts JOIN named USING (text)
)
SELECT DISTINCT post_uid, target_id, via
FROM hit
ANTI JOIN official ON official.target_id = hit.target_id AND official.identity = hit.author
"""

ACCOUNTS_SQL = "SELECT DISTINCT target_id, account_uid FROM official JOIN known USING (identity)"


def find_target_hits(
    posts: Table[Posts],
    accounts: Table[Accounts],
    targets: Table[Targets],
    settings: NoSettings,
    *,
    rng_seed: int,
) -> tuple[Table[TargetHits], Table[TargetAccounts]]:
    """Find the posts that address an official of the register.

    Parameters
    ----------
    posts, accounts, targets : Table
        All posts, what is known of accounts, the register.
    settings : NoSettings
        Nothing to set.
    rng_seed : int
        Not used.

    Returns
    -------
    target_hits, target_accounts : Table
        One row for each post, official and way: ``reply`` to an account of theirs, ``mention`` of
        one, on their ``page`` (under a post by or to one), or an ``alias`` in the text. What an
        official writes is no hit on them. And the accounts of officials.
    """
    if posts.n_rows == 0 or targets.n_rows == 0:
        return Table.empty(TargetHits), Table.empty(TargetAccounts)
    with connect() as connection:
        connection.register("posts", posts.arrow)
        connection.register("accounts", accounts.arrow)
        connection.register("targets", targets.arrow)
        connection.register("roots", find_roots(posts.arrow))
        connection.register("named", _named(posts.arrow, targets.arrow))
        connection.execute(OFFICIALS_SQL)
        hits = connection.sql(HITS_SQL).to_arrow_table()
        own = connection.sql(ACCOUNTS_SQL).to_arrow_table()
    return Table.checked(TargetHits, hits), Table.checked(TargetAccounts, own)


def _named(posts: pa.Table, targets: pa.Table) -> pa.Table:
    """Return (text, target_id) for every distinct text that names an official."""
    texts = posts.column("text").unique().drop_null()
    matches = find_aliases(texts, targets.column("aliases").to_pylist())
    return pa.table(
        {
            "text": texts.take(pa.array(matches.text)),
            "target_id": targets.column("target_id").take(pa.array(matches.official)),
        }
    )
