"""What a campaign seems to seek, how far it got, and whom it harms beside officials."""

from __future__ import annotations

from undertow.assessments import Breakout
from undertow.report.document import Block, Paragraph, paragraph, said
from undertow.report.material import CampaignMaterial
from undertow.report.sections.summary import key_judgement
from undertow.wording import phrase, plain, sentences
from undertow.wording.phrase import given


def objectives(campaign: CampaignMaterial) -> list[Block]:
    """Return one judgement an objective, with its basis; or that none is stated."""
    claims = campaign.of_kind("objective")
    claims.sort(key=lambda claim: (-claim.facts["n_posts"], claim.subject))
    if not claims:
        return [paragraph(phrase("objectives.none"))]
    blocks: list[Block] = [paragraph(phrase("objectives.note"))]
    for claim in claims:
        judgement = key_judgement(claim)
        if judgement is not None:
            blocks.append(judgement)
        blocks.append(paragraph(*sentences(claim), claim_id=claim.claim_id))
    return blocks


def impact(campaign: CampaignMaterial) -> list[Block]:
    """Return reach and reception, and that neither is an effect."""
    told = [
        sentence
        for kind in ("breakout", "reception")
        for claim in campaign.of_kind(kind)
        for sentence in said(*sentences(claim), claim_id=claim.claim_id)
    ]
    blocks: list[Block] = [Paragraph(tuple(told))] if told else []
    if campaign.breakout is not None:
        blocks.append(_entered(campaign.breakout))
    return blocks


def _entered(own: Breakout) -> Paragraph:
    """Return what a person entered beyond what captures show, and who did."""
    return paragraph(
        phrase("impact.entered", by=plain(own.by), category=own.category, source=plain(own.source)),
        phrase("impact.entered.words", words=given(own.words.en, own.words.fr), at=str(own.date)),
    )


def harmed(campaign: CampaignMaterial) -> list[Block]:
    """Return whom it harms who is no official; nobody is named."""
    told: list[Block] = [
        paragraph(*sentences(claim), claim_id=claim.claim_id)
        for kind in ("voice", "person")
        for claim in campaign.of_kind(kind)
    ]
    return [*told, paragraph(phrase("harmed.note"))] if told else []
