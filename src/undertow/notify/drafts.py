"""Drafts of notifications, one file for each official; a person completes, approves and sends."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from email.headerregistry import Address
from pathlib import Path

from undertow.assessments.bearing import READ as BORNE_BY
from undertow.case import Case, write_products
from undertow.errors import CaseError
from undertow.notify.body import Completion, as_html, as_text, blocks
from undertow.notify.examples import read_examples
from undertow.notify.letterhead import Letterhead
from undertow.notify.letters import Letter, read_letters
from undertow.notify.mailbox import mailbox
from undertow.notify.media import READ as MEDIA_READ
from undertow.notify.message import Content, draft_message
from undertow.notify.phrases import PHRASES
from undertow.notify.safety import Signature
from undertow.pipeline import require_recorded
from undertow.schema import (
    CampaignPosts,
    Claims,
    PostKeys,
    Posts,
    PostText,
    TargetHits,
    Targets,
    ThreatHits,
)
from undertow.wording import LANGUAGES, catalogue

_READ = (
    *BORNE_BY,
    CampaignPosts,
    Claims,
    PostKeys,
    Posts,
    PostText,
    TargetHits,
    Targets,
    ThreatHits,
    *MEDIA_READ,
)
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9]+")
_MAX_SLUG = 40
_RULE = "\n" + "_" * 60 + "\n\n"


def write_drafts(case: Case, out: Path, letterhead: Letterhead | None = None) -> list[Path]:
    """Write one draft for each official that any campaign addresses.

    Parameters
    ----------
    case : Case
        An analysed case.
    out : Path
        Folder; made where missing. Drafts of an earlier run are replaced, and those of officials
        who are no longer addressed are removed.
    letterhead : Letterhead or None
        Who writes; without it the drafts leave room for that.

    Returns
    -------
    list of Path
        ``draft-<target>-<digest>.eml``, by target id: in the official's language, in English and
        French where the register does not say. The same tables give the same bytes.

    Raises
    ------
    SchemaError
        A claim cannot be put into words; nothing is written.
    VerificationError
        A table is not what its stage recorded; nothing is written.
    CaseError
        The files cannot be written; none is.
    """
    return save_drafts(out, drafts_of(case, letterhead))


def save_drafts(out: Path, drafts: Mapping[str, bytes]) -> list[Path]:
    """Write drafts, by target id, to a folder; see :func:`write_drafts`."""
    files = {out / file_name(ident): raw for ident, raw in drafts.items()}
    write_products(files)
    try:
        for stale in set(out.glob("draft-*.eml")) - set(files):
            stale.unlink()
    except OSError as error:
        raise CaseError(
            f"{out}: an earlier draft cannot be removed: {error.strerror or error}; remove it"
        ) from error
    return list(files)


def drafts_of(case: Case, letterhead: Letterhead | None = None) -> dict[str, bytes]:
    """Return the draft for each official that any campaign addresses, by target id.

    Raises
    ------
    SchemaError, VerificationError
        As :func:`write_drafts`.
    """
    return Desk(case, letterhead).drafts()


class Desk:
    """What is needed to write to the officials of a case.

    Parameters
    ----------
    case : Case
        Analysed.
    letterhead : Letterhead or None
        Who writes.

    Raises
    ------
    SchemaError, VerificationError
        As :func:`write_drafts`.
    """

    def __init__(self, case: Case, letterhead: Letterhead | None) -> None:
        require_recorded(case, _READ)
        self.letterhead = letterhead
        self.letters = {letter.official["target_id"]: letter for letter in read_letters(case)}
        self.examples = read_examples(case)

    def drafts(self) -> dict[str, bytes]:
        """Return the draft for each official, by target id."""
        return {
            ident: _draft(letter, self.examples.get(ident, []), self.letterhead)
            for ident, letter in self.letters.items()
        }


def file_name(target_id: str) -> str:
    """Return a file name that no register entry can turn into a path, different for each id."""
    slug = _NOT_IN_NAMES.sub("-", target_id)[:_MAX_SLUG].strip("-") or "official"
    return f"draft-{slug}-{hashlib.sha256(target_id.encode()).hexdigest()[:8]}.eml"


def languages_of(letter: Letter) -> tuple[str, ...]:
    """Return the languages in which an official is written to."""
    wanted = (letter.official["language"] or "").strip().lower()
    return (wanted,) if wanted in LANGUAGES else tuple(LANGUAGES)


def address_of(letter: Letter) -> Address | None:
    """Return the address of an official; None when the register holds none that can be used."""
    return mailbox(letter.official["name"], letter.official["email"])


def content_of(
    letter: Letter,
    quotes: list[str],
    letterhead: Letterhead | None,
    signature: Signature | None = None,
) -> Content:
    """Return what a letter says, in the languages of the official.

    Parameters
    ----------
    letter : Letter
        To whom, and about what.
    quotes : list of str
        Redacted examples.
    letterhead : Letterhead or None
        Who writes.
    signature : Signature or None
        Of the person who approves; None in a draft.
    """
    editions = {}
    for name in languages_of(letter):
        given = Completion(
            contact=None if letterhead is None else letterhead.contact.get(name),
            kinds={} if letterhead is None else _kinds(letter, letterhead, name),
            signature=signature,
            has_address=address_of(letter) is not None,
            has_examples=bool(quotes),
        )
        editions[name] = (blocks(letter, given), catalogue(name, PHRASES))
    catalogues = [words for _, words in editions.values()]
    subject = " / ".join(words.text("subject") for words in catalogues)
    titles = "\n\n".join(words.text("examples.title") for words in catalogues)
    return Content(
        subject=subject,
        text=_RULE.join(as_text(*edition) for edition in editions.values()),
        page=as_html(editions, subject),
        languages=", ".join(editions),
        examples="\n\n".join([titles, *quotes]) + "\n" if quotes else "",
    )


def _kinds(letter: Letter, letterhead: Letterhead, language: str) -> dict[str, str]:
    """Return the kind of claim of each campaign, where it is written down."""
    is_alone = letter.is_of_only_campaign
    found = {
        activity.campaign_id: letterhead.kind_of(activity.campaign_id, language, is_alone=is_alone)
        for activity in letter.activities
    }
    return {campaign: kind for campaign, kind in found.items() if kind}


def _draft(letter: Letter, quotes: list[str], letterhead: Letterhead | None) -> bytes:
    """Return the message to one official."""
    words = catalogue(languages_of(letter)[0], PHRASES)
    unknown = Address(words.text("draft.sender"), "draft", "undertow.invalid")
    return draft_message(
        content_of(letter, quotes, letterhead),
        to=address_of(letter),
        sender=unknown if letterhead is None else letterhead.sender,
        ident=letter.official["target_id"],
        is_releasable=letter.safety.is_releasable,
    )
