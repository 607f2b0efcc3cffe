"""The explanations stage: what else could a community be.

Every explanation is measured for every community and its result is kept, also when it loses.
None can hold against a significant sign of inauthenticity: people who are new in numbers, or were
created in batches, are not explained by what they share.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from undertow.accounts.control import shared_actions
from undertow.accounts.signals import AUTHENTICITY_SIGNALS
from undertow.schema import (
    AccountSignals,
    Actions,
    Communities,
    Edges,
    Explanations,
    Posts,
    Table,
    TargetHits,
)
from undertow.settings import AccountSettings

# Share of what a community shares that an explanation must cover before it can hold.
_COVERS = 0.8
# Share of its shared objects that ordinary accounts spread too, for these to count as public.
_PUBLIC = 0.2
# A petition writer signs once, perhaps in two languages; a network has many texts an account.
_PETITION_TEXTS = 3
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
    n_content_posts : int
        Member posts in the text and url layers on shared objects.
    n_linked_posts : int
        Of these, posts with a link.
    n_addressed_posts : int
        Of these, posts that address an official.
    n_content_objects, n_public_objects : int
        Shared texts and links; of these, spread by at least two accounts of no community.
    texts_per_member : float
        Mean number of distinct shared texts of a member that shares any.
    top_text_share : float
        Share of the text posts that the three commonest texts make up.
    n_signers_outside : int
        Accounts of no community that published one of those three texts.
    n_edges, n_content_edges, n_synchronised_edges : int
        Validated pairs; of these, through texts or links; of these and others, synchronised.
    has_sign : bool
        Whether a sign of inauthenticity is significant in the community.
    """

    n_members: int
    n_content_posts: int
    n_linked_posts: int
    n_addressed_posts: int
    n_content_objects: int
    n_public_objects: int
    texts_per_member: float
    top_text_share: float
    n_signers_outside: int
    n_edges: int
    n_content_edges: int
    n_synchronised_edges: int
    has_sign: bool


def syndication(shared: Shared) -> tuple[float, dict[str, float]]:
    """Fit of news syndication and share buttons: links, and ordinary accounts spread them too."""
    linked = _ratio(shared.n_linked_posts, shared.n_content_posts)
    public = _ratio(shared.n_public_objects, shared.n_content_objects)
    return min(linked / _COVERS, public / _PUBLIC, 1.0), {
        "linked_share": linked,
        "public_share": public,
    }


def petition_template(shared: Shared) -> tuple[float, dict[str, float]]:
    """Fit of a petition: one template, addressed to officials, few texts an account, many hands."""
    addressed = _ratio(shared.n_addressed_posts, shared.n_content_posts)
    few_texts = 1.0 if 0 < shared.texts_per_member <= _PETITION_TEXTS else 0.0
    outside = _ratio(shared.n_signers_outside, shared.n_members)
    return min(addressed / _COVERS, few_texts, shared.top_text_share / _COVERS, outside, 1.0), {
        "addressed_share": addressed,
        "texts_per_member": shared.texts_per_member,
        "top_text_share": shared.top_text_share,
        "signers_outside": float(shared.n_signers_outside),
    }


def shared_interest(shared: Shared) -> tuple[float, dict[str, float]]:
    """Fit of shared interest: the same conversations and reposts, own words, no synchrony."""
    own_words = 1.0 - _ratio(shared.n_content_edges, shared.n_edges)
    unhurried = 1.0 - _ratio(shared.n_synchronised_edges, shared.n_edges)
    fit = min(own_words, unhurried) / _COVERS if shared.n_edges else 0.0
    return min(fit, 1.0), {"own_words_share": own_words, "unsynchronised_share": unhurried}


EXPLANATIONS: dict[str, Callable[[Shared], tuple[float, dict[str, float]]]] = {
    "petition_template": petition_template,
    "shared_interest": shared_interest,
    "syndication": syndication,
}


def weigh_explanations(
    communities: Table[Communities],
    edges: Table[Edges],
    actions: Table[Actions],
    posts: Table[Posts],
    target_hits: Table[TargetHits],
    account_signals: Table[AccountSignals],
    settings: AccountSettings,
    *,
    rng_seed: int,
) -> Table[Explanations]:
    """Measure every innocent explanation of every community.

    Parameters
    ----------
    communities, edges, actions, posts, target_hits, account_signals : Table
        The case.
    settings : AccountSettings
        Not read: whether a sign is significant was decided with the signs.
    rng_seed : int
        Not used.

    Returns
    -------
    Table[Explanations]
        One row for each community and explanation. ``holds``: it covers what the community shares
        (``fit`` = 1) and no sign of inauthenticity is significant in the community.
    """
    rows = []
    for community_id, shared in _measure(
        communities, edges, actions, posts, target_hits, account_signals
    ):
        for name, weigh in EXPLANATIONS.items():
            fit, facts = weigh(shared)
            rows.append(
                {
                    "community_id": community_id,
                    "explanation": name,
                    "fit": fit,
                    "holds": fit >= 1.0 and not shared.has_sign,
                    "facts": json.dumps({k: round(v, 6) for k, v in facts.items()}, sort_keys=True),
                }
            )
    return Table.checked(
        Explanations, pa.Table.from_pylist(rows, schema=Explanations.arrow_schema())
    )


def _measure(
    communities: Table[Communities],
    edges: Table[Edges],
    actions: Table[Actions],
    posts: Table[Posts],
    target_hits: Table[TargetHits],
    account_signals: Table[AccountSignals],
) -> list[tuple[str, Shared]]:
    """Count what every community shares."""
    connection = ibis.duckdb.connect()
    try:
        content = connection.to_pyarrow(_content(communities, actions, posts, target_hits))
        spread = connection.to_pyarrow(_spread_outside(communities, actions))
    finally:
        connection.disconnect()
    member_of = dict(
        zip(
            communities.arrow.column("account_uid").to_pylist(),
            communities.arrow.column("community_id").to_pylist(),
            strict=True,
        )
    )
    pairs = _pairs_by_community(edges.arrow, member_of)
    outside = dict(
        zip(spread.column("object_uid").to_pylist(), spread.column("n").to_pylist(), strict=True)
    )
    signed = account_signals.arrow.filter(
        pc.and_(
            pc.greater(account_signals.arrow.column("log_lr"), 0.0),
            pc.is_in(
                account_signals.arrow.column("signal"), value_set=pa.array(AUTHENTICITY_SIGNALS)
            ),
        )
    )
    with_sign = set(signed.column("community_id").to_pylist())
    ids = pc.unique(communities.arrow.column("community_id")).to_pylist()
    return [
        (
            community_id,
            _shared(
                sum(1 for group in member_of.values() if group == community_id),
                content.filter(pc.equal(content.column("community_id"), community_id)),
                outside,
                pairs.get(community_id, (0, 0, 0)),
                community_id in with_sign,
            ),
        )
        for community_id in ids
    ]


def _shared(
    n_members: int,
    content: pa.Table,
    outside: dict[str, int],
    pairs: tuple[int, int, int],
    has_sign: bool,
) -> Shared:
    """Sum the posts, texts and pairs of one community."""
    rows = content.to_pylist()
    posts = {row["post_uid"]: row for row in rows}
    objects = {row["object_uid"] for row in rows}
    texts: dict[str, set[str]] = {}
    n_text_posts: dict[str, int] = {}
    for row in rows:
        if row["layer"] == "text":
            texts.setdefault(row["account_uid"], set()).add(row["object_uid"])
            n_text_posts[row["object_uid"]] = n_text_posts.get(row["object_uid"], 0) + 1
    top = sorted(n_text_posts, key=lambda text: (-n_text_posts[text], text))[:_PETITION_TEXTS]
    return Shared(
        n_members=n_members,
        n_content_posts=len(posts),
        n_linked_posts=sum(1 for row in posts.values() if row["has_link"]),
        n_addressed_posts=sum(1 for row in posts.values() if row["is_addressed"]),
        n_content_objects=len(objects),
        n_public_objects=sum(1 for o in objects if outside.get(o, 0) > 1),
        texts_per_member=_ratio(sum(len(t) for t in texts.values()), len(texts)),
        top_text_share=_ratio(sum(n_text_posts[t] for t in top), sum(n_text_posts.values())),
        n_signers_outside=sum(outside.get(t, 0) for t in top),
        n_edges=pairs[0],
        n_content_edges=pairs[1],
        n_synchronised_edges=pairs[2],
        has_sign=has_sign,
    )


def _content(
    communities: Table[Communities],
    actions: Table[Actions],
    posts: Table[Posts],
    target_hits: Table[TargetHits],
) -> ibis.Table:
    """Return the member posts on shared texts and links, with link and address."""
    links = ibis.memtable(posts.arrow).select(
        "post_uid", has_link=lambda t: (t.urls.length() > 0) | t.text.re_search(r"https?://")
    )
    addressed = ibis.memtable(target_hits.arrow).select("post_uid").distinct()
    shared = shared_actions(communities, actions).filter(lambda t: t.layer.isin(["text", "url"]))
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
            "has_link",
            "is_addressed",
        )
        .order_by("community_id", "account_uid", "post_uid", "layer", "object_uid")
    )


def _spread_outside(communities: Table[Communities], actions: Table[Actions]) -> ibis.Table:
    """Return, for each text and link, the number of accounts of no community that spread it."""
    acts = ibis.memtable(actions.arrow).filter(lambda t: t.layer.isin(["text", "url"]))
    outside = acts.anti_join(ibis.memtable(communities.arrow), "account_uid")
    return outside.group_by("object_uid").aggregate(n=lambda t: t.account_uid.nunique())


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


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
