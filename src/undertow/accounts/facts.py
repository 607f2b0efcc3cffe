"""Facts about every account that the signs are measured on."""

from __future__ import annotations

import ibis
import pyarrow as pa

from undertow.schema import Communities, Engagement, Posts, PostText, Table


def account_facts(
    posts: Table[Posts],
    post_text: Table[PostText],
    engagement: Table[Engagement],
    communities: Table[Communities],
) -> pa.Table:
    """Measure how much each account copies and how much it is answered.

    Returns
    -------
    pa.Table
        ``account_uid``; ``copied_share``, share of its distinct comparable texts that another
        account published too; ``outside_per_post``, replies and reposts to its posts from accounts
        outside its community, per post for which they were counted. Null: nothing to measure.
    """
    authored = ibis.memtable(posts.arrow).filter(lambda t: t.account_uid.notnull())
    copied = _copied_share(authored, ibis.memtable(post_text.arrow))
    answered = _outside_per_post(
        authored, ibis.memtable(engagement.arrow), ibis.memtable(communities.arrow)
    )
    facts = (
        authored.select("account_uid")
        .distinct()
        .left_join(copied, "account_uid")
        .drop("account_uid_right")
        .left_join(answered, "account_uid")
        .select("account_uid", "copied_share", "outside_per_post")
        .order_by("account_uid")
    )
    connection = ibis.duckdb.connect()
    try:
        table: pa.Table = connection.to_pyarrow(facts)
        return table
    finally:
        connection.disconnect()


def _copied_share(posts: ibis.Table, post_text: ibis.Table) -> ibis.Table:
    """Return the share of distinct texts of each account that others published."""
    texts = (
        posts.filter(posts.kind != "repost")
        .join(post_text.filter(post_text.text_group.notnull()), "post_uid")
        .select("account_uid", "text_group")
        .distinct()
    )
    spread = texts.group_by("text_group").aggregate(n_accounts=texts.count())
    return (
        texts.join(spread, "text_group")
        .group_by("account_uid")
        .aggregate(copied_share=lambda t: (t.n_accounts > 1).cast("float64").mean())
    )


def _outside_per_post(
    posts: ibis.Table, engagement: ibis.Table, communities: ibis.Table
) -> ibis.Table:
    """Return the replies and reposts from outside the community, per post that counts them.

    A platform's count includes what the community itself contributed; what of that was captured is
    taken off. Likes are left out: a capture does not say whose they are.
    """
    counted = (
        engagement.mutate(
            n=ibis.coalesce(engagement.reply_count, 0) + ibis.coalesce(engagement.repost_count, 0)
        )
        .filter(lambda t: t.reply_count.notnull() | t.repost_count.notnull())
        .group_by("post_uid")
        .aggregate(n_declared=lambda t: t.n.max())
    )
    group = communities.select("account_uid", "community_id")
    responder = communities.select(responder="account_uid", responder_group="community_id")
    responses = (
        posts.mutate(post_uid=ibis.coalesce(posts.reposted_uid, posts.parent_uid))
        .filter(lambda t: t.post_uid.notnull())
        .select("post_uid", responder="account_uid")
        .left_join(responder, "responder")
        .select("post_uid", "responder_group")
    )
    own = (
        posts.left_join(group, "account_uid")
        .select("post_uid", "account_uid", "community_id")
        .join(counted, "post_uid")
    )
    inside = (
        own.join(responses, "post_uid")
        .filter(lambda t: t.responder_group == t.community_id)
        .group_by("post_uid")
        .aggregate(n_inside=lambda t: t.count())
    )
    return (
        own.left_join(inside, "post_uid")
        .mutate(
            n_outside=lambda t: ibis.greatest(t.n_declared - ibis.coalesce(t.n_inside, 0), 0).cast(
                "float64"
            )
        )
        .group_by("account_uid")
        .aggregate(outside_per_post=lambda t: t.n_outside.mean())
    )
