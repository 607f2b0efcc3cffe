"""Drafts of notifications, one file for each official; a person completes, approves and sends."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from undertow.case import Case, write_products
from undertow.errors import CaseError
from undertow.notify.body import body
from undertow.notify.letters import Letter, read_letters
from undertow.notify.message import draft_message, mailbox
from undertow.notify.phrases import PHRASES
from undertow.pipeline import require_recorded
from undertow.schema import CampaignPosts, Claims, PostKeys, Posts, TargetHits, Targets, ThreatHits
from undertow.wording import LANGUAGES, catalogue

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9]+")
_MAX_SLUG = 40
_RULE = "\n" + "_" * 60 + "\n\n"


def write_drafts(case: Case, out: Path) -> list[Path]:
    """Write one draft for each official that any campaign addresses.

    Parameters
    ----------
    case : Case
        An analysed case.
    out : Path
        Folder; made where missing. Drafts of an earlier run are replaced, and those of officials
        who are no longer addressed are removed.

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
    require_recorded(
        case, (CampaignPosts, Claims, PostKeys, Posts, TargetHits, Targets, ThreatHits)
    )
    drafts = {
        out / file_name(letter.official["target_id"]): _draft(letter)
        for letter in read_letters(case)
    }
    write_products(drafts)
    try:
        for stale in set(out.glob("draft-*.eml")) - set(drafts):
            stale.unlink()
    except OSError as error:
        raise CaseError(
            f"{out}: an earlier draft cannot be removed: {error.strerror or error}; remove it"
        ) from error
    return list(drafts)


def file_name(target_id: str) -> str:
    """Return a file name that no register entry can turn into a path, different for each id."""
    slug = _NOT_IN_NAMES.sub("-", target_id)[:_MAX_SLUG].strip("-") or "official"
    return f"draft-{slug}-{hashlib.sha256(target_id.encode()).hexdigest()[:8]}.eml"


def _draft(letter: Letter) -> bytes:
    """Return the message to one official."""
    official = letter.official
    wanted = (official["language"] or "").strip().lower()
    languages = (wanted,) if wanted in LANGUAGES else tuple(LANGUAGES)
    to = mailbox(official["name"], official["email"])
    editions = [catalogue(language, PHRASES) for language in languages]
    texts = [body(letter, words, has_address=to is not None) for words in editions]
    return draft_message(
        to=to,
        sender=editions[0].text("draft.sender"),
        subject=" / ".join(words.text("subject") for words in editions),
        text=_RULE.join(texts),
        languages=", ".join(languages),
        ident=official["target_id"],
        is_releasable=letter.safety.is_releasable,
    )
