"""The claims stage: every statement about every campaign, and the records it rests on."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from undertow.campaigns.statements import CampaignView, Statement, rows_of, statements
from undertow.schema import (
    AccountFindings,
    Accounts,
    AccountSignals,
    CampaignPosts,
    CampaignRanges,
    Campaigns,
    CampaignTargets,
    Claims,
    CoordinationTests,
    EdgeEvidence,
    Evidence,
    Explanations,
    NarrativeGroups,
    NarrativeQuotes,
    Narratives,
    NarrativeSpread,
    Posts,
    PostText,
    Table,
    TargetHits,
    Targets,
    Templates,
    TemplateSlots,
    Waves,
)
from undertow.settings import Settings

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


def build_claims(
    campaigns: Table[Campaigns],
    campaign_posts: Table[CampaignPosts],
    campaign_targets: Table[CampaignTargets],
    campaign_ranges: Table[CampaignRanges],
    narratives: Table[Narratives],
    narrative_groups: Table[NarrativeGroups],
    narrative_quotes: Table[NarrativeQuotes],
    narrative_spread: Table[NarrativeSpread],
    waves: Table[Waves],
    account_findings: Table[AccountFindings],
    account_signals: Table[AccountSignals],
    explanations: Table[Explanations],
    edge_evidence: Table[EdgeEvidence],
    coordination_tests: Table[CoordinationTests],
    targets: Table[Targets],
    target_hits: Table[TargetHits],
    post_text: Table[PostText],
    templates: Table[Templates],
    template_slots: Table[TemplateSlots],
    posts: Table[Posts],
    accounts: Table[Accounts],
    settings: Settings,
    *,
    rng_seed: int,
) -> tuple[Table[Claims], Table[Evidence]]:
    """State what was found, and tie every statement to raw records.

    Returns
    -------
    claims : Table[Claims]
        Ids depend on campaign, kind and subject alone, so a claim keeps its id when its numbers
        change.
    evidence : Table[Evidence]
        One row for each claim and record; ``raw_sha256`` leads through ``observations`` to the
        bytes.
    """
    # A post and an account of a platform may have the same native id, so each has its own look-up.
    raw_posts = _raw_hashes(posts.arrow, "post_uid")
    raw_accounts = _raw_hashes(accounts.arrow, "account_uid")
    units = _units(post_text.arrow)
    quotes = _rows_by(narrative_quotes.arrow, "narrative_id")
    spread = _rows_by(narrative_spread.arrow, "narrative_id")
    template_of = dict(_columns(post_text.arrow, "post_uid", "template"))
    described = _described(templates.arrow, template_slots.arrow)
    claims: list[dict[str, Any]] = []
    evidence: list[dict[str, Any]] = []
    for campaign in campaigns.arrow.to_pylist():
        own_posts = rows_of(campaign_posts.arrow, "campaign_id", campaign["campaign_id"])
        view = CampaignView(
            campaign=campaign,
            posts=own_posts,
            targets=rows_of(campaign_targets.arrow, "campaign_id", campaign["campaign_id"]),
            ranges={
                row["target_id"]: {name: row[name] for name in _RANGE}
                for row in rows_of(campaign_ranges.arrow, "campaign_id", campaign["campaign_id"])
            },
            narratives=rows_of(narratives.arrow, "campaign_id", campaign["campaign_id"]),
            waves=rows_of(waves.arrow, "series", f"campaign:{campaign['campaign_id']}"),
            findings=rows_of(account_findings.arrow, "campaign_id", campaign["campaign_id"]),
            signals=rows_of(account_signals.arrow, "community_id", campaign["community_id"]),
            explanations=[
                row | {"facts": json.loads(row["facts"])}
                for row in rows_of(explanations.arrow, "community_id", campaign["community_id"])
            ],
            evidence=_inside(edge_evidence.arrow, account_findings.arrow, campaign),
            narrative_posts=_narrative_posts(narrative_groups.arrow, units, own_posts),
            narrative_quotes=quotes,
            template_of=template_of,
            templates=described,
            narrative_spread=spread,
            hit_posts=_posts_by(target_hits.arrow, "target_id", own_posts),
            register=targets.arrow.to_pylist(),
            tests=coordination_tests.arrow.to_pylist(),
            q=settings.coordination.q,
            margin=settings.accounts.explanation_margin,
        )
        for statement in statements(view):
            raw = raw_accounts if statement.kind == "accounts" else raw_posts
            claim = _claim(campaign["campaign_id"], statement)
            claims.append(claim)
            evidence.extend(
                {
                    "claim_id": claim["claim_id"],
                    "evidence_id": _evidence_id(uid, raw[uid]),
                    "record_uid": uid,
                    "raw_sha256": raw[uid],
                }
                for uid in sorted(set(statement.records))
            )
    return (
        Table.checked(Claims, pa.Table.from_pylist(claims, schema=Claims.arrow_schema())),
        Table.checked(Evidence, pa.Table.from_pylist(evidence, schema=Evidence.arrow_schema())),
    )


def _claim(campaign_id: str, statement: Statement) -> dict[str, Any]:
    """Return the row of a statement."""
    name = "|".join((campaign_id, statement.kind, statement.subject))
    return {
        "claim_id": "k-" + hashlib.sha256(name.encode()).hexdigest()[:10],
        "campaign_id": campaign_id,
        "kind": statement.kind,
        "subject": statement.subject,
        "facts": json.dumps(statement.facts, sort_keys=True, ensure_ascii=False),
        "likelihood": statement.likelihood,
        "confidence": statement.confidence,
        "n_evidence": len(set(statement.records)),
    }


def _evidence_id(record_uid: str, raw_sha256: str) -> str:
    return "e-" + hashlib.sha256(f"{record_uid}|{raw_sha256}".encode()).hexdigest()[:12]


def _raw_hashes(table: pa.Table, key: str) -> dict[str, str]:
    """Return the raw record of each post or account."""
    keys, hashes = table.column(key).to_pylist(), table.column("raw_sha256").to_pylist()
    return dict(zip(keys, hashes, strict=True))


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
