"""Campaigns, signs and indicators made by hand, for the tests of attribution."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from undertow.attribution.operation_link import link_operations
from undertow.attribution.signs import SIGNS
from undertow.schema import (
    CampaignMembers,
    CampaignPosts,
    Campaigns,
    CampaignSigns,
    KnowledgeMatches,
    KnownIndicators,
    KnownObservables,
    Table,
    TableSpec,
)
from undertow.settings import NoSettings

Row = dict[str, Any]
GROUP_OF = {sign.name: sign.group for sign in SIGNS}


def table(spec: type[TableSpec], rows: list[Row]) -> Table[Any]:
    """Return rows of a spec; what a row leaves out is empty."""
    empty = {pa.string(): "", pa.int64(): 0, pa.float64(): 0.0, pa.bool_(): False}
    plain = {c.name: None if c.nullable else empty.get(c.type, []) for c in spec.columns}
    schema = spec.arrow_schema()
    return Table(spec, pa.Table.from_pylist([plain | row for row in rows], schema=schema))


def campaigns(verdict: str = "coordinated_inauthentic", campaign_id: str = "c") -> Table[Any]:
    """Return one campaign."""
    row = {"campaign_id": campaign_id, "community_id": "g", "verdict": verdict}
    return table(Campaigns, [row | {"start": 0, "end": 0}])


def signs(**states: str) -> Table[CampaignSigns]:
    """Return the signs of the campaign; those that are not given are not measured."""
    rows = [
        {
            "campaign_id": "c",
            "sign": name,
            "sign_group": group,
            "state": states.get(name, "not_measured"),
            "n": 3 * (states.get(name) == "shown"),
        }
        for name, group in GROUP_OF.items()
    ]
    return table(CampaignSigns, rows)


def indicator(measured_by: str, diagnosticity: str = "strong", **more: Any) -> Row:
    """Return an indicator of operation ``o``."""
    return {
        "operation_id": "o",
        "version": "2026-01-01",
        "indicator_id": measured_by.replace("_", "-"),
        "measured_by": measured_by,
        "diagnosticity": diagnosticity,
        "is_context": False,
        "kinds": [],
    } | more


def match(uid: str, kind: str = "account_id", **more: Any) -> Row:
    """Return something that was published of operation ``o`` and is in the case."""
    place = "account_uid" if kind in {"account", "account_id"} else "post_uid"
    return {"operation_id": "o", "kind": kind, "platform": "x", "value": "v", place: uid} | more


def linked(
    known: list[Row],
    states: dict[str, str],
    *,
    matches: list[Row] | None = None,
    verdict: str = "coordinated_inauthentic",
    members: Sequence[str] = ("x:1", "x:2"),
) -> tuple[Row, dict[str, Row]]:
    """Return the link of the campaign with operation ``o``, and its indicators by id."""
    observables = [] if matches is None else [{"operation_id": "o", "kind": "text", "value": "v"}]
    links, evidence = link_operations(
        campaigns(verdict),
        table(CampaignMembers, [{"campaign_id": "c", "account_uid": a} for a in members]),
        table(CampaignPosts, [{"campaign_id": "c", "post_uid": "x:11", "at": 0}]),
        signs(**states),
        table(KnownIndicators, known),
        table(KnownObservables, observables),
        table(KnowledgeMatches, matches or []),
        NoSettings(),
        rng_seed=0,
    )
    [link] = links.arrow.to_pylist() or [{}]
    return link, {row["indicator_id"]: row for row in evidence.arrow.to_pylist()}
