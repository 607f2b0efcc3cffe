"""Who is linked to whom in a campaign, and where each account is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from undertow.case import Case
from undertow.report.reading import read_columns
from undertow.rulings import Overlay
from undertow.schema import AccountFindings, CampaignMembers, CampaignPosts, Edges

_MOST_DRAWN = 120


@dataclass(frozen=True, slots=True)
class Links:
    """The validated links inside a campaign.

    Attributes
    ----------
    n_accounts, n_pairs : int
        Members of the campaign, and pairs of them that are linked in any layer.
    by_platforms : tuple of (str, str, int)
        Pairs of platforms in order, and the linked pairs of accounts on them, most first.
    platforms : tuple of str
        Platform of each account drawn: those with the most links, at most 120.
    pairs : tuple of (int, int)
        Linked pairs among those drawn, as places in ``platforms``.
    """

    n_accounts: int
    n_pairs: int
    by_platforms: tuple[tuple[str, str, int], ...]
    platforms: tuple[str, ...]
    pairs: tuple[tuple[int, int], ...]


def read_links(case: Case, reviewed: Overlay) -> Mapping[str, Links]:
    """Return the links inside each campaign, by its id, without whom people removed on review."""
    members = reviewed.told(read_columns(case, CampaignMembers, ["campaign_id", "account_uid"]))
    edges = reviewed.told(read_columns(case, Edges, ["a", "b"]))
    # An edge has a row for each layer and window; a pair is told once, whichever end comes first.
    pairs = {(min(a, b), max(a, b)) for a, b in zip(*_lists(edges, "a", "b"), strict=True)}
    on = dict(zip(*_lists(read_columns(case, AccountFindings, ["account_uid", "platform"]),
                          "account_uid", "platform"), strict=True))  # fmt: skip
    found: dict[str, Links] = {}
    for campaign in sorted(set(members.column("campaign_id").to_pylist())):
        own = members.filter(pc.equal(members.column("campaign_id"), campaign))
        accounts = set(own.column("account_uid").to_pylist())
        inside = sorted(pair for pair in pairs if accounts.issuperset(pair))
        found[campaign] = _links(accounts, inside, on)
    return found


def _lists(table: pa.Table, *names: str) -> tuple[list[str], ...]:
    return tuple(table.column(name).to_pylist() for name in names)


def _links(accounts: set[str], pairs: list[tuple[str, str]], on: Mapping[str, str]) -> Links:
    degree = Counter(end for pair in pairs for end in pair)
    by: Counter[tuple[str, str]] = Counter()
    for a, b in pairs:
        first, second = sorted((on.get(a, ""), on.get(b, "")))
        by[first, second] += 1
    drawn = sorted(degree, key=lambda uid: (-degree[uid], uid))[:_MOST_DRAWN]
    place = {uid: i for i, uid in enumerate(drawn)}
    return Links(
        len(accounts),
        len(pairs),
        tuple((a, b, n) for (a, b), n in sorted(by.items(), key=lambda item: (-item[1], item[0]))),
        tuple(on.get(uid, "") for uid in drawn),
        tuple((place[a], place[b]) for a, b in pairs if a in place and b in place),
    )


def read_places(case: Case) -> Mapping[str, tuple[tuple[str, str, int], ...]]:
    """Return platform, language (or ``und``) and number of posts of each campaign, by its id."""
    posts = read_columns(case, CampaignPosts, ["campaign_id", "platform", "language"])
    counts: dict[str, Counter[tuple[str, str]]] = {}
    rows = posts.group_by(["campaign_id", "platform", "language"]).aggregate([([], "count_all")])
    for row in rows.to_pylist():
        own = counts.setdefault(row["campaign_id"], Counter())
        own[row["platform"], row["language"] or "und"] += row["count_all"]
    return {
        campaign: tuple((p, name, n) for (p, name), n in sorted(own.items()))
        for campaign, own in counts.items()
    }
