"""The campaigns stage: one row a campaign."""

from __future__ import annotations

from collections import Counter
from statistics import median
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from undertow.schema import (
    AccountFindings,
    CampaignMembers,
    CampaignPosts,
    Campaigns,
    CampaignTargets,
    Communities,
    Edges,
    Table,
    Targets,
)
from undertow.schema.targets import PERSON
from undertow.settings import NoSettings


def summarise_campaigns(
    campaign_members: Table[CampaignMembers],
    campaign_posts: Table[CampaignPosts],
    campaign_targets: Table[CampaignTargets],
    account_findings: Table[AccountFindings],
    communities: Table[Communities],
    edges: Table[Edges],
    targets: Table[Targets],
    settings: NoSettings,
    *,
    rng_seed: int,
) -> Table[Campaigns]:
    """Sum up every campaign.

    Returns
    -------
    Table[Campaigns]
        The verdict is ``coordinated_inauthentic`` when at least half of the accounts have it, and
        ``coordinated`` otherwise: the authenticity of the network is then open.
    """
    verdict = _lookup(account_findings.arrow, "account_uid", "verdict")
    strength = _lookup(communities.arrow, "account_uid", "strength")
    officials = targets.arrow.filter(pc.not_equal(targets.arrow.column("kind"), PERSON))
    addressed = campaign_targets.arrow
    addressed = addressed.filter(
        pc.is_in(
            addressed.column("target_id"),
            value_set=officials.column("target_id").combine_chunks(),
        )
    )
    rows = []
    for campaign_id in pc.unique(campaign_members.arrow.column("campaign_id")).to_pylist():
        own = _of(campaign_members.arrow, campaign_id)
        members = own.column("account_uid").to_pylist()
        posts = _of(campaign_posts.arrow, campaign_id)
        n_inauthentic = sum(verdict[a] == "coordinated_inauthentic" for a in members)
        rows.append(
            {
                "campaign_id": campaign_id,
                "community_id": own.column("community_id")[0].as_py(),
                "verdict": "coordinated_inauthentic"
                if 2 * n_inauthentic >= len(members)
                else "coordinated",
                "n_accounts": len(members),
                "n_inauthentic": n_inauthentic,
                "n_posts": posts.num_rows,
                "n_targets": _of(addressed, campaign_id).num_rows,
                "platforms": _most_common(posts.column("platform")),
                "languages": _most_common(posts.column("language")),
                "start": pc.min(posts.column("at")).as_py(),
                "end": pc.max(posts.column("at")).as_py(),
                "q_value": _largest_q(edges.arrow, members),
                "strength": median(strength[a] for a in members),
            }
        )
    return Table.checked(Campaigns, pa.Table.from_pylist(rows, schema=Campaigns.arrow_schema()))


def _of(table: pa.Table, campaign_id: str) -> pa.Table:
    return table.filter(pc.equal(table.column("campaign_id"), campaign_id))


def _lookup(table: pa.Table, key: str, value: str) -> dict[str, Any]:
    keys, values = table.column(key).to_pylist(), table.column(value).to_pylist()
    return dict(zip(keys, values, strict=True))


def _most_common(column: pa.ChunkedArray) -> list[str]:
    """Return the values, most frequent first, ties by name; nulls left out."""
    counts = Counter(value for value in column.to_pylist() if value is not None)
    return sorted(counts, key=lambda value: (-counts[value], value))


def _largest_q(edges: pa.Table, members: list[str]) -> float | None:
    """Return the largest q of the pairs inside a campaign, each at its best layer."""
    inside = pa.array(members, pa.string())
    own = edges.filter(
        pc.and_(
            pc.is_in(edges.column("a"), value_set=inside),
            pc.is_in(edges.column("b"), value_set=inside),
        )
    )
    best = own.group_by(["a", "b"]).aggregate([("q_value", "min")]).column("q_value_min")
    largest: float | None = pc.max(best).as_py()
    return largest
