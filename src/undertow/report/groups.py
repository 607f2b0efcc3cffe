"""The groups of accounts that act together: how many, how large, what was found, how linked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from undertow.case import Case
from undertow.report.reading import read_columns
from undertow.rulings import Overlay
from undertow.schema import CampaignMembers, Communities, Edges, Explanations


@dataclass(frozen=True, slots=True)
class AccountGroup:
    """A community.

    Attributes
    ----------
    community_id : str
        Its id.
    n_accounts : int
        Its members.
    campaign_id : str or None
        Campaign that it carries.
    verdict : str
        Verdict of the campaign; otherwise ``coordinated_explained`` or ``coordinated``.
    explanations : tuple of str
        Innocent explanations that hold.
    is_commercial : bool
        Whether it is commercial spam.
    """

    community_id: str
    n_accounts: int
    campaign_id: str | None
    verdict: str
    explanations: tuple[str, ...]
    is_commercial: bool = False


@dataclass(frozen=True, slots=True)
class Groups:
    """All communities, largest first, and the linked pairs of accounts within and between them."""

    groups: tuple[AccountGroup, ...]
    n_pairs: Mapping[tuple[str, str], int]

    def outside_campaigns(self) -> list[AccountGroup]:
        """Return the groups that are no campaign."""
        return [group for group in self.groups if group.campaign_id is None]


def read_groups(
    case: Case, campaigns: list[dict[str, Any]], reviewed: Overlay | None = None
) -> Groups:
    """Return the groups of a case, without what people rejected."""
    told = (reviewed or Overlay()).told
    members = told(read_columns(case, Communities, ["community_id", "account_uid"]))
    sizes = members.group_by("community_id").aggregate([([], "count_all")]).to_pylist()
    of_campaign = {row["campaign_id"]: row for row in campaigns}
    carried = told(read_columns(case, CampaignMembers, ["campaign_id", "community_id"]))
    carrier = {
        row["community_id"]: of_campaign[row["campaign_id"]]
        for row in carried.group_by(["campaign_id", "community_id"]).aggregate([]).to_pylist()
    }
    holding: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in case.read(Explanations).arrow.to_pylist():
        if row["holds"]:
            holding[row["community_id"], row["reading"]].append(row["explanation"])
    groups = []
    for row in sizes:
        ident = row["community_id"]
        campaign, explanations = carrier.get(ident), tuple(sorted(holding[ident, "innocent"]))
        verdict = "coordinated_explained" if explanations else "coordinated"
        groups.append(
            AccountGroup(
                ident,
                row["count_all"],
                None if campaign is None else campaign["campaign_id"],
                verdict if campaign is None else campaign["verdict"],
                explanations,
                bool(holding[ident, "commercial"]),
            )
        )
    groups.sort(key=lambda group: (-group.n_accounts, group.community_id))
    return Groups(tuple(groups), _pairs(case, members))


def _pairs(case: Case, members: pa.Table) -> dict[tuple[str, str], int]:
    """Count the distinct linked pairs of accounts for each pair of communities."""
    edges = read_columns(case, Edges, ["a", "b"]).group_by(["a", "b"]).aggregate([])
    account = members.column("account_uid")
    for end in ("a", "b"):
        place = pc.index_in(edges.column(end), value_set=account)
        edges = edges.append_column(f"group_{end}", members.column("community_id").take(place))
    known = edges.filter(
        pc.and_(pc.is_valid(edges.column("group_a")), pc.is_valid(edges.column("group_b")))
    )
    counts = known.group_by(["group_a", "group_b"]).aggregate([([], "count_all")]).to_pylist()
    pairs: dict[tuple[str, str], int] = defaultdict(int)
    for row in counts:
        ends = sorted((row["group_a"], row["group_b"]))
        pairs[ends[0], ends[1]] += row["count_all"]
    return dict(sorted(pairs.items()))
