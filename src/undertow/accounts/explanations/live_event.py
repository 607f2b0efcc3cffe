"""Reposting a live event: what everybody spreads in the hours in which everybody does.

A post belongs to an event when as many ordinary accounts as members, and at least five, reposted
the same post or the same author, used one of its hashtags, or posted the same clip or picture,
within the same three hours. Members act within a few evenings. What members alone say in nearly the
same words, or show, is no event's: people who watch the same thing cheer alike, and then others do
so too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from undertow.accounts.explanations.explanation import (
    COVERS,
    NEWCOMERS,
    Explanation,
    Weighed,
    ratio,
    weighed,
)
from undertow.accounts.explanations.material import Group, Material, MemberPost, most_within

_CROWD = 5
_SPELL_S = 3 * 3600
_EVENING_S = 6 * 3600.0
_EVENINGS = 3
_ALIKE = ("near_duplicate_text", "template", "media")

Spell = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Live:
    """Counts of posts about an event.

    Attributes
    ----------
    n_posts : int
        Posts on anything that members share.
    n_passed_on, n_with_crowd, n_in_hours : int
        Of these, reposts, and posts with a hashtag, clip or picture in words that, like what they
        show, are not the members' alone; of those, posts on what a crowd spread in the same hours,
        and posts within the three densest stretches of six hours.
    """

    n_posts: int = 0
    n_passed_on: int = 0
    n_with_crowd: int = 0
    n_in_hours: int = 0


def live_event(live: Live) -> Weighed:
    """Weigh a live event."""
    facts = {
        "passed_on_share": ratio(live.n_passed_on, live.n_posts),
        "with_crowd_share": ratio(live.n_with_crowd, live.n_passed_on),
        "in_hours_share": ratio(live.n_in_hours, live.n_passed_on),
    }
    return weighed(facts, *(share / COVERS for share in facts.values()))


def measure_live(material: Material) -> dict[str, Live]:
    """Count the posts of every community that belong to an event."""
    public = _public_words(material)
    passed_on = {
        group.community_id: [
            post for post in group.posts if _is_passed_on(post, public[group.community_id])
        ]
        for group in material.groups
    }
    keys = {key for posts in passed_on.values() for post in posts for key in _keys(post)}
    crowds = _crowds(material, keys) if keys else {}
    return {
        group.community_id: _live(group, passed_on[group.community_id], crowds)
        for group in material.groups
    }


def _live(group: Group, posts: list[MemberPost], crowds: dict[Spell, int]) -> Live:
    """Count the posts that members passed on, and those that a crowd did with them."""
    members: dict[Spell, set[str]] = defaultdict(set)
    for post in posts:
        for spell in _spells(post):
            members[spell].add(post.account_uid)
    crowded = {spell for spell, own in members.items() if crowds.get(spell, 0) >= len(own)}
    return Live(
        n_posts=len(group.posts),
        n_passed_on=len(posts),
        n_with_crowd=sum(not crowded.isdisjoint(_spells(post)) for post in posts),
        n_in_hours=most_within((post.at_s for post in posts), _EVENING_S, _EVENINGS),
    )


def _is_passed_on(post: MemberPost, public: Set[str]) -> bool:
    """Whether a post is a repost, or has a hashtag or picture and nothing that only members do."""
    if post.kind == "repost":
        return True
    is_private = not public >= set(post.on(*_ALIKE))
    return bool(post.tags or post.on("media")) and post.is_in_own_words and not is_private


def _public_words(material: Material) -> dict[str, set[str]]:
    """Return what members of each group say alike, and a crowd or as many others say too."""
    said: dict[str, dict[str, set[str]]] = {}
    for group in material.groups:
        own = said[group.community_id] = defaultdict(set)
        for post in group.posts:
            for name in post.on(*_ALIKE):
                own[name].add(post.account_uid)
    names = sorted({name for own in said.values() for name in own})
    n_others = _others(material, names) if names else {}
    return {
        group: {name for name, by in own.items() if n_others.get(name, 0) >= min(len(by), _CROWD)}
        for group, own in said.items()
    }


def _others(material: Material, names: list[str]) -> dict[str, int]:
    """Count the ordinary accounts that say each of some things alike."""
    wanted = material.engine.scan(pa.table({"object_uid": pa.array(names, pa.string())}))
    counted = (
        material.actions.filter(lambda t: t.layer.isin(_ALIKE))
        .semi_join(wanted, "object_uid")
        .anti_join(material.communities, "account_uid")
        .group_by("object_uid")
        .aggregate(n=lambda t: t.account_uid.nunique())
    )
    rows = material.engine.to_arrow(counted).to_pylist()
    return {row["object_uid"]: row["n"] for row in rows}


def _keys(post: MemberPost) -> list[str]:
    """Return what a crowd may have in common with a post: what it reposts, shows and is tagged."""
    author = [f"author:{post.source}"] if post.source is not None else []
    return [*post.tags, *author, *post.on("repost", "media")]


def _spells(post: MemberPost) -> list[Spell]:
    """Return the keys of a post, each with the three hours in which it was made."""
    return [(key, int(post.at_s // _SPELL_S)) for key in _keys(post)]


def _crowds(material: Material, keys: set[str]) -> dict[Spell, int]:
    """Count the ordinary accounts that spread each key in three hours, where they are a crowd."""
    wanted = material.engine.scan(pa.table({"key": pa.array(sorted(keys), pa.string())}))
    passed_on = material.actions.filter(lambda t: t.layer.isin(["repost", "hashtag", "media"]))
    reposts = material.posts.filter(
        lambda t: t.reposted_account_uid.notnull() & t.account_uid.notnull()
    )
    objects = passed_on.select("account_uid", "at", key="object_uid")
    authors = reposts.select(
        "account_uid", at="created_at", key=ibis.literal("author:") + reposts.reposted_account_uid
    )
    return _counted(material, objects, wanted) | _counted(material, authors, wanted)


def _counted(material: Material, acts: ir.Table, wanted: ir.Table) -> dict[Spell, int]:
    """Count the ordinary accounts behind each key in three hours, among some acts."""
    counted = (
        acts.semi_join(wanted, "key")
        .anti_join(material.communities, "account_uid")
        .mutate(spell=lambda t: (t["at"].epoch_seconds() / _SPELL_S).floor().cast("int64"))
        .group_by("key", "spell")
        .aggregate(n=lambda t: t.account_uid.nunique())
        .filter(lambda t: t.n >= _CROWD)
    )
    rows = material.engine.to_arrow(counted).to_pylist()
    return {(row["key"], row["spell"]): row["n"] for row in rows}


LIVE_EVENT = Explanation("live_event", measure_live, live_event, Live(), expects=NEWCOMERS)
