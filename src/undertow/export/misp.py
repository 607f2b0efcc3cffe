"""One MISP event a campaign, made with PyMISP: accounts, posts, narratives, links, findings.

STIX is not converted: on that way narratives, notes and French would be lost.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from pymisp import MISPEvent, MISPEventReport, MISPObject, MISPOrganisation

from undertow.attribution import read_framework
from undertow.case import Case, write_products
from undertow.export.attribution import READ as ATTRIBUTED_BY
from undertow.export.attribution import Attributed, read_attributed
from undertow.export.disclosure import READ as DISCLOSED_BY
from undertow.export.disclosure import Disclosure, disclosure
from undertow.export.media import ExportedMedia
from undertow.export.subjects import READ as SUBJECTS_READ
from undertow.export.subjects import Account, Post, Subject, read_subjects
from undertow.export.words import (
    account_phrase,
    actor_phrases,
    campaign_phrases,
    claim_phrases,
    media_finding_phrases,
    media_phrase,
    narrative_phrases,
    say,
    words,
)
from undertow.pipeline import require_recorded
from undertow.tlp import Tlp
from undertow.wording import LANGUAGES, phrase, word
from undertow.wording.claims import platforms
from undertow.wording.redaction import MASK, clean

_READ = tuple({*SUBJECTS_READ, *DISCLOSED_BY, *ATTRIBUTED_BY})
_NAMESPACE: Final = uuid.UUID("2f1a6f4e-6f0b-4d0a-9d5c-0c3a5b7f8e11")
# How far a server passes an event on: this organisation, this community, connected ones, all.
_DISTRIBUTION: Final[Mapping[Tlp, int]] = MappingProxyType(
    {Tlp.clear: 3, Tlp.green: 2, Tlp.amber: 1, Tlp.amber_strict: 0, Tlp.red: 0}
)
_UNDEFINED_THREAT, _COMPLETED = 4, 2
# Terms of the taxonomy "estimative-language", after ICD 203.
_LIKELIHOODS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "almost_no_chance": "almost-no-chance",
        "very_unlikely": "very-unlikely",
        "unlikely": "unlikely",
        "roughly_even": "roughly-even-chance",
        "likely": "likely",
        "very_likely": "very-likely",
        "almost_certainly": "almost-certain",
    }
)
# What the template "microblog" knows platforms as.
_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "facebook": "Facebook",
        "instagram": "Instagram",
        "linkedin": "LinkedIn",
        "reddit": "Reddit",
        "x": "Twitter",
    }
)


def write_misp(case: Case, out: Path, tlp: Tlp | None = None) -> list[Path]:
    """Write ``misp-CAMPAIGN.json``, an event for each campaign, as MISP imports it.

    Parameters
    ----------
    case : Case
        An analysed case.
    out : Path
        Folder; made where it does not exist.
    tlp : Tlp or None
        Who may read it; what the settings of the case say where None. Below amber every account
        and every post goes by a pseudonym, and posts are without their words.

    Returns
    -------
    list of Path
        The events, by campaign; the same bytes for the same case.

    Raises
    ------
    VerificationError
        A table is not what its stage recorded, or the decision log was changed; nothing is written.
    CaseError
        A table is damaged, or a file cannot be written.
    SchemaError
        A claim cannot be put into words; names the claim.
    """
    files = {out / name: content for name, content in misp_files(case, tlp).items()}
    write_products(files)
    return list(files)


def misp_files(case: Case, tlp: Tlp | None = None) -> dict[str, bytes]:
    """Return the events by name of their file; see :func:`write_misp`."""
    require_recorded(case, _READ)
    told = disclosure(case, tlp or Tlp(case.settings.export.tlp))
    whose = read_attributed(case)
    owner = case.owner or "undertow case"
    files = {}
    for subject in read_subjects(told):
        event = _Event(subject, told, whose, owner).made()
        text = event.to_json(sort_keys=True, indent=2)
        files[f"misp-{subject.campaign_id}.json"] = f'{{"Event": {text}}}\n'.encode()
    return files


class _Event:
    """The event of a campaign in the making.

    Everything in it has an id that follows from what may be told of it, so that an id does not tell
    more; and one time, the end of the campaign.
    """

    def __init__(self, subject: Subject, told: Disclosure, whose: Attributed, owner: str) -> None:
        self._subject = subject
        self._told = told
        self._whose = whose
        self._owner = owner
        self._at: datetime = subject.row["end"]
        self._accounts: dict[str, str] = {}
        self._narratives: dict[str, str] = {}

    def made(self) -> MISPEvent:
        event = self._empty()
        for name in self._tags():
            event.add_tag(name)
        for language in LANGUAGES:
            event.EventReport.append(self._report(language))
        for own in self._subject.accounts:
            event.Object.append(self._account(own))
        for row in self._subject.narratives:
            event.Object += self._narrative(row)
        for post in self._subject.posts:
            event.Object.append(self._post(post))
        event.Object += [self._media(own) for own in self._subject.media]
        self._add_links(event)
        return event

    def _id(self, *name: str) -> str:
        return str(
            uuid.uuid5(_NAMESPACE, "|".join((self._owner, self._subject.campaign_id, *name)))
        )

    def _empty(self) -> MISPEvent:
        row = self._subject.row
        about = phrase(
            "misp.info",
            campaign=self._subject.campaign_id,
            platforms=platforms(row["platforms"]),
            verdict=word("verdict", row["verdict"]),
        )
        event = MISPEvent(force_timestamps=True)
        event.from_dict(
            uuid=self._id("event"),
            info=" | ".join(words(language).say(about) for language in LANGUAGES),
            date=date(self._at.year, self._at.month, self._at.day),
            timestamp=int(self._at.timestamp()),
            distribution=_DISTRIBUTION[self._told.tlp],
            threat_level_id=_UNDEFINED_THREAT,
            analysis=_COMPLETED,
            published=False,
        )
        maker = MISPOrganisation()
        maker.from_dict(name=self._owner, uuid=str(uuid.uuid5(_NAMESPACE, self._owner)))
        event.Orgc = maker
        return event

    def _tags(self) -> list[str]:
        """Return the level, what is judged of authenticity, and the techniques that MISP knows."""
        tags = [f"tlp:{self._told.tlp.value}"]
        for claim in self._subject.claims:
            if claim.kind == "accounts" and claim.likelihood is not None:
                term = _LIKELIHOODS[claim.likelihood]
                tags.append(f'estimative-language:likelihood-probability="{term}"')
            if claim.kind == "accounts" and claim.confidence is not None:
                name = "confidence-in-analytic-judgment"
                tags.append(f'estimative-language:{name}="{claim.confidence}"')
        known = read_framework().misp_galaxy
        named = {row["technique_id"] for row in self._subject.techniques} & known.keys()
        tags += [f'misp-galaxy:disarm-techniques="{known[one]}"' for one in sorted(named)]
        return tags

    def _report(self, language: str) -> MISPEventReport:
        """Return all that is claimed of the campaign, in a language."""
        ident = self._subject.campaign_id
        judged = self._whose.judged.get(ident)
        said = [
            campaign_phrases(
                self._subject.row,
                is_attributed=judged is not None,
                n_removed=self._subject.n_removed,
            )
        ]
        said += [claim_phrases(claim) for claim in self._subject.claims]
        found = {own.seq: own for one in self._subject.media for own in one.findings}
        said += [media_finding_phrases(found[seq]) for seq in sorted(found)]
        if judged is not None:
            said.append(actor_phrases(judged))
        report = MISPEventReport(force_timestamps=True)
        report.from_dict(
            uuid=self._id("report", language),
            name=f"{words(language).text('misp.report')} ({language})",
            content="\n\n".join(say(phrases, language) for phrases in said),
            timestamp=int(self._at.timestamp()),
            distribution=5,
        )
        return report

    def _object(self, template: str, comment: str, *name: str) -> MISPObject:
        made = MISPObject(template, standalone=False, force_timestamps=True)
        made.uuid = self._id(template, *name)
        made.comment = comment
        made.timestamp = int(self._at.timestamp())
        return made

    def _put(self, made: MISPObject, relation: str, value: Any) -> None:
        """Add an attribute; none is for machines to detect by: people use the same sites."""
        if value is None or value == "":
            return
        made.add_attribute(
            relation,
            value,
            uuid=str(uuid.uuid5(uuid.UUID(made.uuid), relation)),
            timestamp=int(self._at.timestamp()),
            to_ids=False,
            disable_correlation=False,
        )

    def _refer(self, made: MISPObject, to: str, kind: str) -> None:
        made.add_reference(
            to,
            kind,
            uuid=str(uuid.uuid5(uuid.UUID(made.uuid), f"{kind} {to}")),
            timestamp=int(self._at.timestamp()),
        )

    def _account(self, own: Account) -> MISPObject:
        shown = self._told.account(own.uid)
        is_named = own.uid in self._told.named
        made = self._object("user-account", shown, shown)
        self._accounts[own.uid] = made.uuid
        self._put(made, "account-type", own.platform)
        self._put(made, "user-id", self._told.account(own.uid, own.native_id))
        if is_named and own.handle:
            self._put(made, "username", clean(own.handle))
        self._put(made, "created", self._told.moment(own.created_at, own.uid))
        about = account_phrase(own.role, own.community_id, own.origin)
        said = " | ".join(words(language).say(about) for language in LANGUAGES)
        self._put(made, "description", said)
        return made

    def _narrative(self, row: dict[str, Any]) -> list[MISPObject]:
        """Return a narrative in English, and its French."""
        key = row["narrative_id"]
        claims = {
            claim.subject: claim for claim in self._subject.claims if claim.kind == "narrative"
        }
        about = narrative_phrases(row, claims.get(key), self._told)
        made = self._object("narrative", key, key)
        self._narratives[key] = made.uuid
        self._put(made, "narrative-summary", say(about, "en"))
        french = self._object("language-content", key, key, "fr")
        self._put(french, "content", say(about, "fr"))
        self._put(french, "language", "fr")
        self._refer(french, made.uuid, "related-to")
        return [made, french]

    def _post(self, post: Post) -> MISPObject:
        """Return a post; its reference is the comment, as the template has no place for it."""
        shown = self._told.post(post.uid, post.account_uid, post.native_id)
        is_told = shown == post.uid
        made = self._object("microblog", shown, shown)
        self._put(made, "type", _TYPES.get(post.platform, "Other"))
        self._put(made, "creation-date", self._told.moment(post.at, post.account_uid))
        self._put(made, "language", post.language)
        # Whoever has the words finds the post.
        self._put(made, "post", (self._told.text(post.text) if is_told else "") or MASK)
        self._put(made, "link", self._told.link(post.url) if is_told else None)
        if is_told and post.platform == "x":
            self._put(made, "twitter-id", post.native_id)
        self._refer(made, self._accounts[post.account_uid], "authored-by")
        for key in post.narratives:
            self._refer(made, self._narratives[key], "part-of")
        return made

    def _media(self, own: ExportedMedia) -> MISPObject:
        """Return a media file by its hashes; the template has no place for PDQ but its text."""
        about = media_phrase(own)
        said = " | ".join(words(language).say(about) for language in LANGUAGES)
        made = self._object("file", said, own.media_uid)
        self._put(made, "sha256", own.media_uid)
        self._put(made, "size-in-bytes", own.row.get("n_bytes"))
        self._put(made, "mimetype", own.row.get("mime"))
        if own.pdq:
            self._put(made, "text", "PDQ: " + " ".join(own.pdq))
        return made

    def _add_links(self, event: MISPEvent) -> None:
        for link in self._subject.links:
            url = self._told.link(link.url)
            if url is None:
                continue
            about = phrase("misp.link", n_accounts=link.n_accounts, n_posts=link.n_posts)
            event.add_attribute(
                "url",
                url,
                category="External analysis",
                uuid=self._id("url", url),
                timestamp=int(self._at.timestamp()),
                comment=" | ".join(words(language).say(about) for language in LANGUAGES),
                to_ids=False,
            )
