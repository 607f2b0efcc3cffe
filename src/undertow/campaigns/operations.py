"""The campaigns stage: which communities are one operation, and what they posted at whom."""

from __future__ import annotations

import hashlib
from collections import Counter

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from undertow.schema import (
    Actions,
    CampaignMembers,
    CampaignPosts,
    CampaignTargets,
    Communities,
    Edges,
    Explanations,
    Posts,
    Table,
    TargetHits,
)
from undertow.settings import CampaignSettings

# Two communities that share this many texts or validated pairs are one operation.
_JOINED_BY = 3
# An act belongs to a campaign when another of its acts on the same object is at most this far.
_NEAR_S = 86400


def assemble_campaigns(
    communities: Table[Communities],
    edges: Table[Edges],
    explanations: Table[Explanations],
    actions: Table[Actions],
    posts: Table[Posts],
    target_hits: Table[TargetHits],
    settings: CampaignSettings,
    *,
    rng_seed: int,
) -> tuple[Table[CampaignMembers], Table[CampaignPosts], Table[CampaignTargets]]:
    """Join communities into campaigns and collect their posts and targets.

    Parameters
    ----------
    communities, edges, explanations, actions, posts, target_hits : Table
        The case.
    settings : CampaignSettings
        Sizes below which nothing is called a campaign or a target.
    rng_seed : int
        Not used.

    Returns
    -------
    campaign_members, campaign_posts, campaign_targets : Table
        A community becomes part of a campaign when no innocent explanation holds and it has
        validated pairs: accounts that were validated alone, by copying, are findings but no
        campaign. Communities with at least three texts or validated pairs in common are one
        campaign.
    """
    eligible = _eligible(communities.arrow, edges.arrow, explanations.arrow)
    campaigns = _join(eligible, edges.arrow, actions.arrow)
    members = [
        {"campaign_id": campaign_id, "community_id": community_id, "account_uid": account_uid}
        for campaign_id, parts in campaigns.items()
        if sum(len(eligible[part]) for part in parts) >= settings.min_accounts
        for community_id in parts
        for account_uid in eligible[community_id]
    ]
    campaign_members = Table.checked(
        CampaignMembers, pa.Table.from_pylist(members, schema=CampaignMembers.arrow_schema())
    )
    connection = ibis.duckdb.connect()
    try:
        campaign_posts = Table.checked(
            CampaignPosts,
            connection.to_pyarrow(_campaign_posts(campaign_members, actions, posts)),
        )
        campaign_targets = Table.checked(
            CampaignTargets,
            connection.to_pyarrow(_campaign_targets(campaign_posts, posts, target_hits, settings)),
        )
    finally:
        connection.disconnect()
    return campaign_members, campaign_posts, campaign_targets


def _eligible(
    communities: pa.Table, edges: pa.Table, explanations: pa.Table
) -> dict[str, list[str]]:
    """Return the members of the communities that may be part of a campaign."""
    explained = set(
        explanations.filter(explanations.column("holds")).column("community_id").to_pylist()
    )
    paired = communities.filter(pc.equal(communities.column("basis"), "pair"))
    validated = set(paired.column("community_id").to_pylist())
    members: dict[str, list[str]] = {}
    for row in communities.select(["community_id", "account_uid"]).to_pylist():
        if row["community_id"] in validated and row["community_id"] not in explained:
            members.setdefault(row["community_id"], []).append(row["account_uid"])
    return members


def _join(
    eligible: dict[str, list[str]], edges: pa.Table, actions: pa.Table
) -> dict[str, list[str]]:
    """Return the communities of each campaign, by campaign id."""
    group_of = {account: group for group, members in eligible.items() for account in members}
    common: Counter[tuple[str, str]] = Counter()
    pairs = {(row["a"], row["b"]) for row in edges.select(["a", "b"]).to_pylist()}
    for a, b in pairs:
        groups = sorted({group_of.get(a, ""), group_of.get(b, "")} - {""})
        if len(groups) == 2:
            common[groups[0], groups[1]] += 1
    texts = actions.filter(
        pc.and_(
            pc.equal(actions.column("layer"), "text"),
            pc.is_in(
                actions.column("account_uid"), value_set=pa.array(list(group_of), pa.string())
            ),
        )
    )
    users: dict[str, set[str]] = {}
    for row in texts.select(["object_uid", "account_uid"]).to_pylist():
        users.setdefault(row["object_uid"], set()).add(group_of[row["account_uid"]])
    for groups_of_text in users.values():
        ordered = sorted(groups_of_text)
        common.update((a, b) for i, a in enumerate(ordered) for b in ordered[i + 1 :])
    parts = _components(eligible, [pair for pair, n in common.items() if n >= _JOINED_BY])
    return {
        "c-"
        + hashlib.sha256(
            "\n".join(sorted(a for part in group for a in eligible[part])).encode()
        ).hexdigest()[:10]: group
        for group in parts
    }


def _components(nodes: dict[str, list[str]], ties: list[tuple[str, str]]) -> list[list[str]]:
    """Return the connected components, each sorted."""
    root = {node: node for node in nodes}

    def find(node: str) -> str:
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for a, b in sorted(ties):
        root[max(find(a), find(b))] = min(find(a), find(b))
    groups: dict[str, list[str]] = {}
    for node in sorted(nodes):
        groups.setdefault(find(node), []).append(node)
    return list(groups.values())


def _campaign_posts(
    members: Table[CampaignMembers], actions: Table[Actions], posts: Table[Posts]
) -> ibis.Table:
    """Return the posts of members on objects they share, each near another act on the object."""
    own = (
        ibis.memtable(actions.arrow)
        .filter(lambda t: t.layer != "hashtag")
        .join(ibis.memtable(members.arrow).select("campaign_id", "account_uid"), "account_uid")
    )
    on_object = ibis.window(
        group_by=["campaign_id", "layer", "object_uid"], order_by=["at", "post_uid"]
    )
    acts = own.mutate(
        before=own.at.epoch_seconds() - own.at.lag().over(on_object).epoch_seconds(),
        after=own.at.lead().over(on_object).epoch_seconds() - own.at.epoch_seconds(),
        n_actors=own.account_uid.nunique().over(
            ibis.window(group_by=["campaign_id", "layer", "object_uid"])
        ),
    ).filter(
        lambda t: t.n_actors > 1,
        lambda t: (t.before <= _NEAR_S).fill_null(False) | (t.after <= _NEAR_S).fill_null(False),
    )
    layers = acts.select("campaign_id", "post_uid", "account_uid", "at", "layer").distinct()
    collected = layers.group_by("campaign_id", "post_uid", "account_uid", "at").aggregate(
        layers=layers.layer.collect(order_by=layers.layer)
    )
    about = ibis.memtable(posts.arrow).select("post_uid", "platform", language="lang")
    return collected.join(about, "post_uid").select(*CampaignPosts.arrow_schema().names)


def _campaign_targets(
    campaign_posts: Table[CampaignPosts],
    posts: Table[Posts],
    target_hits: Table[TargetHits],
    settings: CampaignSettings,
) -> ibis.Table:
    """Return the officials that each campaign addresses."""
    hits = ibis.memtable(target_hits.arrow)
    campaign = ibis.memtable(campaign_posts.arrow)
    every = hits.group_by("post_uid", "target_id").aggregate(is_direct=(hits.via != "alias").any())
    own = campaign.join(every, "post_uid")
    found = own.group_by("campaign_id", "target_id").aggregate(
        n_posts=own.count(),
        n_accounts=own.account_uid.nunique(),
        n_direct=own.is_direct.sum(),
        platforms=own.platform.collect(distinct=True, order_by=own.platform),
        languages=own.language.collect(distinct=True, order_by=own.language),
        first_at=own["at"].min(),
        last_at=own["at"].max(),
    )
    rest = every.anti_join(campaign, "post_uid")
    n_rest = posts.n_rows - campaign_posts.n_rows
    usual = rest.group_by("target_id").aggregate(usual=rest.count() / max(n_rest, 1))
    size = campaign.group_by("campaign_id").aggregate(size=campaign.count())
    return (
        found.left_join(usual, "target_id")
        .drop("target_id_right")
        .join(size, "campaign_id")
        .mutate(n_expected=lambda t: ibis.coalesce(t.usual, 0.0) * t.size)
        .filter(
            lambda t: t.n_posts >= settings.min_target_posts,
            lambda t: t.n_accounts >= settings.min_target_accounts,
        )
        .select(*CampaignTargets.arrow_schema().names)
    )
