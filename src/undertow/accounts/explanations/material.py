"""What the explanations are measured on: the posts that bind each community, and who else acted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from undertow.accounts.control import shared_actions
from undertow.accounts.explanations.past import Past, pasts
from undertow.engine import Engine
from undertow.schema import (
    Accounts,
    AccountSnapshots,
    Actions,
    Communities,
    Edges,
    Posts,
    Table,
    TargetHits,
)
from undertow.settings import AccountSettings

COPY_LAYERS = ("text", "near_duplicate_text", "media_text", "template", "url")
"""Layers in which two posts have their words or their link in common."""

_DAY_S = 86400


@dataclass(frozen=True, slots=True)
class MemberPost:
    """A post of a member on something that another member acted on too.

    Attributes
    ----------
    account_uid, post_uid, kind : str
        As in table ``posts``.
    at_s : float
        When, in seconds since the epoch.
    text : str
        Its words; empty where there are none.
    has_link : bool or None
        Whether it carries a link; None where links were not collected and its words show none.
    is_addressed, is_named : bool
        Whether it addresses an official in any way; whether its words name one.
    tags : tuple of str
        Hashtags as the hashtag layer writes them.
    links : tuple of str
        Links as published.
    addressed_account, source : str or None
        Account answered; author of what it reposts.
    objects : tuple of (str, str)
        Layer and object, of those that another member acted on; hashtags left out.
    may_refer : bool
        Whether its link is a supposition, and may be one that a seller is paid for.
    """

    account_uid: str
    post_uid: str
    kind: str
    at_s: float
    text: str
    has_link: bool | None
    is_addressed: bool
    is_named: bool
    tags: tuple[str, ...]
    links: tuple[str, ...]
    addressed_account: str | None
    source: str | None
    objects: tuple[tuple[str, str], ...]
    may_refer: bool = False

    def on(self, *layers: str) -> list[str]:
        """Return its objects in some layers."""
        return [name for layer, name in self.objects if layer in layers]

    @property
    def is_in_own_words(self) -> bool:
        """Whether it is no repost and no copy: cheers and complaints are alike, not the same."""
        return self.kind != "repost" and not self.on("text", "url")


@dataclass(frozen=True, slots=True)
class Group:
    """A community.

    Attributes
    ----------
    community_id : str
        Its id.
    members : tuple of str
        Its accounts, sorted.
    n_alone : int
        Members that were validated alone, by copying.
    posts : tuple of MemberPost
        What they share, in the order of time.
    """

    community_id: str
    members: tuple[str, ...]
    n_alone: int
    posts: tuple[MemberPost, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """How far a text or link went among ordinary accounts: who, and first and last when (s)."""

    accounts: frozenset[str]
    first_s: float
    last_s: float


@dataclass(frozen=True, slots=True)
class Material:
    """What the explanations are measured on.

    Attributes
    ----------
    groups : tuple of Group
        Every community, by id.
    outside : mapping
        Text or link of a member -> its spread among ordinary accounts: those of no community that
        were not new when they published it. An account that may be of the same making is no
        witness that something is public; where creation is not known an account is a witness.
    pasts : mapping
        Member -> what is known of its life before.
    edges, account_signals : pa.Table
        Validated pairs, signs of the members.
    actions, posts, communities, accounts, snapshots : ir.Table
        The tables, for what one explanation alone looks at.
    settings : AccountSettings
        Error rates, and what is new.
    engine : Engine
        Runs the expressions.
    """

    groups: tuple[Group, ...]
    outside: Mapping[str, Spread]
    pasts: Mapping[str, Past]
    edges: pa.Table
    account_signals: pa.Table
    actions: ir.Table
    posts: ir.Table
    communities: ir.Table
    accounts: ir.Table
    snapshots: ir.Table
    settings: AccountSettings
    engine: Engine

    def joined(self) -> set[str]:
        """Return the members that were created within a day before they first acted."""
        first: dict[str, float] = {}
        for group in self.groups:
            for post in group.posts:
                first.setdefault(post.account_uid, post.at_s)
        return {
            account
            for account, at_s in first.items()
            if account in self.pasts and 0 <= at_s - self.pasts[account].created_s <= _DAY_S
        }


def gather(
    communities: Table[Communities],
    edges: Table[Edges],
    actions: Table[Actions],
    posts: Table[Posts],
    target_hits: Table[TargetHits],
    account_signals: pa.Table,
    accounts: Table[Accounts],
    account_snapshots: Table[AccountSnapshots],
    settings: AccountSettings,
    engine: Engine,
) -> Material:
    """Collect the posts of every community and the spread of its texts and links."""
    shared = engine.to_arrow(_member_posts(communities, actions, posts, target_hits, engine))
    known, members = engine.scan(accounts), engine.scan(communities)
    return Material(
        groups=tuple(_groups(communities.arrow, shared)),
        outside=_spread(engine.to_arrow(_outside(communities, actions, known, settings, engine))),
        pasts=pasts(known, members, engine),
        edges=edges.arrow,
        account_signals=account_signals,
        actions=engine.scan(actions),
        posts=engine.scan(posts),
        communities=members,
        accounts=known,
        snapshots=engine.scan(account_snapshots),
        settings=settings,
        engine=engine,
    )


def with_unknown_links(material: Material) -> Material:
    """Return what was collected as if every post whose links were not collected carried one.

    Such a link may be one that a seller is paid for, but not in a post sent to an official: those
    are who letters are written to, and no adverts.
    """
    return replace(
        material,
        groups=tuple(
            replace(
                group,
                posts=tuple(
                    replace(post, has_link=True, may_refer=not post.is_addressed)
                    if post.has_link is None
                    else post
                    for post in group.posts
                ),
            )
            for group in material.groups
        ),
    )


def most_within(times_s: Iterable[float], width_s: float, n_windows: int = 1) -> int:
    """Count the acts in the densest windows.

    Parameters
    ----------
    times_s : iterable of float
        When, in seconds.
    width_s : float
        Width of a window; it begins at an act and holds its end.
    n_windows : int
        Windows; the densest first, each act counted once.
    """
    left: NDArray[np.float64] = np.sort(np.fromiter(times_s, np.float64))
    n = 0
    for _ in range(n_windows):
        if not len(left):
            break
        ends = np.searchsorted(left, left + width_s, side="right")
        start = int(np.argmax(ends - np.arange(len(left))))
        n += int(ends[start]) - start
        left = np.delete(left, slice(start, int(ends[start])))
    return n


def _member_posts(
    communities: Table[Communities],
    actions: Table[Actions],
    posts: Table[Posts],
    target_hits: Table[TargetHits],
    engine: Engine,
) -> ir.Table:
    """Return the acts of members on what they share, with what is known of each post."""
    about = engine.scan(posts).select(
        "post_uid",
        "kind",
        "text",
        "hashtags",
        "urls",
        "addressed_account_uid",
        "reposted_account_uid",
        has_link=_has_link,
    )
    hits = engine.scan(target_hits)
    addressed = hits.group_by("post_uid").aggregate(
        is_named=hits.via.isin(["alias", "media_text"]).any()
    )
    return (
        shared_actions(communities, actions, engine)
        .join(about, "post_uid")
        .left_join(addressed.mutate(is_addressed=True), "post_uid")
        .drop("post_uid_right")
        .mutate(
            is_named=lambda t: ibis.coalesce(t.is_named, False),
            is_addressed=lambda t: ibis.coalesce(t.is_addressed, False),
        )
        .order_by("community_id", "at", "post_uid", "layer", "object_uid")
    )


def _has_link(posts: ir.Table) -> ir.Value:
    """Whether posts carry a link, null where it was not collected and the words show none."""
    is_told = posts.urls.notnull() | posts.known_absent.contains("urls").fill_null(False)
    listed = (posts.urls.length() > 0).fill_null(False)
    return ibis.cases(
        (listed | posts.text.re_search(r"https?://").fill_null(False), True),
        (is_told, False),
        else_=ibis.null("boolean"),
    )


def _groups(communities: pa.Table, shared: pa.Table) -> list[Group]:
    """Put the posts of each community together."""
    seconds = pc.divide(shared.column("at").cast(pa.int64()).cast(pa.float64()), 1e6)
    rows: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for row in shared.append_column("at_s", seconds).to_pylist():
        rows[row["community_id"]][row["post_uid"]].append(row)
    members: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in communities.to_pylist():
        members[row["community_id"]].append(row)
    return [
        Group(
            community_id,
            tuple(sorted(row["account_uid"] for row in own)),
            sum(row["basis"] != "pair" for row in own),
            tuple(_post(acts) for acts in rows[community_id].values()),
        )
        for community_id, own in sorted(members.items())
    ]


def _post(acts: list[dict[str, Any]]) -> MemberPost:
    """Return a post from its acts."""
    row = acts[0]
    return MemberPost(
        account_uid=row["account_uid"],
        post_uid=row["post_uid"],
        kind=row["kind"],
        at_s=row["at_s"],
        text=row["text"] or "",
        has_link=row["has_link"],
        is_addressed=row["is_addressed"],
        is_named=row["is_named"],
        tags=tuple(_tag(tag) for tag in row["hashtags"] or ()),
        links=tuple(row["urls"] or ()),
        addressed_account=row["addressed_account_uid"],
        source=row["reposted_account_uid"],
        objects=tuple((act["layer"], act["object_uid"]) for act in acts),
    )


def _tag(tag: str) -> str:
    """Return a hashtag as the hashtag layer writes it."""
    return "#" + tag.strip().replace("\u0130", "i").lower().replace("\u03c2", "\u03c3")


def _outside(
    communities: Table[Communities],
    actions: Table[Actions],
    accounts: ir.Table,
    settings: AccountSettings,
    engine: Engine,
) -> ir.Table:
    """Return the ordinary accounts that spread each text and link of a member, and when."""
    acts = engine.scan(actions).filter(lambda t: t.layer.isin(["text", "url"]))
    members = engine.scan(communities)
    objects = acts.semi_join(members, "account_uid").select("object_uid").distinct()
    outside = acts.anti_join(members, "account_uid").semi_join(objects, "object_uid")
    # An estimated age is no ground for suspicion, so it does not make an account new.
    created = accounts.select(
        "account_uid",
        created_s=ibis.cases(
            ((accounts.created_precision != "estimate").fill_null(True), accounts.created_at),
            else_=ibis.null("timestamp('UTC')"),
        )
        .epoch_seconds()
        .cast("float64"),
    )
    return (
        outside.select(
            "object_uid", "account_uid", at_s=outside["at"].epoch_seconds().cast("float64")
        )
        .left_join(created, "account_uid")
        .filter(lambda t: (t.at_s - t.created_s >= settings.new_days * _DAY_S).fill_null(True))
        .group_by("object_uid", "account_uid")
        .aggregate(first_s=lambda t: t.at_s.min(), last_s=lambda t: t.at_s.max())
    )


def _spread(rows: pa.Table) -> dict[str, Spread]:
    """Put the ordinary accounts of each object together."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.to_pylist():
        found[row["object_uid"]].append(row)
    return {
        name: Spread(
            frozenset(row["account_uid"] for row in own),
            float(min(row["first_s"] for row in own)),
            float(max(row["last_s"] for row in own)),
        )
        for name, own in found.items()
    }
