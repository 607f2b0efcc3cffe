"""What accounts published, where and when, and what was measured of each act."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from undertow.engine import Engine
from undertow.responses import declared_responses
from undertow.schema import Accounts, Actions, Engagement, Posts, PostText, Table

_DAY_S = 86400


def read_acts(
    posts: Table[Posts],
    accounts: Table[Accounts],
    post_text: Table[PostText],
    engagement: Table[Engagement],
    actions: Table[Actions],
    engine: Engine,
) -> pa.Table:
    """List everything that accounts published themselves, but not in threads of their own.

    Returns
    -------
    pa.Table
        Sorted by account, time and post: ``post_uid``, ``account_uid``, ``platform``,
        ``thread`` (what it answers; null for posts), ``text_group``, ``unit`` (the text, with
        those nearly the same), ``day`` (since the epoch), ``at_s``; and measurements, null where a
        field was not collected: ``created_s`` (creation of the account), ``age_days`` (its age at
        the act), ``gap_days`` (since its post before),
        ``responses`` (replies and reposts the act drew), ``is_copied`` (1 where another account
        published the text too).

    Notes
    -----
    An estimated creation is no ground for suspicion and an account older than its own creation a
    contradiction in the source: both are null. So is the gap of an account's first captured post.
    """
    every = engine.scan(posts).filter(lambda t: t.account_uid.notnull())
    own = ibis.window(group_by="account_uid", order_by=["created_at", "post_uid"])
    timed = every.mutate(
        at_s=every.created_at.epoch_seconds(),
        gap_days=(
            every.created_at.epoch_seconds() - every.created_at.lag().over(own).epoch_seconds()
        )
        / _DAY_S,
    )
    acts = timed.filter(timed.kind != "repost").select(
        "post_uid", "account_uid", "platform", "kind", "at_s", "gap_days"
    )
    for more in (
        _threads(actions, posts, engine),
        _copied(every, engine.scan(post_text)),
        _responses(every, engine.scan(engagement)),
    ):
        acts = acts.left_join(more, "post_uid").drop("post_uid_right")
    stated = engine.scan(accounts).select(
        "account_uid",
        created_s=lambda t: ibis.ifelse(
            (t.created_precision != "estimate").fill_null(True),
            t.created_at.epoch_seconds(),
            ibis.null("int64"),
        ).cast("float64"),
    )
    acts = acts.left_join(stated, "account_uid").drop("account_uid_right")
    kept = acts.filter(lambda t: t.owner_uid.isnull() | (t.owner_uid != t.account_uid))
    age_days = (kept.at_s - kept.created_s) / _DAY_S
    is_known = age_days >= 0
    return engine.to_arrow(
        kept.select(
            "post_uid",
            "account_uid",
            "platform",
            "thread",
            "text_group",
            "unit",
            "gap_days",
            "responses",
            "is_copied",
            day=(kept.at_s / _DAY_S).floor().cast("int64"),
            at_s=kept.at_s.cast("int64"),
            created_s=ibis.ifelse(is_known, kept.created_s, ibis.null("float64")),
            age_days=ibis.ifelse(is_known, age_days, ibis.null("float64")),
        ).order_by("account_uid", "at_s", "post_uid")
    )


def _threads(actions: Table[Actions], posts: Table[Posts], engine: Engine) -> ir.Table:
    """Return the thread that each answer is in, and whose thread it is where that is known."""
    answers = engine.scan(actions).filter(lambda t: t.layer == "reply_target")
    answers = answers.select("post_uid", thread="object_uid")
    opened = engine.scan(posts).select(
        thread=lambda t: "post:" + t.post_uid, owner_uid="account_uid"
    )
    joined = answers.left_join(opened, "thread").drop("thread_right")
    return joined.select(
        "post_uid",
        "thread",
        owner_uid=ibis.coalesce(
            joined.owner_uid,
            ibis.ifelse(
                joined.thread.startswith("account:"),
                joined.thread.substr(len("account:")),
                ibis.null("string"),
            ),
        ),
    )


def _copied(posts: ir.Table, post_text: ir.Table) -> ir.Table:
    """Return whether each post's text, or nearly the same, was published by several accounts."""
    texts = post_text.filter(post_text.text_group.notnull()).select(
        "post_uid", "text_group", unit=ibis.coalesce(post_text.near_group, post_text.text_group)
    )
    texts = texts.join(
        posts.filter(posts.kind != "repost").select("post_uid", "account_uid"), "post_uid"
    )
    spread = texts.group_by("unit").aggregate(n=texts.account_uid.nunique())
    return texts.join(spread, "unit").select(
        "post_uid", "text_group", "unit", is_copied=lambda t: (t.n > 1).cast("float64")
    )


def _responses(posts: ir.Table, engagement: ir.Table) -> ir.Table:
    """Return the replies and reposts that the platform counts for each post, null if unknown."""
    counted = posts.select("post_uid").left_join(declared_responses(engagement), "post_uid")
    return counted.select("post_uid", responses=counted.n_responses.cast("float64"))
