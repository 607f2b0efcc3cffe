"""What a community shares: its posts, texts, links and pairs, as counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from undertow.accounts.control import shared_actions
from undertow.accounts.signals import AUTHENTICITY_SIGNALS, BATCH_SIGNAL
from undertow.accounts.templates import MOST_TEMPLATES, templates_of
from undertow.engine import Engine
from undertow.schema import AccountSignals, Actions, Communities, Edges, Posts, Table, TargetHits
from undertow.settings import AccountSettings

# Edges whose p-value at ten minutes is below this are synchronised, not only shared choices.
_SYNCHRONY_WINDOW_S = 600
_SYNCHRONY_P = 1e-4


@dataclass(frozen=True, slots=True)
class Shared:
    """What a community shares, as counts.

    Attributes
    ----------
    n_members : int
        Members.
    n_alone : int
        Members that were validated alone or as a group, by copying.
    n_ordinary : int
        Members in whom every sign of inauthenticity was measured; 0 where one would be significant
        if nothing else were tested.
    n_content_posts : int
        Member posts in the text and url layers on shared objects.
    n_linked_posts : int
        Of these, posts with a link.
    n_addressed_posts : int
        Of these, posts that address an official.
    n_content_objects, n_public_objects : int
        Shared texts and links; of these, spread by at least two accounts of no community.
    templates_per_member : float
        Mean number of templates of a member that shares any text.
    top_template_share : float
        Share of the text posts that the three commonest templates make up.
    n_signers_outside : int
        Accounts of no community that published a text of those three templates.
    n_edges, n_content_edges, n_synchronised_edges : int
        Validated pairs; of these, through texts or links; of these and others, synchronised.
    has_sign : bool
        Whether a sign of inauthenticity is significant in the community.
    n_single : int
        Members whose creation was measured; 0 where batches would be significant if nothing else
        were tested.
    """

    n_members: int
    n_alone: int
    n_ordinary: int
    n_content_posts: int
    n_linked_posts: int
    n_addressed_posts: int
    n_content_objects: int
    n_public_objects: int
    templates_per_member: float
    top_template_share: float
    n_signers_outside: int
    n_edges: int
    n_content_edges: int
    n_synchronised_edges: int
    has_sign: bool
    n_single: int = 0


def measure_shared(
    communities: Table[Communities],
    edges: Table[Edges],
    actions: Table[Actions],
    posts: Table[Posts],
    target_hits: Table[TargetHits],
    account_signals: Table[AccountSignals],
    settings: AccountSettings,
    engine: Engine,
) -> list[tuple[str, Shared]]:
    """Count what every community shares, in the order of the ids."""
    content = engine.to_arrow(_content(communities, actions, posts, target_hits, engine))
    spread = engine.to_arrow(_spread_outside(communities, actions, engine))
    outside: dict[str, set[str]] = defaultdict(set)
    for row in spread.to_pylist():
        outside[row["object_uid"]].add(row["account_uid"])
    members: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in communities.arrow.to_pylist():
        members[row["community_id"]].append(row)
    pairs = _pairs_by_community(
        edges.arrow, {row["account_uid"]: name for name, own in members.items() for row in own}
    )
    signs = _signs_by_community(account_signals.arrow, settings)
    return [
        (
            community_id,
            _shared(
                own,
                content.filter(pc.equal(content.column("community_id"), community_id)).to_pylist(),
                outside,
                pairs.get(community_id, (0, 0, 0)),
                signs.get(community_id, (False, 0, 0)),
            ),
        )
        for community_id, own in members.items()
    ]


def _shared(
    members: list[dict[str, Any]],
    rows: list[dict[str, Any]],
    outside: dict[str, set[str]],
    pairs: tuple[int, int, int],
    signs: tuple[bool, int, int],
) -> Shared:
    """Sum the posts, texts and pairs of one community."""
    posts = {row["post_uid"]: row for row in rows}
    objects = {row["object_uid"] for row in rows}
    copies = [row for row in rows if row["layer"] == "text"]
    n_posts = Counter(row["object_uid"] for row in copies)
    template = templates_of({row["object_uid"]: row["text"] or "" for row in copies}, n_posts)
    filled_in = Counter(template[row["object_uid"]] for row in copies)
    used: dict[str, set[str]] = defaultdict(set)
    for row in copies:
        used[row["account_uid"]].add(template[row["object_uid"]])
    top = sorted(filled_in, key=lambda name: (-filled_in[name], name))[:MOST_TEMPLATES]
    signers = set[str]().union(*(outside.get(t, ()) for t, name in template.items() if name in top))
    return Shared(
        n_members=len(members),
        n_alone=sum(row["basis"] != "pair" for row in members),
        n_ordinary=signs[1],
        n_content_posts=len(posts),
        n_linked_posts=sum(1 for row in posts.values() if row["has_link"]),
        n_addressed_posts=sum(1 for row in posts.values() if row["is_addressed"]),
        n_content_objects=len(objects),
        n_public_objects=sum(1 for o in objects if len(outside.get(o, ())) > 1),
        templates_per_member=sum(len(t) for t in used.values()) / max(len(used), 1),
        top_template_share=sum(filled_in[name] for name in top) / max(len(copies), 1),
        n_signers_outside=len(signers),
        n_edges=pairs[0],
        n_content_edges=pairs[1],
        n_synchronised_edges=pairs[2],
        has_sign=signs[0],
        n_single=signs[2],
    )


def _content(
    communities: Table[Communities],
    actions: Table[Actions],
    posts: Table[Posts],
    target_hits: Table[TargetHits],
    engine: Engine,
) -> ibis.Table:
    """Return the member posts on shared texts and links, with text, link and address."""
    links = engine.scan(posts).select(
        "post_uid",
        "text",
        has_link=lambda t: (t.urls.length() > 0) | t.text.re_search(r"https?://"),
    )
    addressed = engine.scan(target_hits).select("post_uid").distinct()
    shared = shared_actions(communities, actions, engine).filter(
        lambda t: t.layer.isin(["text", "url"])
    )
    return (
        shared.join(links, "post_uid")
        .mutate(has_link=lambda t: ibis.coalesce(t.has_link, False))
        .left_join(addressed.mutate(is_addressed=True), "post_uid")
        .mutate(is_addressed=lambda t: ibis.coalesce(t.is_addressed, False))
        .select(
            "community_id",
            "account_uid",
            "layer",
            "object_uid",
            "post_uid",
            "text",
            "has_link",
            "is_addressed",
        )
        .order_by("community_id", "account_uid", "post_uid", "layer", "object_uid")
    )


def _spread_outside(
    communities: Table[Communities], actions: Table[Actions], engine: Engine
) -> ibis.Table:
    """Return the accounts of no community that spread each text and link of a member."""
    acts = engine.scan(actions).filter(lambda t: t.layer.isin(["text", "url"]))
    members = engine.scan(communities)
    outside = acts.anti_join(members, "account_uid")
    return (
        outside.semi_join(acts.semi_join(members, "account_uid"), "object_uid")
        .select("object_uid", "account_uid")
        .distinct()
    )


def _signs_by_community(
    signals: pa.Table, settings: AccountSettings
) -> dict[str, tuple[bool, int, int]]:
    """Return whether a sign is significant, and how many members are ordinary and how many single.

    Ordinary: the fewest members in whom a sign of inauthenticity was measured; single: those in
    whom creation in batches was. Both are 0 when such a sign is significant before correction for
    the number of tests, or its control too small.
    """
    found: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for row in signals.to_pylist():
        if row["signal"] in AUTHENTICITY_SIGNALS:
            found[row["community_id"]][row["signal"]].append(row)

    def n_clear(rows: list[dict[str, Any]]) -> int:
        is_clear = (
            bool(rows)
            and rows[0]["p_value"] > settings.signal_q
            and rows[0]["n_control"] >= settings.min_control
        )
        return len(rows) if is_clear else 0

    return {
        community_id: (
            any(row["log_lr"] > 0 for rows in signs.values() for row in rows),
            min(n_clear(signs[name]) for name in AUTHENTICITY_SIGNALS),
            n_clear(signs[BATCH_SIGNAL]),
        )
        for community_id, signs in found.items()
    }


def _pairs_by_community(
    edges: pa.Table, member_of: dict[str, str]
) -> dict[str, tuple[int, int, int]]:
    """Count the pairs inside each community: all, through content, synchronised."""
    pairs: dict[str, dict[tuple[str, str], dict[str, Any]]] = {}
    for row in edges.to_pylist():
        group = member_of.get(row["a"])
        if group is None or group != member_of.get(row["b"]):
            continue
        pair = pairs.setdefault(group, {}).setdefault(
            (row["a"], row["b"]), {"content": False, "synchronised": False}
        )
        pair["content"] |= row["layer"] in ("text", "url")
        pair["synchronised"] |= (
            row["window_s"] <= _SYNCHRONY_WINDOW_S and row["p_value"] < _SYNCHRONY_P
        )
    return {
        group: (
            len(found),
            sum(pair["content"] for pair in found.values()),
            sum(pair["synchronised"] for pair in found.values()),
        )
        for group, found in pairs.items()
    }
