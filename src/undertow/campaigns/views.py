"""The rows of every table that concern one campaign, gathered for what is said about it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from undertow import schema as s
from undertow.campaigns.audiences import Audiences
from undertow.campaigns.media_views import MediaHeld
from undertow.campaigns.statements.statement import CampaignView, Rows, rows_of
from undertow.schema.targets import PERSON
from undertow.settings import Settings

S = TypeVar("S", bound=s.TableSpec)
_RANGE = (
    "n_missing",
    "n_open_threads",
    "n_unattributed",
    "n_high",
    "n_officials",
    "n_elsewhere",
    "n_undeclared",
    "n_highest",
)


class Inputs:
    """Tables by what they are.

    Parameters
    ----------
    *tables : Table
        One of each.
    """

    def __init__(self, *tables: s.Table[Any]) -> None:
        self._tables: Mapping[type[s.TableSpec], s.Table[Any]] = {t.spec: t for t in tables}

    def __getitem__(self, spec: type[S]) -> pa.Table:
        """Return the rows of a table."""
        return self._tables[spec].arrow

    def about(self, spec: type[S], campaign_id: str) -> Rows:
        """Return the rows of a table that name a campaign."""
        return rows_of(self[spec], "campaign_id", campaign_id)


def campaign_views(tables: Inputs, settings: Settings) -> Iterator[CampaignView]:
    """Yield the view of each campaign, in table order."""
    units = _units(tables[s.PostText])
    quotes = _rows_by(tables[s.NarrativeQuotes], "narrative_id")
    spread = _rows_by(tables[s.NarrativeSpread], "narrative_id")
    template_of = dict(_columns(tables[s.PostText], "post_uid", "template"))
    described = _described(tables[s.Templates], tables[s.TemplateSlots])
    named = _named(tables[s.KnownIndicators])
    people = tables[s.Targets].to_pylist()
    audiences = Audiences(tables[s.Posts], tables[s.Engagement])
    held = MediaHeld(*(tables[spec] for spec in MediaHeld.READ))
    for campaign in tables[s.Campaigns].to_pylist():
        ident, community = campaign["campaign_id"], campaign["community_id"]
        own_posts = tables.about(s.CampaignPosts, ident)
        findings = tables.about(s.AccountFindings, ident)
        yield CampaignView(
            campaign=campaign,
            posts=own_posts,
            targets=tables.about(s.CampaignTargets, ident),
            ranges={
                row["target_id"]: {name: row[name] for name in _RANGE}
                for row in tables.about(s.CampaignRanges, ident)
            },
            narratives=tables.about(s.Narratives, ident),
            waves=rows_of(tables[s.Waves], "series", f"campaign:{ident}"),
            findings=findings,
            signals=rows_of(tables[s.AccountSignals], "community_id", community),
            explanations=[
                row | {"facts": json.loads(row["facts"])}
                for row in rows_of(tables[s.Explanations], "community_id", community)
            ],
            evidence=_inside(tables[s.EdgeEvidence], tables[s.AccountFindings], campaign),
            narrative_posts=_narrative_posts(tables[s.NarrativeGroups], units, own_posts),
            narrative_quotes=quotes,
            template_of=template_of,
            templates=described,
            narrative_spread=spread,
            hit_posts=_posts_by(tables[s.TargetHits], "target_id", own_posts),
            register=[row for row in people if row["kind"] != PERSON],
            persons=[row for row in people if row["kind"] == PERSON],
            tests=tables[s.CoordinationTests].to_pylist(),
            readings=tables.about(s.CampaignReadings, ident),
            links=tables.about(s.OperationLinks, ident),
            indicators=[
                row | named[row["operation_id"], row["indicator_id"]]
                for row in tables.about(s.OperationEvidence, ident)
            ],
            hypotheses=tables.about(s.Hypotheses, ident),
            matrix=tables.about(s.HypothesisEvidence, ident),
            audience=audiences.of(own_posts, {finding["account_uid"] for finding in findings}),
            q=settings.coordination.q,
            margin=settings.accounts.explanation_margin,
            media=held.of(own_posts),
        )


def _named(indicators: pa.Table) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the names of operation and indicator in both languages."""
    return {
        (row["operation_id"], row["indicator_id"]): {
            "operation": {"en": row["operation_en"], "fr": row["operation_fr"]},
            "name": {"en": row["name_en"], "fr": row["name_fr"]},
        }
        for row in indicators.to_pylist()
    }


def _inside(
    edge_evidence: pa.Table, findings: pa.Table, campaign: dict[str, Any]
) -> list[dict[str, Any]]:
    """Return the post pairs behind the edges inside a campaign, each once."""
    own = findings.filter(pc.equal(findings.column("campaign_id"), campaign["campaign_id"]))
    members = own.column("account_uid")
    pairs = edge_evidence.filter(
        pc.and_(
            pc.is_in(edge_evidence.column("a"), value_set=members),
            pc.is_in(edge_evidence.column("b"), value_set=members),
        )
    )
    names = ["layer", "a", "b", "object_uid", "post_a", "post_b"]
    rows: list[dict[str, Any]] = pairs.group_by(names).aggregate([]).to_pylist()
    return rows


def _columns(table: pa.Table, *names: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(table.column(name).to_pylist() for name in names), strict=True)


def _described(templates: pa.Table, slots: pa.Table) -> dict[str, dict[str, Any]]:
    """Return what is said of each template: its words, and what its slots hold."""
    of_template = _rows_by(slots, "template")
    return {
        row["template"]: {
            "pattern": row["pattern"],
            "has_target_slot": row["has_target_slot"],
            "slots": [
                {"type": slot["type"], "n_values": slot["n_values"]}
                for slot in of_template[row["template"]]
            ],
        }
        for row in templates.to_pylist()
    }


def _units(post_text: pa.Table) -> pa.Table:
    """Return the group each post is told in: claim group, else near group, else text group."""
    groups = (post_text.column(name) for name in ("claim_group", "near_group", "text_group"))
    return pa.table({"post_uid": post_text.column("post_uid"), "unit": pc.coalesce(*groups)})


def _narrative_posts(
    narrative_groups: pa.Table, units: pa.Table, campaign_posts: list[dict[str, Any]]
) -> dict[str, list[str]]:
    """Return the campaign's posts in each narrative, sorted."""
    posts = _posts_by(units, "unit", campaign_posts)
    found: dict[str, set[str]] = defaultdict(set)
    for row in narrative_groups.select(["narrative_id", "claim_group"]).to_pylist():
        found[row["narrative_id"]].update(posts.get(row["claim_group"], ()))
    return {narrative_id: sorted(uids) for narrative_id, uids in found.items()}


def _rows_by(table: pa.Table, column: str) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a table under each value of a column."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in table.to_pylist():
        found[row[column]].append(row)
    return dict(found)


def _posts_by(
    table: pa.Table, column: str, campaign_posts: list[dict[str, Any]]
) -> dict[str, list[str]]:
    """Return the campaign's posts under each value of a column of a table keyed by post."""
    uids = pa.array([row["post_uid"] for row in campaign_posts], pa.string())
    own = table.filter(pc.is_in(table.column("post_uid"), value_set=uids))
    found: dict[str, set[str]] = defaultdict(set)
    for row in own.select(["post_uid", column]).to_pylist():
        if row[column] is not None:
            found[row[column]].add(row["post_uid"])
    return {value: sorted(posts) for value, posts in found.items()}
