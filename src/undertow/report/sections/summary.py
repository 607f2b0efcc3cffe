"""Title, facts at a glance, and the key judgements."""

from __future__ import annotations

from datetime import datetime

from undertow.estimative import LIKELIHOOD
from undertow.report.document import (
    Block,
    Callout,
    Fact,
    KeyJudgement,
    Paragraph,
    Section,
    Sentence,
    paragraph,
    said,
)
from undertow.report.material import CampaignMaterial, Material
from undertow.report.sections.attribution import actor_judgement
from undertow.wording import Claim, Phrase, basis, judged, phrase, plain, sentences
from undertow.wording.claims import platforms
from undertow.wording.phrase import given, integer

_TITLED = ("likely", "very_likely", "almost_certainly")


def title(material: Material) -> Phrase:
    """Return a title that claims no more than the strongest judgement does."""
    if not material.campaigns:
        return phrase("title.none")
    found = [
        claim.likelihood
        for campaign in material.campaigns
        if campaign.row["verdict"] == "coordinated_inauthentic"
        for claim in campaign.of_kind("accounts")
        if claim.likelihood in _TITLED
    ]
    if not found:
        return phrase("title.open")
    return phrase(f"title.{max(found, key=list(LIKELIHOOD).index)}")


def subtitle(material: Material) -> Phrase:
    """Return what the report covers."""
    rows = [campaign.row for campaign in material.campaigns]
    if not rows:
        return phrase("subtitle.none")
    return phrase(
        "subtitle",
        n=len(rows),
        start=min(_beginning(campaign) for campaign in material.campaigns),
        end=max(row["end"] for row in rows),
    )


def _beginning(campaign: CampaignMaterial) -> datetime:
    """Return when a campaign began: with its first wave, where next to nothing is older."""
    told = campaign.the("activity")
    onset = None if told is None else told.facts["onset"]
    start: datetime = campaign.row["start"]
    return start if onset is None else datetime.fromisoformat(onset)


def facts(material: Material) -> tuple[Fact, ...]:
    """Return the case at a glance."""
    rows = [campaign.row for campaign in material.campaigns]
    found: list[tuple[str, Phrase]] = []
    if rows:
        names = list(dict.fromkeys(name for row in rows for name in row["platforms"]))
        found = [
            ("facts.accounts", integer(sum(row["n_accounts"] for row in rows))),
            ("facts.posts", integer(sum(row["n_posts"] for row in rows))),
            ("facts.platforms", phrase("list", items=platforms(names))),
        ]
        if material.has_register:
            hit = {c.subject for campaign in material.campaigns for c in campaign.of_kind("target")}
            found.insert(2, ("facts.targets", integer(len(hit))))
    else:
        found = [
            ("facts.files", integer(material.coverage.n_files)),
            ("facts.records", integer(material.coverage.totals["n_records"])),
            ("facts.groups", integer(len(material.groups.groups))),
        ]
    if material.purpose.strip():
        found.append(("facts.purpose", plain(material.purpose)))
    found.append(("facts.fingerprint", plain(material.fingerprint)))
    return tuple(Fact(phrase(key), value) for key, value in found)


def summary(material: Material) -> Section:
    """Return the section that a reader in a hurry reads."""
    blocks: list[Block] = []
    if not material.campaigns:
        blocks.append(paragraph(phrase("summary.none"), phrase("summary.none.meaning")))
        blocks.append(_other_groups(material))
    for campaign in material.campaigns:
        blocks += _campaign(campaign, is_alone=len(material.campaigns) == 1)
    is_judged = any(campaign.assessment is not None for campaign in material.campaigns)
    attribution = phrase("summary.attribution" if is_judged else "summary.no_attribution")
    blocks.append(Callout(said(phrase("summary.ladder"), attribution)))
    blocks += _reviewed(material)
    status = "summary.status" if material.is_draft else "summary.status.released"
    blocks.append(paragraph(phrase(status), phrase("summary.at_least")))
    sources = ["campaigns", "claims"] if material.campaigns else ["communities", "coverage"]
    if is_judged or material.is_reviewed:
        sources.append("decisions")
    return Section("summary", phrase("section.summary"), tuple(blocks), sources=tuple(sources))


def _reviewed(material: Material) -> list[Block]:
    """Say how much people took out of what the machine found."""
    n_of = material.reviewed.n_rejected
    found = {"campaigns": n_of("campaign"), "claims": n_of("claim"), "accounts": n_of("account")}
    told = [phrase(f"review.{what}", n=n) for what, n in found.items() if n]
    told += [
        phrase(
            "release.withdrawn",
            at=own.approved_at,
            ended=own.ended_at,
            why=given(own.correction.en, own.correction.fr),
        )
        for own in material.withdrawn
        if own.correction is not None
    ]
    return [Callout(said(*told))] if told else []


def key_judgement(claim: Claim | None) -> KeyJudgement | None:
    """Return the judgement of a claim; None where nothing allowed one."""
    statement = None if claim is None else judged(claim)
    if claim is None or claim.likelihood is None or statement is None:
        return None
    return KeyJudgement(statement, claim.likelihood, claim.confidence, basis(claim), claim.claim_id)


def _campaign(campaign: CampaignMaterial, *, is_alone: bool) -> list[Block]:
    told: list[Sentence] = []
    for kind in ("activity", "targets", "alternatives"):
        for claim in campaign.of_kind(kind):
            told += said(*sentences(claim), claim_id=claim.claim_id)
    if not is_alone:
        told.insert(0, Sentence(phrase("summary.campaign", number=campaign.number)))
    found = key_judgement(campaign.the("accounts"))
    blocks: list[Block] = [Paragraph(tuple(told))]
    blocks.append(paragraph(phrase("summary.not_judged")) if found is None else found)
    if campaign.assessment is not None:
        blocks.append(actor_judgement(campaign.assessment))
    return blocks


def _other_groups(material: Material) -> Paragraph:
    others = material.groups.outside_campaigns()
    if not others:
        return paragraph(phrase("summary.no_groups"))
    n_accounts = sum(group.n_accounts for group in others)
    return paragraph(phrase("summary.groups", n=len(others), n_accounts=n_accounts))
