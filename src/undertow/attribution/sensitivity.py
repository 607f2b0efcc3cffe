"""What links and hypotheses would be without some evidence: it is taken away, all is weighed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from undertow.attribution.hypotheses import INAUTHENTIC, weigh_hypotheses
from undertow.attribution.knowledge import PUBLISHED_BY
from undertow.attribution.operation_link import link_operations
from undertow.attribution.signs import PUBLISHED, QUOTED
from undertow.case import Case
from undertow.errors import InputError
from undertow.schema import (
    CampaignMembers,
    CampaignPosts,
    Campaigns,
    CampaignSigns,
    Hypotheses,
    HypothesisEvidence,
    KnowledgeMatches,
    KnownIndicators,
    KnownObservables,
    OperationEvidence,
    OperationLinks,
    Table,
)
from undertow.settings import NoSettings

_ALL_PUBLISHED = frozenset({PUBLISHED, QUOTED, PUBLISHED_BY})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What links and hypotheses rest on, as tables of a case."""

    campaigns: Table[Campaigns]
    campaign_members: Table[CampaignMembers]
    campaign_posts: Table[CampaignPosts]
    campaign_signs: Table[CampaignSigns]
    known_indicators: Table[KnownIndicators]
    known_observables: Table[KnownObservables]
    knowledge_matches: Table[KnowledgeMatches]

    @classmethod
    def of(cls, case: Case) -> Evidence:
        """Return that of an analysed case."""
        return cls(
            case.read(Campaigns),
            case.read(CampaignMembers),
            case.read(CampaignPosts),
            case.read(CampaignSigns),
            case.read(KnownIndicators),
            case.read(KnownObservables),
            case.read(KnowledgeMatches),
        )


@dataclass(frozen=True, slots=True)
class Weighed:
    """What evidence comes to."""

    links: Table[OperationLinks]
    indicators: Table[OperationEvidence]
    hypotheses: Table[Hypotheses]
    matrix: Table[HypothesisEvidence]


def weigh(evidence: Evidence) -> Weighed:
    """Link every campaign to operations, and hold it against every hypothesis."""
    nothing = NoSettings()
    links, indicators = link_operations(
        evidence.campaigns,
        evidence.campaign_members,
        evidence.campaign_posts,
        evidence.campaign_signs,
        evidence.known_indicators,
        evidence.known_observables,
        evidence.knowledge_matches,
        nothing,
        rng_seed=0,
    )
    hypotheses, matrix = weigh_hypotheses(
        evidence.campaigns, evidence.campaign_signs, indicators, nothing, rng_seed=0
    )
    return Weighed(links, indicators, hypotheses, matrix)


def set_aside(evidence: Evidence, items: Sequence[str]) -> Evidence:
    """Return the evidence without some items.

    Parameters
    ----------
    evidence : Evidence
        Of a case.
    items : sequence of str
        Each a sign (``takeover``), an indicator of an operation (``hijacked-accounts``: the sign
        that measures it), ``inauthentic`` (the verdict), ``published`` or ``quoted`` (all that
        sources published), or the uid of an account or a post (what was published of it).

    Raises
    ------
    InputError
        Nothing of the case is called so; names what there is.

    Notes
    -----
    A sign that is set aside is as one that was never measured. Its measure on others is not made
    again: an account that is set aside stays a member.
    """
    signs = set(evidence.campaign_signs.arrow.column("sign").to_pylist())
    measured_by = _measured_by(evidence.known_indicators.arrow)
    matches = evidence.knowledge_matches.arrow
    uids = {*matches.column("account_uid").to_pylist(), *matches.column("post_uid").to_pylist()}
    gone_signs: set[str] = set()
    gone_uids: set[str] = set()
    for item in items:
        if item == INAUTHENTIC:
            continue
        names = measured_by.get(item, {item}) - {""}
        if item in uids - {""}:
            gone_uids.add(item)
        elif names & _ALL_PUBLISHED:
            gone_uids |= uids
        elif names and names <= signs:
            gone_signs |= names
        else:
            raise InputError(_unknown(item, signs, measured_by))
    return Evidence(
        _left_open(evidence.campaigns, items),
        evidence.campaign_members,
        evidence.campaign_posts,
        _left(evidence.campaign_signs, "sign", gone_signs),
        evidence.known_indicators,
        evidence.known_observables,
        _left_of_matches(evidence.knowledge_matches, gone_uids),
    )


def _measured_by(indicators: pa.Table) -> dict[str, set[str]]:
    """Return what measures each indicator; operations may use a name for different things."""
    found: dict[str, set[str]] = {}
    for row in indicators.select(["indicator_id", "measured_by"]).to_pylist():
        found.setdefault(row["indicator_id"], set()).add(row["measured_by"])
    return found


def _unknown(item: str, signs: Collection[str], measured_by: dict[str, set[str]]) -> str:
    if item in measured_by:
        return f"{item}: nothing measures this indicator, so there is nothing to set aside"
    known = ", ".join(sorted(signs)) or "none: no campaign was found"
    return (
        f"{item}: no evidence of the case is called so; there are inauthentic, published, quoted, "
        f"uids of `undertow knowledge matches`, indicators, and the signs {known}"
    )


def _left(table: Table[CampaignSigns], column: str, gone: set[str]) -> Table[CampaignSigns]:
    values = pa.array(sorted(gone), pa.string())
    kept = pc.invert(pc.is_in(table.arrow.column(column), value_set=values))
    return Table(table.spec, table.arrow.filter(kept))


def _left_of_matches(table: Table[KnowledgeMatches], gone: set[str]) -> Table[KnowledgeMatches]:
    """Return matches but those of some accounts and posts, and of the posts of these accounts."""
    values = pa.array(sorted(gone - {""}), pa.string())
    is_gone = pc.or_(
        pc.is_in(table.arrow.column("account_uid"), value_set=values),
        pc.is_in(table.arrow.column("post_uid"), value_set=values),
    )
    return Table(table.spec, table.arrow.filter(pc.invert(is_gone)))


def _left_open(table: Table[Campaigns], items: Sequence[str]) -> Table[Campaigns]:
    """Return the campaigns without their verdicts where these are set aside."""
    if INAUTHENTIC not in items:
        return table
    place = table.arrow.schema.get_field_index("verdict")
    unknown = pa.array([""] * table.n_rows, pa.string())
    return Table(
        table.spec, table.arrow.set_column(place, table.arrow.schema.field(place), unknown)
    )
