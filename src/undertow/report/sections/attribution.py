"""Who is behind a campaign, where people judged it: the judgement, what it rests on, who signed."""

from __future__ import annotations

from undertow.assessments import Assessment
from undertow.assessments.statement import Bilingual
from undertow.report.document import (
    Block,
    Bullets,
    Column,
    KeyJudgement,
    Paragraph,
    Quote,
    Row,
    Sentence,
    Table,
    paragraph,
    said,
)
from undertow.report.material import CampaignMaterial
from undertow.report.sections.columns import columns
from undertow.wording import Phrase, phrase, plain, word
from undertow.wording.estimative import judgement
from undertow.wording.phrase import day, given
from undertow.wording.redaction import clean


def attribution(campaign: CampaignMaterial) -> list[Block]:
    """Return what people judged of a campaign; nothing where nobody signed anything."""
    blocks: list[Block] = []
    if campaign.assessment is not None:
        blocks += _told(campaign.assessment)
    if campaign.corrections:
        blocks.append(_corrections(campaign.corrections))
    return blocks


def responses(campaign: CampaignMaterial) -> list[Block]:
    """Return what those who are accused or concerned answered, word for word."""
    made = {claim.claim_id for claim in campaign.claims}
    blocks: list[Block] = []
    for recorded in campaign.responses:
        own = recorded.response
        answers = [ident for ident in own.claims if ident in made]
        about = phrase("responses.source", source=plain(own.source), at=own.date.isoformat())
        answered = phrase("responses.answered" if answers else "responses.unanswered")
        blocks.append(
            Quote(
                clean(own.text),
                None if own.language == "und" else own.language,
                phrase("responses.heading", by=given(own.by.en, own.by.fr)),
                (
                    Sentence(about),
                    Sentence(answered),
                    *(Sentence(phrase("responses.claim"), ident) for ident in answers),
                ),
            )
        )
    return blocks


def actor_judgement(assessment: Assessment) -> KeyJudgement:
    """Return the judgement itself; it is no claim, so it has no place in the evidence annex."""
    statement = assessment.statement
    actor = in_both(statement.actor)
    return KeyJudgement(
        judgement(statement.likelihood, phrase("statement.actor", actor=actor)),
        statement.likelihood,
        statement.confidence,
        phrase("attribution.basis", n=len(statement.bases), n_sources=statement.n_sources),
        None,
    )


def in_both(words: Bilingual) -> Phrase:
    """Return words that people gave in both languages, as the phrase of either."""
    return given(words.en, words.fr)


def _told(assessment: Assessment) -> list[Block]:
    statement = assessment.statement
    signed = phrase(
        "attribution.signed",
        by=plain(assessment.proposed_by),
        at=assessment.proposed_at,
        signed_by=plain(assessment.signed_by),
        signed_at=assessment.signed_at,
    )
    dissent: list[Block] = [
        Paragraph(said(phrase("attribution.dissent", by=plain(own.by)), in_both(own)))
        for own in statement.dissent
    ]
    return [
        actor_judgement(assessment),
        paragraph(signed, phrase("attribution.people")),
        _evidence(assessment),
        paragraph(phrase("attribution.assumptions")),
        Bullets(said(*map(in_both, statement.assumption))),
        *(dissent or [paragraph(phrase("attribution.no_dissent"))]),
    ]


def _evidence(assessment: Assessment) -> Table:
    rows = tuple(
        Row(
            (
                word("basis_of_actor", item.basis),
                in_both(item),
                plain("" if item.source is None else item.source),
                plain("") if item.date is None else day(item.date.isoformat()),
            )
        )
        for item in assessment.statement.evidence
    )
    titles: tuple[Column, ...] = columns("attribution.evidence", "basis", "words", "source", "date")
    return Table(phrase("attribution.evidence.caption"), titles, rows)


def _corrections(ended: tuple[Assessment, ...]) -> Table:
    rows = tuple(
        Row(
            (
                day(own.signed_at),
                judgement(
                    own.statement.likelihood,
                    phrase("statement.actor", actor=in_both(own.statement.actor)),
                ),
                day(own.ended_at),
                phrase("attribution.superseded")
                if own.correction is None
                else in_both(own.correction),
            )
        )
        for own in ended
    )
    titles = columns("attribution.corrections", "signed", "words", "ended", "why")
    return Table(phrase("attribution.corrections.caption"), titles, rows)
