"""Communities and, for each, the ordinary accounts it is compared with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from undertow.accounts.silences import Silences
from undertow.engine import Engine
from undertow.schema import Accounts, Actions, Communities, Posts, Table


@dataclass(frozen=True, slots=True)
class Matched:
    """A community beside its matched control.

    Attributes
    ----------
    community_id : str
        The community.
    members, control, nearby : pa.Table
        One row an account, sorted by uid: ``account_uid``, ``created_at`` (may be null),
        ``first_at`` and ``first_uid``, the first act, ``last_at``, the last, and, but in
        ``nearby``, the longest silence that such an act ended (see
        :class:`undertow.accounts.silences.Silences`). A member's acts are those on something the
        community shares; an ordinary account's are its posts on the community's days and platforms.
        ``nearby`` is everybody who posted on those, ``control`` those of them who are compared.
    """

    community_id: str
    members: pa.Table
    control: pa.Table
    nearby: pa.Table


def matched_controls(
    communities: Table[Communities],
    accounts: Table[Accounts],
    posts: Table[Posts],
    actions: Table[Actions],
    min_control: int,
    engine: Engine,
) -> Iterator[Matched]:
    """Yield every community with its matched control, in the order of the ids.

    The control holds the accounts of no community that answered in the same threads on the same
    days, never those whose threads they are. Where they are fewer than ``min_control``, all that
    posted on the same platforms and days.
    """
    shared = engine.to_arrow(shared_actions(communities, actions, engine))
    ordinary = engine.to_arrow(
        engine.scan(posts)
        .filter(lambda t: t.account_uid.notnull())
        .select("post_uid", "account_uid", "platform", "created_at")
        .mutate(day=lambda t: t.created_at.date())
        .anti_join(engine.scan(communities), "account_uid")
        .order_by("account_uid", "created_at", "post_uid")
    )
    answers = actions.arrow.filter(pc.equal(actions.arrow.column("layer"), "reply_target"))
    known = _stated_ages(accounts.arrow)
    silences = Silences.of(posts)
    for community_id in pc.unique(communities.arrow.column("community_id")).to_pylist():
        own = shared.filter(pc.equal(shared.column("community_id"), community_id))
        members = communities.arrow.filter(
            pc.equal(communities.arrow.column("community_id"), community_id)
        ).select(["account_uid"])
        nearby = _nearby(ordinary, own)
        control = _control(nearby, own, answers, min_control)
        yield Matched(
            community_id,
            silences.beside(_with_creation(_first_acts(own, "at", members), known)),
            silences.beside(_with_creation(_first_acts(control, "created_at", None), known)),
            _with_creation(_first_acts(nearby, "created_at", None), known),
        )


def shared_actions(
    communities: Table[Communities], actions: Table[Actions], engine: Engine
) -> ibis.Table:
    """Return the actions of members on objects on which at least two members acted.

    Hashtags are left out: they follow events. Columns: ``community_id``, ``account_uid``,
    ``layer``, ``object_uid``, ``at``, ``post_uid``.
    """
    acts = engine.scan(actions).filter(lambda t: t.layer != "hashtag")
    members = engine.scan(communities).select("community_id", "account_uid")
    own = acts.join(members, "account_uid")
    objects = (
        own.group_by("community_id", "layer", "object_uid")
        .aggregate(n=lambda t: t.account_uid.nunique())
        .filter(lambda t: t.n > 1)
        .drop("n")
    )
    return (
        own.semi_join(objects, ["community_id", "layer", "object_uid"])
        .select("community_id", "account_uid", "layer", "object_uid", "at", "post_uid")
        .order_by("community_id", "account_uid", "at", "post_uid", "layer", "object_uid")
    )


def _nearby(ordinary: pa.Table, shared: pa.Table) -> pa.Table:
    """Return the posts of ordinary accounts on a community's days and platforms."""
    platforms = pc.unique(pc.list_element(pc.split_pattern(shared.column("post_uid"), ":"), 0))
    days = pc.unique(shared.column("at").cast(pa.date32()))
    return ordinary.filter(
        pc.and_(
            pc.is_in(ordinary.column("day"), value_set=days),
            pc.is_in(ordinary.column("platform"), value_set=platforms),
        )
    )


def _control(nearby: pa.Table, shared: pa.Table, answers: pa.Table, min_control: int) -> pa.Table:
    """Return those of the posts nearby that are in a community's threads, or all."""
    threads = shared.filter(pc.equal(shared.column("layer"), "reply_target")).column("object_uid")
    in_threads = answers.filter(
        pc.is_in(answers.column("object_uid"), value_set=pc.unique(threads))
    ).column("post_uid")
    same_thread = nearby.filter(pc.is_in(nearby.column("post_uid"), value_set=in_threads))
    enough = pc.count_distinct(same_thread.column("account_uid")).as_py() >= min_control
    return same_thread if enough else nearby


def _first_acts(acts: pa.Table, time: str, everyone: pa.Table | None) -> pa.Table:
    """Return the first act of each account and when its last was; of ``everyone``, null for none.

    ``acts`` is sorted by account, time and post.
    """
    first = acts.group_by("account_uid", use_threads=False).aggregate(
        [(time, "first"), ("post_uid", "first"), (time, "last")]
    )
    first = first.rename_columns(["account_uid", "first_at", "first_uid", "last_at"])
    if everyone is not None:
        first = everyone.join(first, "account_uid", join_type="left outer")
    return first


def _stated_ages(accounts: pa.Table) -> pa.Table:
    """Return when accounts were created; an estimate is no ground for suspicion, so it is null."""
    is_stated = pc.not_equal(accounts.column("created_precision"), "estimate")
    created_at = accounts.column("created_at")
    stated = pc.if_else(pc.fill_null(is_stated, True), created_at, pa.scalar(None, created_at.type))
    return pa.table({"account_uid": accounts.column("account_uid"), "created_at": stated})


def _with_creation(first: pa.Table, known: pa.Table) -> pa.Table:
    """Put the creation time beside each first act."""
    return first.join(known, "account_uid", join_type="left outer").sort_by("account_uid")
