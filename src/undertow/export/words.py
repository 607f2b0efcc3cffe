"""What exports say of campaigns, claims, operations and actors, as phrases of either language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from undertow.assessments import Assessment
from undertow.attribution import Operation
from undertow.export.disclosure import INAUTHENTIC, Disclosure
from undertow.export.media import ExportedMedia
from undertow.export.phrases import PHRASES
from undertow.wording import (
    LANGUAGES,
    Catalogue,
    Claim,
    Phrase,
    basis,
    catalogue,
    frame_sentence,
    judged,
    phrase,
    plain,
    sentences,
    word,
)
from undertow.wording.claims import language, platform, platforms
from undertow.wording.estimative import judgement
from undertow.wording.media import MediaFinding, finding_sentences
from undertow.wording.phrase import given
from undertow.wording.redaction import redact

Phrases = Sequence[Phrase]


@cache
def words(name: str) -> Catalogue:
    """Return the catalogue of exports in a language."""
    return catalogue(name, PHRASES)


def say(phrases: Iterable[Phrase], name: str) -> str:
    """Return sentences in a language, one after the other."""
    return " ".join(map(words(name).say, phrases))


def in_each_language(phrases: Phrases) -> dict[str, str]:
    """Return sentences in every language."""
    return {name: say(phrases, name) for name in LANGUAGES}


def campaign_name(campaign_id: str) -> Phrases:
    """Return what a campaign is called: nothing that names anybody."""
    return (phrase("stix.campaign.name", campaign=campaign_id),)


def campaign_phrases(row: dict[str, Any], *, is_attributed: bool, n_removed: int) -> Phrases:
    """Return what a row of ``campaigns`` says, and what people decided of it."""
    said = phrase(
        "stix.campaign",
        n_accounts=row["n_accounts"],
        n_posts=row["n_posts"],
        n_inauthentic=row["n_inauthentic"],
        platforms=platforms(row["platforms"]),
        verdict=word("verdict", row["verdict"]),
        inauthentic=word("verdict", INAUTHENTIC),
    )
    attributed = "attributed" if is_attributed else "unattributed"
    removed = [phrase("stix.removed", n=n_removed)] if n_removed else []
    return said, *removed, phrase(f"stix.campaign.{attributed}")


def grouping_phrases(*, names_accounts: bool) -> Phrases:
    """Return what the objects of a campaign are, what they are not, and how accounts are named."""
    return (
        phrase("stix.grouping", inauthentic=word("verdict", INAUTHENTIC)),
        phrase("stix.named" if names_accounts else "stix.pseudonymous"),
    )


def claim_phrases(claim: Claim) -> Phrases:
    """Return a claim, its likelihood and confidence apart, and how much it rests on.

    Raises
    ------
    SchemaError
        The facts lack a value; names the claim.
    """
    said = list(sentences(claim))
    if (graded := judged(claim)) is not None:
        said.append(graded)
    if claim.confidence is not None:
        said.append(phrase("stix.confidence", confidence=word("confidence", claim.confidence)))
    if (rests_on := basis(claim)) is not None:
        said.append(rests_on)
    said.append(
        phrase(
            "stix.claim.subject" if claim.subject else "stix.claim",
            claim_id=claim.claim_id,
            subject=plain(claim.subject),
            n_evidence=claim.n_evidence,
        )
    )
    return said


def narrative_phrases(row: dict[str, Any], claim: Claim | None, disclosed: Disclosure) -> Phrases:
    """Return a narrative: its commonest wording, masked, who is said to have done what, how far."""
    quote = phrase(
        "stix.narrative.quote",
        language=language(row["language"]),
        quote=plain(disclosed.text(row["quote"])),
    )
    if claim is None:
        return (quote,)
    return (quote, *sentences(claim), frame_sentence(claim, disclosed.officials))


def media_of(claim: Claim) -> list[str]:
    """Return the media files that a claim names, by hash."""
    if claim.kind == "media":
        return [own["sha256"] for own in claim.facts["files"]]
    if claim.kind == "media_copy":
        return [claim.facts["original"], *(uid for uid, _ in claim.facts["copies"])]
    return []


def media_finding_phrases(finding: MediaFinding) -> Phrases:
    """Return what a person found of a media file, on which basis, and their words."""
    why = phrase("stix.media.because", words=plain(redact(finding.reason)))
    return (*finding_sentences(finding), why)


def media_phrase(own: ExportedMedia) -> Phrase:
    """Return what is told of a media file beside its hashes."""
    return phrase(
        "misp.media",
        group=plain(own.media_group[:12]),
        n_posts=len({post.post_uid for post in own.carried}),
        n_accounts=len({post.account_uid for post in own.carried}),
    )


def account_phrase(role: str, community_id: str, origin: str) -> Phrase:
    """Return the place of an account in a network, and where it comes from."""
    return phrase(
        "misp.account",
        role=word("role", role),
        community=plain(community_id),
        origin=word("origin", origin),
    )


def channel_name(account: str, platform_id: str) -> Phrases:
    """Return what a channel is called."""
    return (phrase("stix.channel.name", account=plain(account), platform=platform(platform_id)),)


def operation_name(operation: Operation) -> Phrase:
    """Return the name of an operation; a proper name where only one language has one."""
    return given(operation.name.en, operation.name.fr or operation.name.en)


def actor_judgement(assessment: Assessment) -> Phrase:
    """Return who people judge to be behind a campaign, and how likely that is."""
    statement = assessment.statement
    actor = given(statement.actor.en, statement.actor.fr)
    return judgement(statement.likelihood, phrase("statement.actor", actor=actor))


def actor_phrases(assessment: Assessment) -> Phrases:
    """Return a judgement with all it rests on, who made it and who signed it."""
    statement = assessment.statement
    said = [
        actor_judgement(assessment),
        phrase("stix.confidence", confidence=word("confidence", statement.confidence)),
        phrase("stix.actor.basis", n=len(statement.bases), n_sources=statement.n_sources),
    ]
    for item in statement.evidence:
        said.append(phrase("stix.actor.evidence", words=given(item.en, item.fr)))
        if item.source is not None and item.date is not None:
            source = plain(item.source)
            said.append(phrase("stix.actor.source", source=source, at=item.date.isoformat()))
    said += [
        phrase("stix.actor.assumption", words=given(own.en, own.fr)) for own in statement.assumption
    ]
    said.append(
        phrase(
            "stix.actor.signed",
            by=plain(assessment.proposed_by),
            at=assessment.proposed_at,
            signed_by=plain(assessment.signed_by),
            signed_at=assessment.signed_at,
        )
    )
    return said
