"""A STIX 2.1 bundle of the campaigns: what was observed, and each claim, in both languages.

It attributes a campaign only where people judged and signed who is behind it, as long as the tables
bear what they signed. A machine's likeness to a known operation is a relation and no attribution.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import stix2

from undertow.attribution import framework_of, read_framework
from undertow.case import Case, write_products
from undertow.export.attribution import READ as ATTRIBUTED_BY
from undertow.export.attribution import read_attributed
from undertow.export.disclosure import READ as DISCLOSED_BY
from undertow.export.disclosure import Disclosure, disclosure
from undertow.export.stix.attributed import actor_objects, operation_ident, operation_objects
from undertow.export.stix.making import CONFIDENCE, Maker, Stix, reference, refs
from undertow.export.stix.observed import account, channel, links, media_file
from undertow.export.stix.types import (
    UNDATED,
    Narrative,
    extension_definitions,
    ident,
    marking,
)
from undertow.export.subjects import READ as SUBJECTS_READ
from undertow.export.subjects import Account, Subject, read_subjects
from undertow.export.words import (
    campaign_name,
    campaign_phrases,
    claim_phrases,
    grouping_phrases,
    media_finding_phrases,
    media_of,
    narrative_phrases,
    words,
)
from undertow.pipeline import require_recorded
from undertow.tlp import Tlp
from undertow.wording import Claim, phrase

_READ = tuple({*SUBJECTS_READ, *DISCLOSED_BY, *ATTRIBUTED_BY})
_MAX_OBSERVED = 999_999_999


NAME = "bundle.json"


def write_stix(case: Case, out: Path, tlp: Tlp | None = None) -> Path:
    """Write ``bundle.json``: valid STIX 2.1, the same bytes for the same case.

    Parameters
    ----------
    case : Case
        An analysed case.
    out : Path
        Folder; made where it does not exist.
    tlp : Tlp or None
        Who may read it; what the settings of the case say where None. Below amber every account
        goes by its pseudonym.

    Returns
    -------
    Path
        The bundle. A case without campaigns gives a bundle that holds its producer alone.

    Raises
    ------
    VerificationError
        A table is not what its stage recorded, or the decision log was changed; nothing is written.
    CaseError
        A table is damaged, or the file cannot be written.
    SchemaError
        A claim cannot be put into words; names the claim.

    Notes
    -----
    ``created`` and ``modified`` are the end of the campaign, or the time of a signature, never the
    time of writing.
    """
    path = out / NAME
    write_products({path: stix_file(case, tlp)})
    return path


def stix_file(case: Case, tlp: Tlp | None = None) -> bytes:
    """Return the content of the bundle; see :func:`write_stix`."""
    require_recorded(case, _READ)
    text = _bundle(case, tlp or Tlp(case.settings.export.tlp)).serialize(sort_keys=True, indent=2)
    return f"{text}\n".encode()


def _bundle(case: Case, tlp: Tlp) -> stix2.Bundle:
    """Return the objects of all campaigns, each once, by id."""
    mark = marking(tlp)
    producer = _producer(case, mark)
    told = disclosure(case, tlp)
    subjects = read_subjects(told)
    objects: list[Any] = [producer, mark]
    if subjects:
        described = {
            kind: words("en").text(f"stix.extension.{kind}") for kind in ("narrative", "channel")
        }
        objects += extension_definitions(producer["id"], mark["id"], described)
        objects += _Bundled(case, told, producer["id"], mark["id"]).all(subjects)
    # Two campaigns may share a link or an account. Whatever was imported replaces nothing of ours.
    unique: dict[str, Stix] = {}
    for each in objects:
        unique.setdefault(each["id"], each)
    ordered = [unique[key] for key in sorted(unique)]
    # Objects of the framework have properties of their own.
    return stix2.Bundle(id=ident("bundle", *sorted(unique)), objects=ordered, allow_custom=True)


def _producer(case: Case, mark: Stix) -> stix2.Identity:
    name = case.owner or "undertow case"
    return stix2.Identity(
        id=ident("identity", name),
        name=name,
        identity_class="system",
        created=UNDATED,
        modified=UNDATED,
        object_marking_refs=[mark["id"]],
    )


class _Bundled:
    """The objects of campaigns in the making."""

    def __init__(self, case: Case, disclosed: Disclosure, producer: str, mark: str) -> None:
        self._disclosed = disclosed
        self._producer = producer
        self._mark = mark
        self._attributed = read_attributed(case)
        self._framework = framework_of(case)

    def all(self, subjects: list[Subject]) -> list[Stix]:
        made = [each for subject in subjects for each in self._of(subject)]
        if self._framework is not None:
            # Who made the techniques, and their licence.
            made += [stix2.parse(each, allow_custom=True) for each in self._framework.signed_by]
        return made

    def _of(self, subject: Subject) -> list[Stix]:
        """Return every object of a campaign, the grouping that ties them together last."""
        maker = Maker(self._producer, self._mark, subject.campaign_id, subject.row["end"])
        judged = self._attributed.judged.get(subject.campaign_id)
        campaign, *translated = _campaign(maker, subject, is_attributed=judged is not None)
        made: list[Stix] = [campaign]
        accounts = [account(own, self._disclosed, self._mark) for own in subject.accounts]
        made += accounts
        made += links(subject.links, self._disclosed, self._mark)
        media = {own.media_uid: media_file(own, self._mark) for own in subject.media}
        for own in media.values():
            made += [own, maker.related("related-to", own, campaign)]
        for note, *more in _findings(maker, subject, media):
            made.append(note)
            translated += more
        resembled = operation_objects(
            maker, campaign, self._attributed.links.get(subject.campaign_id, ())
        )
        named = {one["id"]: one for one in resembled}
        for claim in subject.claims:
            operation = named.get(operation_ident(maker, claim.subject))
            about = [campaign] if operation is None else [campaign, operation]
            about += [media[uid] for uid in media_of(claim) if uid in media]
            note, *more = _note(maker, claim, about)
            made.append(note)
            translated += more
        made += self._narratives(maker, subject, campaign)
        made += self._channels(maker, subject.accounts, campaign)
        for row in subject.techniques:
            pattern = self._technique(row)
            made += [pattern, maker.related("uses", campaign, pattern)]
        made += resembled
        if judged is not None:
            made += actor_objects(maker, campaign, judged)
        if accounts:
            observed = _observed(maker, subject, accounts)
            made += [observed, maker.related("related-to", observed, campaign)]
        grouped = [each for each in made if each["type"] != "language-content"]
        names = self._disclosed.tlp.names_accounts
        return [*made, *translated, *_grouping(maker, subject, grouped, names_accounts=names)]

    def _technique(self, row: dict[str, Any]) -> Stix:
        """Return a technique: the object of whoever made the framework, where it was imported."""
        if self._framework is None or row["technique_id"] not in self._framework.techniques:
            return _attack_pattern(self._producer, self._mark, row)
        own = self._framework.techniques[row["technique_id"]].stix
        return stix2.parse(own, allow_custom=True)

    def _narratives(self, maker: Maker, subject: Subject, campaign: Stix) -> list[Stix]:
        """Return the narratives that the campaign spreads."""
        claims = {claim.subject: claim for claim in subject.claims if claim.kind == "narrative"}
        made: list[Stix] = []
        for row in subject.narratives:
            key = row["narrative_id"]
            about = narrative_phrases(row, claims.get(key), self._disclosed)
            narrative, translated = maker.told(
                Narrative,
                "narrative",
                key,
                texts={
                    "name": (phrase("stix.narrative.name", narrative=key),),
                    "description": about,
                },
                external_references=[reference(key)],
            )
            made += [narrative, translated, maker.related("uses", campaign, narrative)]
        return made

    def _channels(self, maker: Maker, accounts: tuple[Account, ...], campaign: Stix) -> list[Stix]:
        """Return the accounts that are channels, and whose they are."""
        made: list[Stix] = []
        for own in accounts:
            found = channel(maker, own, self._disclosed)
            if found is not None:
                observed = account(own, self._disclosed, self._mark)
                made += [
                    *found,
                    maker.related("uses", campaign, found[0]),
                    maker.related("related-to", found[0], observed),
                ]
        return made


def _campaign(maker: Maker, subject: Subject, *, is_attributed: bool) -> tuple[Stix, Stix]:
    row = subject.row
    return maker.told(
        stix2.Campaign,
        "campaign",
        texts={
            "name": campaign_name(subject.campaign_id),
            "description": campaign_phrases(
                row, is_attributed=is_attributed, n_removed=subject.n_removed
            ),
        },
        first_seen=row["start"],
        last_seen=row["end"],
        external_references=[reference(subject.campaign_id)],
    )


def _findings(
    maker: Maker, subject: Subject, media: dict[str, Stix]
) -> Iterator[tuple[Stix, Stix]]:
    """Yield what people found of media: a note on each file, with the basis."""
    found = {own.seq: own for one in subject.media for own in one.findings}
    for seq in sorted(found):
        yield maker.told(
            stix2.Note,
            "note",
            f"media-finding-{seq}",
            texts={"content": media_finding_phrases(found[seq])},
            abstract="media finding",
            object_refs=refs([media[found[seq].media_uid]]),
        )


def _note(maker: Maker, claim: Claim, about: list[Stix]) -> tuple[Stix, Stix]:
    return maker.told(
        stix2.Note,
        "note",
        claim.claim_id,
        texts={"content": claim_phrases(claim)},
        abstract=claim.kind,
        confidence=CONFIDENCE[claim.confidence] if claim.confidence else None,
        object_refs=refs(about),
        external_references=[reference(claim.claim_id)],
    )


def _observed(maker: Maker, subject: Subject, accounts: list[Stix]) -> Stix:
    return stix2.ObservedData(
        **maker.common("observed-data"),
        first_observed=subject.row["start"],
        last_observed=subject.row["end"],
        number_observed=min(max(subject.row["n_posts"], 1), _MAX_OBSERVED),
        object_refs=refs(accounts),
    )


def _grouping(
    maker: Maker, subject: Subject, objects: list[Stix], *, names_accounts: bool
) -> tuple[Stix, Stix]:
    return maker.told(
        stix2.Grouping,
        "grouping",
        texts={
            "name": campaign_name(subject.campaign_id),
            "description": grouping_phrases(names_accounts=names_accounts),
        },
        # Coordination alone is no ground for suspicion.
        context="suspicious-activity" if subject.is_inauthentic else "unspecified",
        object_refs=refs(objects),
    )


def _attack_pattern(producer: str, mark: str, row: dict[str, Any]) -> stix2.AttackPattern:
    """Return a technique, the same object for every campaign; its name is that of the framework."""
    return stix2.AttackPattern(
        id=ident("attack-pattern", row["framework"], row["technique_id"]),
        created_by_ref=producer,
        created=UNDATED,
        modified=UNDATED,
        name=row["name"],
        external_references=[
            {
                "source_name": row["framework"],
                "external_id": row["technique_id"],
                "url": read_framework().url,
            }
        ],
        object_marking_refs=[mark],
    )
