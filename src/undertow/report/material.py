"""Everything a report is made from, read once for all languages."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from undertow.assessments import (
    Assessment,
    Breakout,
    Recorded,
    corrections,
    read_assessments,
    read_breakouts,
    read_responses,
)
from undertow.assessments.bearing import READ as BORNE_BY
from undertow.case import Case
from undertow.coordination import Gate, gates
from undertow.decisions import DecisionLog
from undertow.ingest.timestamps import stamps
from undertow.pseudonyms import Pseudonyms
from undertow.releases import Release, read_releases
from undertow.report.coverage import CoverageSummary, read_coverage
from undertow.report.groups import Groups, read_groups
from undertow.report.links import Links, read_links, read_places
from undertow.report.media import READ as MEDIA_READ
from undertow.report.media import MediaCard, read_media
from undertow.report.reading import read_columns
from undertow.report.volume import Traffic, Volume
from undertow.rulings import Overlay
from undertow.schema import (
    AccountFindings,
    Calibrations,
    CampaignMembers,
    CampaignPosts,
    Campaigns,
    Claims,
    Communities,
    CoordinationTests,
    Coverage,
    CoverageLedger,
    CoverageWarnings,
    Edges,
    Evidence,
    Explanations,
    NamedReference,
    Posts,
    Quarantine,
    Records,
    TableSpec,
    TargetHits,
    Targets,
)
from undertow.wording import Claim, read_claims

READ: tuple[type[TableSpec], ...] = (
    AccountFindings,
    Calibrations,
    CampaignMembers,
    CampaignPosts,
    Campaigns,
    Claims,
    Communities,
    CoordinationTests,
    Coverage,
    CoverageLedger,
    CoverageWarnings,
    Edges,
    Evidence,
    Explanations,
    NamedReference,
    Posts,
    Quarantine,
    Records,
    TargetHits,
    Targets,
    *(spec for spec in BORNE_BY if spec is not Campaigns),
    *MEDIA_READ,
)
"""Every table that :func:`gather` reads, in its own words or through others."""

_N_SAMPLES = 3
_N_ACTIVE = 10


@dataclass(frozen=True, slots=True)
class RecordedTable:
    """A table that the report was made from.

    Attributes
    ----------
    name : str
    n_rows : int
    sha256 : str or None
        None for tables of files and their records: they depend on how the same captures were cut
        into files and in which order they came, and the custody log vouches for them.
    """

    name: str
    n_rows: int
    sha256: str | None


_OF_FILES = frozenset({Coverage, Quarantine, Records})


@dataclass(frozen=True, slots=True)
class ActiveAccount:
    """One of the accounts with the most posts in a campaign."""

    pseudonym: str
    platform: str
    verdict: str
    n_posts: int


@dataclass(frozen=True, slots=True)
class CampaignMaterial:
    """A campaign with its claims.

    Attributes
    ----------
    number : int
        1 for the campaign with the most posts.
    row : dict
        Its row in ``campaigns``.
    claims : tuple of Claim
        By id.
    volume : Volume
        Posts over time.
    active : tuple of ActiveAccount
        Most posts first.
    assessment : Assessment or None
        What people judged of who is behind it, signed and borne by the tables.
    corrections : tuple of Assessment
        Judgements that were signed and stand no more.
    responses : tuple of Recorded
        What those who are accused or concerned answered, oldest first.
    breakout : Breakout or None
        How far people entered that it got beyond what captures show.
    n_removed, n_doubted : int
        Accounts that people removed on review, which every count still holds, and accounts that
        they doubt.
    places : tuple of (str, str, int)
        Platform, language and number of posts.
    links : Links or None
        Who is linked to whom in it.
    media : tuple of MediaCard
        Files that are the same material, those that most accounts posted first.
    """

    number: int
    row: dict[str, Any]
    claims: tuple[Claim, ...]
    volume: Volume
    active: tuple[ActiveAccount, ...]
    assessment: Assessment | None = None
    corrections: tuple[Assessment, ...] = ()
    responses: tuple[Recorded, ...] = ()
    breakout: Breakout | None = None
    n_removed: int = 0
    n_doubted: int = 0
    places: tuple[tuple[str, str, int], ...] = ()
    links: Links | None = None
    media: tuple[MediaCard, ...] = ()

    def of_kind(self, kind: str) -> list[Claim]:
        """Return the claims of a kind, by subject; waves by number."""
        found = [claim for claim in self.claims if claim.kind == kind]
        return sorted(found, key=lambda c: (len(c.subject) if kind == "waves" else 0, c.subject))

    def the(self, kind: str) -> Claim | None:
        """Return the claim of a kind that has one at most."""
        return next(iter(self.of_kind(kind)), None)


@dataclass(frozen=True, slots=True)
class Translations:
    """Quotes by machine: the name of what made them, and quote as shown -> translation."""

    name: str
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Material:
    """All that a report shows."""

    purpose: str
    campaigns: tuple[CampaignMaterial, ...]
    groups: Groups
    coverage: CoverageSummary
    tests: tuple[dict[str, Any], ...]
    calibrations: tuple[Gate, ...]
    official_names: tuple[str, ...]
    has_register: bool
    samples: dict[str, list[tuple[str, str]]]
    stamped_at: str | None
    fingerprint: str
    tables: tuple[RecordedTable, ...] = ()
    translations: Translations | None = None
    # Name of the reference case and SHA-256 of its rates, where one was named.
    reference: tuple[str, str] | None = None
    reviewed: Overlay = field(default_factory=Overlay)
    withdrawn: tuple[Release, ...] = ()
    is_draft: bool = True

    @property
    def is_reviewed(self) -> bool:
        """Whether decisions of people, or a release that they took back, are told."""
        return any(self.reviewed.rejected.values()) or bool(self.withdrawn)

    @property
    def founded(self) -> frozenset[str]:
        """Claims that have evidence."""
        return frozenset(
            claim.claim_id for own in self.campaigns for claim in own.claims if claim.n_evidence
        )


def gather(case: Case) -> Material:
    """Read the tables of a case.

    Raises
    ------
    CaseError
        A table is damaged.
    SchemaError
        A claim cannot be read.
    VerificationError
        The custody log names a time stamp as undertow does not, the decision log was changed, or
        the key of the pseudonyms is another than that of earlier products.
    """
    reviewed = Overlay.of(case)
    rows = reviewed.read(case, Campaigns).arrow.to_pylist()
    rows.sort(key=lambda row: (-row["n_posts"], row["campaign_id"]))
    claims = read_claims(reviewed.read(case, Claims))
    traffic = Traffic.read(case) if rows else None
    judged, entered = _assessments(case), read_breakouts(DecisionLog.of(case))
    names = Pseudonyms.open(case)
    places, links = read_places(case), read_links(case, reviewed)
    targets = read_columns(case, Targets, ["name", "surname", "aliases"])
    return Material(
        purpose=case.purpose,
        campaigns=tuple(
            CampaignMaterial(
                number,
                row,
                _of_campaign(claims, row["campaign_id"]),
                traffic.volume(row["campaign_id"], row["start"], row["end"]),
                _most_active(case, row["campaign_id"], names, reviewed),
                *judged.get(row["campaign_id"], (None, (), ())),
                entered.get(row["campaign_id"]),
                n_removed=len(reviewed.members.get(row["campaign_id"], ())),
                n_doubted=_n_doubted(case, row["campaign_id"], reviewed),
                places=places.get(row["campaign_id"], ()),
                links=links.get(row["campaign_id"]),
                media=read_media(case, _of_campaign(claims, row["campaign_id"])),
            )
            for number, row in enumerate(rows, start=1)
            if traffic is not None
        ),
        groups=read_groups(case, rows, reviewed),
        coverage=read_coverage(case),
        tests=tuple(case.read(CoordinationTests).arrow.to_pylist()),
        calibrations=tuple(gates(case.read(Calibrations).arrow)),
        official_names=_names_of(targets),
        has_register=targets.num_rows > 0,
        samples=_samples(case),
        stamped_at=next((stamp.stamped_at for stamp in reversed(stamps(case))), None),
        fingerprint=_fingerprint(claims),
        tables=_recorded_tables(case),
        reference=_reference(case),
        reviewed=reviewed,
        withdrawn=tuple(
            own for own in read_releases(DecisionLog.of(case)) if own.correction and own.approved_at
        ),
    )


def _names_of(targets: pa.Table) -> tuple[str, ...]:
    """Return every name of an official of the register, sorted."""
    names = {
        *targets.column("name").to_pylist(),
        *targets.column("surname").drop_null().to_pylist(),
        *_flat(targets.column("aliases")),
    }
    return tuple(sorted(names))


def _recorded_tables(case: Case) -> tuple[RecordedTable, ...]:
    """Return the tables that a report rests on, by name; most cases hold no media."""
    return tuple(
        RecordedTable(
            spec.name,
            case.n_rows(spec),
            None if spec in _OF_FILES else case.table_sha256(spec),
        )
        for spec in sorted(READ, key=lambda spec: spec.name)
        if spec not in MEDIA_READ or case.n_rows(spec)
    )


def _of_campaign(claims: tuple[Claim, ...], campaign_id: str) -> tuple[Claim, ...]:
    return tuple(claim for claim in claims if claim.campaign_id == campaign_id)


def _assessments(
    case: Case,
) -> dict[str, tuple[Assessment | None, tuple[Assessment, ...], tuple[Recorded, ...]]]:
    """Return what people judged of each campaign, what of it stands no more, and what is said."""
    log = DecisionLog.of(case)
    every, said = read_assessments(case, log), read_responses(log)
    campaigns = {own.statement.campaign for own in every} | {r.response.campaign for r in said}
    return {
        campaign: (
            next((own for own in every if own.is_about(campaign) and own.is_current), None),
            tuple(corrections(own for own in every if own.is_about(campaign))),
            tuple(own for own in said if own.response.campaign == campaign),
        )
        for campaign in campaigns
    }


def _reference(case: Case) -> tuple[str, str] | None:
    rows = read_columns(case, NamedReference, ["reference_case", "rates_sha256"]).slice(0, 1)
    return next(((r["reference_case"], r["rates_sha256"]) for r in rows.to_pylist()), None)


def _flat(lists: pa.ChunkedArray) -> list[str]:
    texts: list[str] = pc.list_flatten(lists).to_pylist()
    return texts


def _most_active(
    case: Case, campaign_id: str, names: Pseudonyms, reviewed: Overlay
) -> tuple[ActiveAccount, ...]:
    """Return the accounts with the most posts in a campaign."""
    posts = reviewed.told(read_columns(case, CampaignPosts, ["campaign_id", "account_uid"]))
    own = posts.filter(pc.equal(posts.column("campaign_id"), campaign_id))
    counts = own.group_by("account_uid").aggregate([([], "count_all")])
    ranked = counts.sort_by([("count_all", "descending"), ("account_uid", "ascending")])
    top = {row["account_uid"]: row["count_all"] for row in ranked.slice(0, _N_ACTIVE).to_pylist()}
    columns = ["account_uid", "platform", "verdict", "campaign_id"]
    findings = reviewed.told(read_columns(case, AccountFindings, columns))
    wanted = pa.array(list(top), pa.string())
    known = findings.filter(pc.is_in(findings.column("account_uid"), value_set=wanted))
    of = {row["account_uid"]: row for row in known.to_pylist()}
    return tuple(
        ActiveAccount(names.of(uid), of[uid]["platform"], of[uid]["verdict"], n)
        for uid, n in top.items()
        if uid in of
    )


def _n_doubted(case: Case, campaign_id: str, reviewed: Overlay) -> int:
    """Return how many accounts of a campaign somebody doubts and nobody rejects."""
    doubted = reviewed.doubted.get("account")
    if not doubted:
        return 0
    rows = read_columns(case, CampaignMembers, ["campaign_id", "account_uid"])
    own = rows.filter(pc.equal(rows.column("campaign_id"), campaign_id)).column("account_uid")
    return len(doubted & set(own.to_pylist()))


def _samples(case: Case) -> dict[str, list[tuple[str, str]]]:
    """Return the first evidence ids of each claim with the hashes of their raw records."""
    table = read_columns(case, Evidence, ["claim_id", "evidence_id", "raw_sha256"])
    ordered = table.sort_by([("claim_id", "ascending"), ("evidence_id", "ascending")])
    claim = ordered.column("claim_id").combine_chunks()
    # Sorted by claim: the first row of each claim is where the run of its id begins.
    starts = pc.index_in(pc.unique(claim), value_set=claim).to_pylist()
    found: dict[str, list[tuple[str, str]]] = {}
    for start in starts:
        for row in ordered.slice(start, _N_SAMPLES).to_pylist():
            if row["claim_id"] == claim[start].as_py():
                found.setdefault(row["claim_id"], []).append(
                    (row["evidence_id"], row["raw_sha256"])
                )
    return found


def _fingerprint(claims: tuple[Claim, ...]) -> str:
    """Return a digest of what is claimed, the same for every language and machine."""
    rows = [[c.claim_id, c.kind, c.facts, c.likelihood, c.confidence] for c in claims]
    text = json.dumps(rows, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
