"""Facts about every account that the signs are measured on."""

from __future__ import annotations

import ibis
import pyarrow as pa

from undertow.engine import Engine
from undertow.schema import Communities, Engagement, Posts, PostText, Table

# Records listed behind a sign of one account; more would tell nothing new.
_MOST_RECORDS = 20


def account_facts(
    posts: Table[Posts],
    post_text: Table[PostText],
    engagement: Table[Engagement],
    communities: Table[Communities],
    engine: Engine,
) -> pa.Table:
    """Measure how much each account copies and how much it is answered.

    Returns
    -------
    pa.Table
        ``account_uid``; ``copied_share``, share of its distinct comparable texts that another
        account published too; ``outside_per_post``, replies and reposts to its posts from accounts
        outside its community, per post; ``filler_share``, share of its idle posts whose text
        another account published too. Null: nothing to measure, or not measured for every post.
        ``copied_posts``, ``counted_posts`` and ``filler_posts`` are the posts behind them, at most
        twenty of each member of a community; null for everybody else.
    """
    authored = engine.scan(posts).filter(lambda t: t.account_uid.notnull())
    members = engine.scan(communities)
    texts = _texts(authored, engine.scan(post_text))
    declared = _declared(authored, engine.scan(engagement))
    facts = authored.select("account_uid").distinct()
    for measured in (
        _copied_share(texts),
        _outside_per_post(authored, declared, members),
        _filler_share(texts),
        _listed(texts.filter(lambda t: t.n_accounts > 1), "copied_posts", members),
        _listed(declared, "counted_posts", members),
        _listed(_idle(texts).filter(lambda t: t.n_accounts > 1), "filler_posts", members),
    ):
        facts = facts.left_join(measured, "account_uid").drop("account_uid_right")
    return engine.to_arrow(facts.order_by("account_uid"))


def _texts(posts: ibis.Table, post_text: ibis.Table) -> ibis.Table:
    """Return the comparable posts, each with how many accounts published its text."""
    texts = posts.filter(posts.kind != "repost").join(
        post_text.filter(post_text.text_group.notnull()).select("post_uid", "text_group"),
        "post_uid",
    )
    spread = texts.group_by("text_group").aggregate(n_accounts=texts.account_uid.nunique())
    return texts.join(spread, "text_group")


def _copied_share(texts: ibis.Table) -> ibis.Table:
    """Return the share of distinct texts of each account that others published."""
    distinct = texts.select("account_uid", "text_group", "n_accounts").distinct()
    return distinct.group_by("account_uid").aggregate(
        copied_share=lambda t: (t.n_accounts > 1).cast("float64").mean()
    )


def _idle(texts: ibis.Table) -> ibis.Table:
    """Return the posts on the own page that are known to address nobody and to link nothing."""
    return texts.filter(
        lambda t: t.kind == "post",
        lambda t: t.parent_uid.isnull() & t.addressed_account_uid.isnull(),
        *(
            (lambda t, name=name: (t[name].length() == 0).fill_null(False))
            for name in ("urls", "hashtags", "mentions")
        ),
    )


def _filler_share(texts: ibis.Table) -> ibis.Table:
    """Return the share of idle posts whose text others published; null for a single one."""
    return (
        _idle(texts)
        .group_by("account_uid")
        .aggregate(
            n_idle=lambda t: t.count(),
            filler_share=lambda t: (t.n_accounts > 1).cast("float64").mean(),
        )
        .filter(lambda t: t.n_idle > 1)
        .drop("n_idle")
    )


def _listed(posts: ibis.Table, name: str, members: ibis.Table) -> ibis.Table:
    """Return the first posts of each member, as one list."""
    own = posts.semi_join(members, "account_uid").select("account_uid", "post_uid")
    numbered = own.mutate(
        number=ibis.row_number().over(
            ibis.window(group_by="account_uid", order_by="post_uid"),
        )
    ).filter(lambda t: t.number < _MOST_RECORDS)
    return numbered.group_by("account_uid").aggregate(**{name: numbered.post_uid.collect().sort()})


def _outside_per_post(
    posts: ibis.Table, declared: ibis.Table, communities: ibis.Table
) -> ibis.Table:
    """Return the replies and reposts from outside the community, per original post.

    A platform's count includes what the community and the author contributed; what of that was
    captured is taken off. Likes are left out: a capture does not say whose they are.
    """
    own = declared.left_join(communities, "account_uid")
    own = own.select("post_uid", "account_uid", "community_id", "n_declared")
    responses = (
        posts.mutate(answered=ibis.coalesce(posts.reposted_uid, posts.parent_uid))
        .select("answered", responder="account_uid")
        .left_join(communities, [("responder", "account_uid")])
        .select("answered", "responder", responder_group="community_id")
    )
    inside = (
        own.join(responses, [("post_uid", "answered")])
        .filter(
            lambda t: (
                (t.responder == t.account_uid)
                | (t.responder_group == t.community_id).fill_null(False)
            )
        )
        .group_by("post_uid")
        .aggregate(n_inside=lambda t: t.count())
    )
    outside = own.left_join(inside, "post_uid").mutate(
        n_outside=lambda t: ibis.greatest(t.n_declared - ibis.coalesce(t.n_inside, 0), 0)
    )
    return outside.group_by("account_uid").aggregate(
        outside_per_post=ibis.cases(
            (outside.n_declared.isnull().any(), ibis.null("float64")),
            else_=outside.n_outside.mean(),
        )
    )


def _declared(posts: ibis.Table, engagement: ibis.Table) -> ibis.Table:
    """Return the replies and reposts that the source declares for each original post.

    Null where a count is missing that other posts of the platform and kind have: that nobody
    answered an account is known only when all of its posts were counted. A count that no such post
    has does not exist there, and posts without any are left out.
    """
    counts = engagement.group_by("post_uid").aggregate(
        n_replies=engagement.reply_count.max(), n_reposts=engagement.repost_count.max()
    )
    originals = posts.filter(posts.kind != "repost").left_join(counts, "post_uid")
    alike = ibis.window(group_by=["platform", "kind"])
    return (
        originals.mutate(
            counts_replies=originals.n_replies.max().over(alike).notnull(),
            counts_reposts=originals.n_reposts.max().over(alike).notnull(),
        )
        .filter(lambda t: t.counts_replies | t.counts_reposts)
        .select(
            "post_uid",
            "account_uid",
            n_declared=lambda t: (
                ibis.ifelse(t.counts_replies, t.n_replies, 0)
                + ibis.ifelse(t.counts_reposts, t.n_reposts, 0)
            ),
        )
    )
