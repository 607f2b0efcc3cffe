"""Stage ``operation_links``: how far campaigns resemble known operations, by indicator."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from undertow.attribution.ceilings import Ceiling, Term, operation_ceiling
from undertow.attribution.knowledge import PUBLISHED_BY
from undertow.attribution.rows import Row, checked, grouped
from undertow.attribution.signs import (
    CONTEXT,
    FOUND_BY,
    NOT_MEASURED,
    NOT_SHOWN,
    PUBLISHED,
    QUOTED,
    SHOWN,
    Group,
    State,
)
from undertow.estimative import lowest, term_of
from undertow.schema import (
    CampaignMembers,
    CampaignPosts,
    Campaigns,
    CampaignSigns,
    KnowledgeMatches,
    KnownIndicators,
    KnownObservables,
    OperationEvidence,
    OperationLinks,
    Table,
)
from undertow.settings import NoSettings

# Odds before anything is looked at that a campaign is of one given operation: one in ten.
_PRIOR: Final = -math.log(9.0)
# What an indicator that is shown multiplies the odds with. No set of campaigns with known operators
# exists to measure it on: it is our judgement, stated here and in docs/adr/0022.
_SHOWN: Final = {"strong": math.log(4.0), "moderate": math.log(2.0), "weak": math.log(1.25)}
# What a source published of the operation is in the campaign: its accounts, or what can be copied.
_NAMED: Final = {PUBLISHED: math.log(20.0), QUOTED: math.log(8.0)}
# Operations change: an indicator that was measured and is not shown takes half as much.
_ABSENT: Final = -0.5
# One account can have changed hands; two are the campaign's own.
_OWN_ACCOUNTS: Final = 2
# Below one member in fifty, those who were published may be guests of a campaign of others.
_OWN_SHARE: Final = 0.02
_MOST_RECORDS: Final = 20


@dataclass(frozen=True, slots=True)
class _Item:
    """An indicator, and what the campaign shows of it; ``n_own`` published accounts and posts."""

    indicator: Row
    group: Group | None
    state: State
    n: int
    records: tuple[str, ...]
    n_own: int = 0

    @property
    def is_context(self) -> bool:
        return self.indicator["is_context"] or self.indicator["measured_by"] in CONTEXT

    @property
    def is_found_by(self) -> bool:
        return self.indicator["measured_by"] in FOUND_BY

    @property
    def log_lr(self) -> float:
        """What the indicator would add alone, in nats."""
        if self.group is None or self.state == NOT_MEASURED or self.is_context:
            return 0.0
        if self.is_found_by:
            return 0.0
        if self.group in _NAMED:  # few sources publish everything: its absence says nothing
            return _NAMED[self.group] if self.state == SHOWN else 0.0
        weight = _SHOWN[self.indicator["diagnosticity"]]
        return weight if self.state == SHOWN else _ABSENT * weight


def link_operations(
    campaigns: Table[Campaigns],
    campaign_members: Table[CampaignMembers],
    campaign_posts: Table[CampaignPosts],
    campaign_signs: Table[CampaignSigns],
    known_indicators: Table[KnownIndicators],
    known_observables: Table[KnownObservables],
    knowledge_matches: Table[KnowledgeMatches],
    settings: NoSettings,
    *,
    rng_seed: int,
) -> tuple[Table[OperationLinks], Table[OperationEvidence]]:
    """Compare every campaign with every known operation.

    Parameters
    ----------
    campaigns, campaign_members, campaign_posts, campaign_signs
        The case.
    known_indicators, known_observables, knowledge_matches
        The knowledge base, and what of it is in the case.
    settings : NoSettings
        Nothing to set.
    rng_seed : int
        Not used.

    Returns
    -------
    links : Table[OperationLinks]
        The likelihood is that of resemblance by what was captured, and never above its ceiling.
    evidence : Table[OperationEvidence]
        Every indicator, shown or not.

    Notes
    -----
    Log-odds are the prior and one term a group of signs: of the indicators of the group that are
    shown, the strongest; where none of the group is shown, half of the strongest that was measured
    is taken off. Context is told and never counted, nor are signs by which campaigns are found. An
    operation of which nothing was measured has no row.
    """
    signs = {(row["campaign_id"], row["sign"]): row for row in campaign_signs.arrow.to_pylist()}
    published = set(pc.unique(known_observables.arrow.column("operation_id")).to_pylist())
    matched = _matched(campaign_members.arrow, campaign_posts.arrow, knowledge_matches.arrow)
    indicators = grouped(known_indicators.arrow.to_pylist(), "operation_id")
    sizes = Counter(campaign_members.arrow.column("campaign_id").to_pylist())
    links: list[Row] = []
    evidence: list[Row] = []
    for campaign in campaigns.arrow.to_pylist():
        campaign_id = campaign["campaign_id"]
        of = _Case(campaign["verdict"] == "coordinated_inauthentic", sizes[campaign_id])
        for operation_id, own in sorted(indicators.items()):
            matches = matched[campaign_id, operation_id]
            items = sorted(
                (
                    _published(row, matches, is_published=operation_id in published)
                    if row["measured_by"] == PUBLISHED_BY
                    else _measured(row, signs.get((campaign_id, row["measured_by"])))
                    for row in own
                ),
                key=lambda item: item.indicator["indicator_id"],
            )
            if all(item.state == NOT_MEASURED for item in items):
                continue
            place = {"campaign_id": campaign_id, "operation_id": operation_id}
            links.append(place | _link(items, own[0]["version"], of))
            evidence += [place | row for row in _evidence(items, of)]
    return (
        checked(OperationLinks, links),
        checked(OperationEvidence, evidence),
    )


@dataclass(frozen=True, slots=True)
class _Case:
    """What a campaign is, whatever operation it is compared with."""

    is_inauthentic: bool
    n_members: int


@dataclass(frozen=True, slots=True)
class _Match:
    """Something of a campaign that was published of an operation.

    Attributes
    ----------
    uid : str
        Account or post.
    kind : str
        Of the observable.
    is_itself : bool
        Whether the account or post is what was published by its native id, and does not only use or
        link to it. A handle is no more than words: whoever finds it free can take it.
    """

    uid: str
    kind: str
    is_itself: bool


def _matched(
    members: pa.Table, posts: pa.Table, matches: pa.Table
) -> defaultdict[tuple[str, str], set[_Match]]:
    """Return what of each campaign was published of each operation."""
    campaigns_of: defaultdict[str, set[str]] = defaultdict(set)
    for table, uid in ((members, "account_uid"), (posts, "post_uid")):
        for row in table.select(["campaign_id", uid]).to_pylist():
            campaigns_of[row[uid]].add(row["campaign_id"])
    found: defaultdict[tuple[str, str], set[_Match]] = defaultdict(set)
    for row in matches.to_pylist():
        uid = row["post_uid"] or row["account_uid"]
        is_itself = row["kind"] == "account_id" and not row["post_uid"]
        is_post = row["kind"] == "post" and uid == f"{row['platform']}:{row['value']}"
        match = _Match(uid, row["kind"], is_itself or is_post)
        for campaign_id in campaigns_of.get(uid, ()):
            found[campaign_id, row["operation_id"]].add(match)
    return found


def _published(indicator: Row, matches: set[_Match], *, is_published: bool) -> _Item:
    own = [m for m in matches if not indicator["kinds"] or m.kind in indicator["kinds"]]
    themselves = {match.uid for match in own if match.is_itself}
    group = PUBLISHED if len(themselves) >= _OWN_ACCOUNTS else QUOTED
    if not is_published:
        return _Item(indicator, group, NOT_MEASURED, 0, ())
    uids = sorted({match.uid for match in own})
    state = SHOWN if uids else NOT_SHOWN
    return _Item(indicator, group, state, len(uids), tuple(uids[:_MOST_RECORDS]), len(themselves))


def _measured(indicator: Row, sign: Row | None) -> _Item:
    if sign is None:
        return _Item(indicator, None, NOT_MEASURED, 0, ())
    return _Item(indicator, sign["sign_group"], sign["state"], sign["n"], tuple(sign["records"]))


def _added(items: Sequence[_Item]) -> list[float]:
    """Return what each item adds: of a group the strongest that is shown, or else the strongest."""
    shown = {item.group for item in items if item.log_lr > 0.0}
    chosen: dict[Group, int] = {}
    for number, item in enumerate(items):
        if item.group is None or item.log_lr == 0.0 or (item.log_lr < 0.0 and item.group in shown):
            continue
        before = chosen.get(item.group)
        if before is None or abs(item.log_lr) > abs(items[before].log_lr):
            chosen[item.group] = number
    if PUBLISHED in chosen:  # what it quotes comes of the same
        chosen.pop(QUOTED, None)
    return [item.log_lr if number in chosen.values() else 0.0 for number, item in enumerate(items)]


@dataclass(frozen=True, slots=True)
class _Grade:
    """What indicators come to together."""

    log_odds: float
    term: Term
    ceiling: Ceiling
    confidence: str


def _graded(items: Sequence[_Item], of: _Case) -> _Grade:
    log_odds = _PRIOR + sum(_added(items))
    counted = [item for item in items if item.group is not None and item.log_lr > 0.0]
    n_own = max((item.n_own for item in counted), default=0)
    ceiling = operation_ceiling(
        {item.group for item in counted if item.group is not None},
        is_inauthentic=of.is_inauthentic,
        few_published=n_own < _OWN_SHARE * of.n_members,
    )
    term = lowest(term_of(1.0 / (1.0 + math.exp(-log_odds))), ceiling.term)
    # Words that were published and words on several platforms are the same words.
    kinds = {"texts" if item.group == QUOTED else item.group for item in counted}
    return _Grade(log_odds, term, ceiling, "moderate" if len(kinds) > 1 else "low")


def _link(items: Sequence[_Item], version: str, of: _Case) -> Row:
    grade = _graded(items, of)
    states = [item.state for item in items if not item.is_context]
    return {
        "version": version,
        "log_odds": grade.log_odds,
        "likelihood": grade.term,
        "ceiling": grade.ceiling.term,
        "ceiling_reasons": list(grade.ceiling.reasons),
        "confidence": grade.confidence,
        "n_shown": states.count(SHOWN),
        "n_not_shown": states.count(NOT_SHOWN),
        "n_not_measured": states.count(NOT_MEASURED),
    }


def _evidence(items: Sequence[_Item], of: _Case) -> Iterator[Row]:
    for item, added in zip(items, _added(items), strict=True):
        without = _graded(_others(item, items), of)
        yield {
            "indicator_id": item.indicator["indicator_id"],
            "measured_by": item.indicator["measured_by"],
            "sign_group": item.group or "",
            "state": item.state,
            "diagnosticity": item.indicator["diagnosticity"],
            "is_context": item.is_context,
            "is_found_by": item.is_found_by,
            "n": item.n,
            "log_lr": item.log_lr,
            "added": added,
            "likelihood_without": without.term,
            "confidence_without": without.confidence,
            "records": list(item.records),
        }


def _others(item: _Item, items: Sequence[_Item]) -> list[_Item]:
    """Return what is left without an indicator, and without others that the same thing measures.

    One sign, or what sources published, is one piece of evidence however many indicators name it.
    """
    name = item.indicator["measured_by"]
    if not name:
        return [one for one in items if one is not item]
    return [one for one in items if one.indicator["measured_by"] != name]
