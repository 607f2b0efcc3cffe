"""What products tell once people have decided: the tables stay, and this says what to leave out.

A machine measures and people judge. No table changes by a decision, so an analysis can be repeated
and checked; every product reads its tables through :class:`Overlay`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from undertow.case import Case
from undertow.decisions import DecisionLog
from undertow.rulings.ruling import Item, Kind, items, read_rulings
from undertow.schema import CampaignMembers, Claims, Communities, Table, TableSpec

S = TypeVar("S", bound=TableSpec)

_COLUMNS: Mapping[str, str] = {
    "account_uid": "account",
    "a": "account",
    "b": "account",
    "community_id": "community",
    "campaign_id": "campaign",
    "claim_id": "claim",
    "narrative_id": "narrative",
}
# Claims that say more than that accounts act together.
_OF_INAUTHENTIC = frozenset({"objective", "operation"})
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Overlay:
    """What people decided, as products have to take it.

    Attributes
    ----------
    rejected : mapping of str to frozenset of str
        Kind -> ids that no product tells: what was rejected, the members of rejected communities,
        campaigns all of whose communities were, and the claims of rejected campaigns.
    doubted : mapping of str to frozenset of str
        Kind -> ids that somebody doubts and nobody rejects.
    accepted : mapping of str to frozenset of str
        Kind -> ids that somebody accepts and nobody doubts or rejects.
    unjudged : frozenset of str
        Campaigns whose accounts a person did not find to be inauthentic: the claim that they are
        was rejected. Products call them coordinated, tell no objective of them and no known
        operation; a judgement on who is behind them bears no more than that.
    members : mapping of str to frozenset of str
        Campaign -> those of its accounts that were rejected.
    disputed : tuple of Item
        What people disagree on.
    """

    rejected: Mapping[str, frozenset[str]] = field(default_factory=dict)
    doubted: Mapping[str, frozenset[str]] = field(default_factory=dict)
    accepted: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unjudged: frozenset[str] = _NONE
    members: Mapping[str, frozenset[str]] = field(default_factory=dict)
    disputed: tuple[Item, ...] = ()

    @classmethod
    def of(cls, case: Case) -> Overlay:
        """Read the decisions of a case.

        Raises
        ------
        VerificationError
            The decision log was changed.
        """
        known = items(read_rulings(DecisionLog.of(case)))
        if not known:
            return cls()
        by_outcome = {
            outcome: _by_kind(item for item in known.values() if item.outcome == outcome)
            for outcome in ("accept", "doubt", "reject")
        }
        rejected, unjudged, members = _followed(case, by_outcome["reject"])
        return cls(
            rejected=rejected,
            doubted=by_outcome["doubt"],
            accepted=by_outcome["accept"],
            unjudged=unjudged,
            members=members,
            disputed=tuple(item for item in known.values() if item.is_disputed),
        )

    def n_rejected(self, kind: Kind) -> int:
        """Return how many of a kind no product tells."""
        return len(self.rejected.get(kind, _NONE))

    def n_doubted(self, kind: Kind) -> int:
        """Return how many of a kind somebody doubts."""
        return len(self.doubted.get(kind, _NONE))

    def told(self, rows: pa.Table) -> pa.Table:
        """Return the rows of any table that products may tell, as they may tell them.

        Rows that name something rejected are left out. In campaigns that a person did not find to
        be inauthentic, that verdict reads ``coordinated``.
        """
        for column in _COLUMNS.keys() & set(rows.schema.names):
            gone = self.rejected.get(_COLUMNS[column])
            if gone:
                is_gone = pc.is_in(rows.column(column), value_set=_array(gone))
                rows = rows.filter(pc.invert(is_gone))
        if self.unjudged and {"campaign_id", "verdict"} <= set(rows.schema.names):
            rows = _withheld(rows, self.unjudged)
        return rows

    def read(self, case: Case, spec: type[S]) -> Table[S]:
        """Read a table as products may tell it; see :meth:`told`."""
        return Table(spec, self.told(case.read(spec).arrow))


def _withheld(rows: pa.Table, campaigns: Collection[str]) -> pa.Table:
    """Return rows without the verdict of inauthenticity on some campaigns and their accounts."""
    is_own = pc.fill_null(pc.is_in(rows.column("campaign_id"), value_set=_array(campaigns)), False)
    verdict = rows.column("verdict")
    is_withheld = pc.and_(is_own, pc.equal(verdict, "coordinated_inauthentic"))
    values: dict[str, Any] = {"verdict": "coordinated", "n_inauthentic": 0, "inauthenticity": None}
    for name in values.keys() & set(rows.schema.names):
        column = rows.column(name)
        other = pa.scalar(values[name], column.type)
        place = rows.schema.get_field_index(name)
        rows = rows.set_column(place, rows.field(name), pc.if_else(is_withheld, other, column))
    return rows


def _by_kind(chosen: Iterable[Item]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for item in chosen:
        found.setdefault(item.kind, set()).add(item.ident)
    return {kind: frozenset(own) for kind, own in found.items()}


def _followed(
    case: Case, rejected: Mapping[str, frozenset[str]]
) -> tuple[dict[str, frozenset[str]], frozenset[str], dict[str, frozenset[str]]]:
    """Return what falls with what was rejected, the unjudged campaigns, and whose accounts."""
    accounts = set(rejected.get("account", _NONE))
    communities = rejected.get("community", _NONE)
    campaigns = set(rejected.get("campaign", _NONE))
    claims = set(rejected.get("claim", _NONE))
    carried = case.read(CampaignMembers).arrow.to_pylist()
    if communities:
        of = case.read(Communities).arrow
        own = of.filter(pc.is_in(of.column("community_id"), value_set=_array(communities)))
        accounts.update(own.column("account_uid").to_pylist())
        parts: dict[str, set[str]] = {}
        for row in carried:
            parts.setdefault(row["campaign_id"], set()).add(row["community_id"])
        campaigns.update(ident for ident, own in parts.items() if own <= communities)
    unjudged = set()
    names = ["claim_id", "campaign_id", "kind", "subject"]
    stated = case.read(Claims).arrow.select(names).to_pylist()
    for row in stated:
        if row["claim_id"] in claims and row["kind"] == "accounts":
            unjudged.add(row["campaign_id"])
    for row in stated:
        is_beyond = row["campaign_id"] in unjudged and row["kind"] in _OF_INAUTHENTIC
        if row["campaign_id"] in campaigns or is_beyond:
            claims.add(row["claim_id"])
    narratives = {
        row["subject"] for row in stated if row["kind"] == "narrative" and row["claim_id"] in claims
    }
    members: dict[str, set[str]] = {}
    for row in carried:
        if row["account_uid"] in accounts:
            members.setdefault(row["campaign_id"], set()).add(row["account_uid"])
    gone = {
        "account": accounts,
        "community": communities,
        "campaign": campaigns,
        "claim": claims,
        "narrative": narratives,
    }
    return (
        {kind: frozenset(own) for kind, own in gone.items() if own},
        frozenset(unjudged - campaigns),
        {campaign: frozenset(own) for campaign, own in members.items()},
    )


def _array(values: Collection[str]) -> pa.Array:
    return pa.array(sorted(values), pa.string())
