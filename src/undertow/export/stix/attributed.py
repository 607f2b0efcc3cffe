"""Whose a campaign may be, as STIX: what it resembles, and what people judged and signed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

from stix2 import IntrusionSet, Note, Opinion, Relationship, ThreatActor

from undertow.assessments import Assessment
from undertow.attribution import Operation
from undertow.export.stix.making import CONFIDENCE, Maker, Stix, reference
from undertow.export.stix.types import ident
from undertow.export.words import (
    Phrases,
    actor_judgement,
    actor_phrases,
    operation_name,
)
from undertow.wording import phrase, plain
from undertow.wording.phrase import given

_OPERATIONS = "operations"


def operation_ident(maker: Maker, operation_id: str) -> str:
    """Return the id of the object of a known operation."""
    return ident("intrusion-set", maker.producer, _OPERATIONS, operation_id)


def operation_objects(
    maker: Maker, campaign: Stix, links: Iterable[tuple[dict[str, Any], Operation]]
) -> list[Stix]:
    """Return the known operations that a campaign resembles; claims say how far, and why.

    Parameters
    ----------
    maker : Maker
    campaign : Campaign
    links : iterable of (dict, Operation)
        Rows of ``operation_links`` with their operations.

    Notes
    -----
    The relationship is ``related-to``: to attribute is for people.
    """
    made: list[Stix] = []
    for link, operation in links:
        texts: dict[str, Phrases] = {"name": (operation_name(operation),)}
        if operation.summary.fr is not None:
            texts["description"] = (given(operation.summary.en, operation.summary.fr),)
        # The same object for every campaign, dated by its entry in the knowledge base.
        entered = datetime.combine(operation.version, time(), UTC)
        named = replace(maker, about=_OPERATIONS, at=entered).told(
            IntrusionSet,
            "intrusion-set",
            operation.id,
            texts=texts,
            aliases=list(operation.aliases) or None,
            external_references=[
                {"source_name": source.publisher, "url": str(source.url)}
                for source in operation.sources
            ]
            or None,
        )
        confidence = CONFIDENCE[link["confidence"]]
        made += [*named, maker.related("related-to", campaign, named[0], confidence=confidence)]
    return made


def actor_objects(maker: Maker, campaign: Stix, assessment: Assessment) -> list[Stix]:
    """Return the actor of a judgement that is signed and borne, and the judgement.

    Dissent is an opinion on the attribution. All are dated by the signature.
    """
    if not assessment.is_current or not assessment.signed_by:
        raise ValueError(f"{assessment.assessment_id}: is not signed, or stands no more")
    own = replace(maker, at=datetime.fromisoformat(assessment.signed_at))
    statement = assessment.statement
    confidence = CONFIDENCE[statement.confidence]
    name = (given(statement.actor.en, statement.actor.fr),)
    about = phrase("stix.actor", campaign=statement.campaign, actor=name[0])
    actor, *translated = own.told(
        ThreatActor,
        "threat-actor",
        statement.actor.en,
        texts={"name": name, "description": (about,)},
        threat_actor_types=["unknown"],
    )
    # Its likelihood in words; confidence is a property apart.
    attributed, *more = own.told(
        Relationship,
        "relationship",
        "attributed-to",
        actor["id"],
        texts={"description": (actor_judgement(assessment),)},
        relationship_type="attributed-to",
        source_ref=campaign["id"],
        target_ref=actor["id"],
        confidence=confidence,
    )
    note = own.told(
        Note,
        "note",
        "actor",
        assessment.assessment_id,
        texts={"content": actor_phrases(assessment)},
        abstract="actor",
        authors=[assessment.proposed_by, assessment.signed_by],
        confidence=confidence,
        object_refs=sorted([campaign["id"], actor["id"], attributed["id"]]),
        external_references=[reference(assessment.assessment_id)],
    )
    return [actor, *translated, attributed, *more, *note, *_dissent(own, attributed, assessment)]


def _dissent(maker: Maker, attributed: Stix, assessment: Assessment) -> list[Stix]:
    made: list[Stix] = []
    for number, own in enumerate(assessment.statement.dissent):
        words = phrase("stix.actor.dissent", by=plain(own.by), words=given(own.en, own.fr))
        made += maker.told(
            Opinion,
            "opinion",
            assessment.assessment_id,
            str(number),
            texts={"explanation": (words,)},
            opinion="disagree",
            authors=[own.by],
            object_refs=[attributed["id"]],
        )
    return made
