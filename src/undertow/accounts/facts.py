"""Facts about every account that the signs are measured on."""

from __future__ import annotations

import ibis
import pyarrow as pa

from undertow.engine import Engine
from undertow.responses import declared_responses
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
        twenty of each.
    """
    authored = engine.scan(posts).filter(lambda t: t.account_uid.notnull())
    facts = (
        authored.select("account_uid")
        .distinct()
        .left_join(_copying(authored, engine.scan(post_text)), "account_uid")
        .drop("account_uid_right")
        .left_join(
            _outside_per_post(authored, engine.scan(engagement), engine.scan(communities)),
            "account_uid",
        )
        .drop("account_uid_right")
        .order_by("account_uid")
    )
    return engine.to_arrow(facts)


def _copying(posts: ibis.Table, post_text: ibis.Table) -> ibis.Table:
    """Return what each account shares with others of its comparable texts, and of idle posts."""
    texts = posts.filter(posts.kind != "repost").join(
        post_text.filter(post_text.text_group.notnull()).select("post_uid", "text_group"),
        "post_uid",
    )
    spread = texts.group_by("text_group").aggregate(n_accounts=texts.account_uid.nunique())
    own = texts.join(spread, "text_group").mutate(
        is_copy=lambda t: t.n_accounts > 1, is_idle=_is_idle
    )
    n_copied = own.text_group.nunique(where=own.is_copy)
    is_filler = own.is_copy & own.is_idle
    n_idle = own.is_idle.sum()
    return own.group_by("account_uid").aggregate(
        copied_share=n_copied / own.text_group.nunique(),
        copied_posts=_listed(own, own.is_copy),
        filler_share=ibis.cases((n_idle > 1, is_filler.sum() / n_idle), else_=ibis.null("float64")),
        filler_posts=_listed(own, is_filler),
    )


def _is_idle(texts: ibis.Table) -> ibis.Value:
    """Whether a post stands on the own page and is known to address nobody and to link nothing."""
    is_idle = (texts.kind == "post") & texts.parent_uid.isnull()
    is_idle &= texts.addressed_account_uid.isnull()
    for name in ("urls", "hashtags", "mentions"):
        is_idle &= (texts[name].length() == 0).fill_null(False)
    return is_idle


def _listed(posts: ibis.Table, which: ibis.Value) -> ibis.Value:
    """Return the first of some posts of a group."""
    return posts.post_uid.collect(where=which).sort()[:_MOST_RECORDS]


def _outside_per_post(
    posts: ibis.Table, engagement: ibis.Table, communities: ibis.Table
) -> ibis.Table:
    """Return the replies and reposts from outside the community, per original post.

    A platform's count includes what the community and the author contributed; what of that was
    captured is taken off. Likes are left out: a capture does not say whose they are.
    """
    own = _declared(posts, engagement).left_join(communities, "account_uid")
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
        ),
        counted_posts=outside.post_uid.collect().sort()[:_MOST_RECORDS],
    )


def _declared(posts: ibis.Table, engagement: ibis.Table) -> ibis.Table:
    """Return the replies and reposts that the source declares for each original post.

    Null where either was not collected: that nobody answered an account is known only when all of
    its posts were counted in every way.
    """
    originals = posts.filter(posts.kind != "repost").select("post_uid", "account_uid")
    counted = originals.left_join(declared_responses(engagement), "post_uid")
    return counted.select("post_uid", "account_uid", n_declared="n_responses")
