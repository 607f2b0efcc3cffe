"""What a bundle says in English: about a campaign, and for each of its claims."""

from __future__ import annotations

from typing import Any

from undertow.wording import Claim, catalogue, judged, phrase, plain, sentences, word
from undertow.wording.claims import platforms

_TEMPLATES = {
    "stix.campaign": (
        "At least {n_accounts:account|accounts} published at least {n_posts:post|posts} together "
        "on {platforms:list}. Verdict on the whole: {verdict}; verdict on {n_inauthentic:int} of "
        "the accounts: {inauthentic}. No attribution is made: nothing here says who is behind it."
    ),
    "stix.removed": (
        "{n:account|accounts} of these {n:?was|were} removed after review by a person and "
        "{n:?is|are} not named; the counts still hold {n:?it|them}."
    ),
    "stix.grouping": (
        "What the case holds on this campaign. Of its accounts, only those with the verdict "
        "“{inauthentic}” are named. Links are those that at least two accounts of the campaign "
        "shared; that says nothing about what they lead to."
    ),
    "stix.confidence": "Confidence: {confidence}.",
    "stix.claim": "Claim {claim_id} rests on {n_evidence:record|records} of evidence.",
    "stix.claim.subject": (
        "Claim {claim_id}, about {subject}, rests on {n_evidence:record|records} of evidence."
    ),
}
_ENGLISH = catalogue("en", {"en": _TEMPLATES})
_INAUTHENTIC = word("verdict", "coordinated_inauthentic")


def campaign_text(campaign: dict[str, Any], n_removed: int) -> str:
    """Return what a row of ``campaigns`` says, and how many accounts people removed."""
    removed = f" {_ENGLISH.text('stix.removed', n=n_removed)}" if n_removed else ""
    said = _ENGLISH.text(
        "stix.campaign",
        n_accounts=campaign["n_accounts"],
        n_posts=campaign["n_posts"],
        n_inauthentic=campaign["n_inauthentic"],
        platforms=platforms(campaign["platforms"]),
        verdict=word("verdict", campaign["verdict"]),
        inauthentic=_INAUTHENTIC,
    )
    return said + removed


def grouping_text() -> str:
    """Return what the objects of a campaign are, and what they are not."""
    return _ENGLISH.text("stix.grouping", inauthentic=_INAUTHENTIC)


def claim_text(claim: Claim) -> str:
    """Return a claim in words, its likelihood and confidence apart, and how much it rests on.

    Raises
    ------
    SchemaError
        The facts lack a value; names the claim.
    """
    said = list(sentences(claim))
    if (judgement := judged(claim)) is not None:
        said.append(judgement)
    if claim.confidence is not None:
        said.append(phrase("stix.confidence", confidence=word("confidence", claim.confidence)))
    said.append(
        phrase(
            "stix.claim.subject" if claim.subject else "stix.claim",
            claim_id=claim.claim_id,
            subject=plain(claim.subject),
            n_evidence=claim.n_evidence,
        )
    )
    return " ".join(map(_ENGLISH.say, said))
