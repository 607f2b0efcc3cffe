"""What each person of the register is told: their own numbers, and nobody else's.

Most are officials; others are people whom a campaign harms: whom it makes speak, or speaks of.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pyarrow.compute as pc

from undertow.assessments import Assessment, read_assessments
from undertow.case import Case
from undertow.decisions import DecisionLog
from undertow.errors import SchemaError
from undertow.judgements import Safety, Screen
from undertow.notify.media import MediaToward, media_toward
from undertow.rulings import Overlay
from undertow.schema import CampaignPosts, Claims, TargetHits, Targets
from undertow.wording import Claim, read_claims

_ADDRESSED = ("target", "person")
# Claims that say how the campaign is judged; a letter tells them too.
_JUDGING = ("accounts", "alternatives")


@dataclass(frozen=True, slots=True)
class Activity:
    """The part of a campaign that addresses one official.

    Attributes
    ----------
    campaign_id : str
        The campaign.
    facts : dict
        Facts of the ``target`` or ``person`` claim.
    claims : tuple of str
        Ids of the claims that the letter tells: that one, and those that judge the campaign.
    n_voiced : int
        Posts that give the addressee as the one who speaks.
    n_texts : int
        Repeated texts that name the official.
    likelihood, confidence : str or None
        Judgement on the authenticity of the campaign's accounts.
    explanations : tuple of (str, bool)
        Innocent explanations measured, and whether each holds for a part.
    assessment : Assessment or None
        What people judged of who is behind the campaign, signed and borne by the tables.
    media : MediaToward or None
        Media that several accounts posted, in posts that address the official; None without any.
    """

    campaign_id: str
    facts: dict[str, Any]
    n_texts: int
    likelihood: str | None
    confidence: str | None
    explanations: tuple[tuple[str, bool], ...]
    claims: tuple[str, ...] = ()
    n_voiced: int = 0
    assessment: Assessment | None = None
    media: MediaToward | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A notification: to whom, and about what.

    Attributes
    ----------
    official : dict
        Row of ``targets``.
    activities : tuple of Activity
        By their first post.
    safety : Safety
        What the threat screen, and those who judged what it found, say of the posts that address
        the official.
    is_of_only_campaign : bool
        Whether the case has one campaign, so that what is said of its claims can mean no other.
    """

    official: dict[str, Any]
    activities: tuple[Activity, ...]
    safety: Safety
    is_of_only_campaign: bool


def read_letters(case: Case) -> list[Letter]:
    """Return a letter for each person of the register whom a campaign addresses, by target id.

    Raises
    ------
    SchemaError
        A claim is about somebody whom the register does not hold.
    VerificationError
        The custody log was changed, so no judgement in it can be relied on.
    """
    claims = read_claims(Overlay.of(case).read(case, Claims))
    officials = {row["target_id"]: row for row in case.read(Targets).arrow.to_pylist()}
    signed = {
        own.statement.campaign: own
        for own in read_assessments(case, DecisionLog.of(case))
        if own.is_current
    }
    found: dict[str, list[Activity]] = {}
    addressed = _addressed(case)
    media = media_toward(case, claims, addressed)
    for claim in claims:
        if claim.kind in _ADDRESSED:
            if claim.subject not in officials:
                raise SchemaError(
                    f"claim {claim.claim_id}: its official is not in the register; run "
                    "`undertow analyze` again"
                )
            same = [other for other in claims if other.campaign_id == claim.campaign_id]
            own = _activity(claim, same, signed.get(claim.campaign_id))
            carried = media.get((claim.campaign_id, claim.subject))
            found.setdefault(claim.subject, []).append(replace(own, media=carried))
    is_alone = len({claim.campaign_id for claim in claims}) == 1
    screen = Screen(case)
    return [
        Letter(
            officials[target_id],
            tuple(sorted(found[target_id], key=lambda a: (a.facts["first_at"], repr(a)))),
            screen.safety(addressed.get(target_id, ())),
            is_alone,
        )
        for target_id in sorted(found)
    ]


def _addressed(case: Case) -> dict[str, list[str]]:
    """Return for each official the posts of campaigns that address them."""
    own = case.read(CampaignPosts).arrow.column("post_uid").unique()
    hits = case.read(TargetHits).arrow
    hits = hits.filter(pc.is_in(hits.column("post_uid"), value_set=own))
    grouped = hits.group_by("target_id").aggregate([("post_uid", "distinct")])
    names, posts = grouped.column("target_id"), grouped.column("post_uid_distinct")
    return dict(zip(names.to_pylist(), posts.to_pylist(), strict=True))


def _activity(claim: Claim, same_campaign: list[Claim], assessment: Assessment | None) -> Activity:
    """Return what a campaign did to one official, and how the campaign is judged."""
    judged = next((c for c in same_campaign if c.kind == "accounts"), None)
    voiced = [c for c in same_campaign if c.kind == "voice" and c.subject == claim.subject]
    held: dict[str, bool] = {}
    for other in same_campaign:
        for row in other.facts["considered"] if other.kind == "alternatives" else ():
            if row["reading"] == "innocent":
                held[row["explanation"]] = held.get(row["explanation"], False) or row["holds"]
    return Activity(
        campaign_id=claim.campaign_id,
        facts=dict(claim.facts),
        n_texts=sum(
            claim.subject in other.facts["targets"]
            for other in same_campaign
            if other.kind == "narrative"
        ),
        likelihood=None if judged is None else judged.likelihood,
        confidence=None if judged is None else judged.confidence,
        explanations=tuple(sorted(held.items())),
        claims=(
            claim.claim_id,
            *(own.claim_id for own in voiced),
            *(own.claim_id for own in same_campaign if own.kind in _JUDGING),
        ),
        n_voiced=sum(own.facts["n_posts"] for own in voiced),
        assessment=assessment,
    )
