"""Media in words: the same file by many, altered copies, and what people found of a file.

What a machine measures is reuse, and what was done to a copy. That a file was manipulated is never
said from a score: it takes a :class:`MediaFinding`, which cannot be made without a basis, and the
basis is told with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from undertow.errors import InputError
from undertow.estimative import TERMS
from undertow.wording.estimative import judgement
from undertow.wording.names import platform
from undertow.wording.phrase import Phrase, phrase, plain

Says = Literal["manipulated", "satire", "no_sign"]
SAYS: Final[tuple[str, ...]] = get_args(Says)
"""What a person can say of a file."""

Basis = Literal["original", "depicted_person", "credentials", "analyst"]
BASES: Final[tuple[str, ...]] = get_args(Basis)
"""What it may rest on that a file was manipulated: a matched original that shows something else,
the word of the person whom it depicts, Content Credentials that are invalid, or what an analyst
found. A score is none."""

MAY_BE: Final = ("likely", "very_likely", "almost_certainly")
"""Terms in which it may be told."""

_KINDS: Final = frozenset({"image", "video", "audio"})
_SHOWN_DIGITS: Final = 12


@dataclass(frozen=True, slots=True)
class MediaFinding:
    """What a person found of a media file.

    Attributes
    ----------
    media_uid : str
        The file, by the SHA-256 of its bytes.
    says : {'manipulated', 'satire', 'no_sign'}
        That it was manipulated, is satire, or was examined and nothing altered was found.
    basis : str or None
        One of :data:`BASES`, where it was manipulated; the others need none.
    reason : str
        In their words.
    by, at : str
        Who found it, and when (ISO 8601, UTC).
    likelihood : str
        One of :data:`MAY_BE`.
    original : str or None
        The file that it was compared with, where that is the basis.
    seq : int
        Number in the decision log; 0 before it is there.

    Raises
    ------
    InputError
        It has no reason; or it says that a file was manipulated, and rests on nothing that may
        bear it.
    """

    media_uid: str
    says: Says
    basis: Basis | None
    reason: str
    by: str
    at: str
    likelihood: str = "likely"
    original: str | None = None
    seq: int = 0

    def __post_init__(self) -> None:
        """Refuse what has no basis."""
        where = f"finding on media {self.media_uid[:_SHOWN_DIGITS]}"
        if self.says not in SAYS:
            raise InputError(f"{where}: says {self.says!r}; choose one of {list(SAYS)}")
        if not any(letter.isalnum() for letter in self.reason) or not self.by.strip():
            raise InputError(
                f"{where}: needs a name and a reason in words; both are kept on record"
            )
        if self.says != "manipulated":
            return
        if self.basis not in BASES:
            raise InputError(
                f"{where}: that a file was manipulated needs a basis, one of {list(BASES)}; a "
                "score is none"
            )
        if (self.basis == "original") != (self.original is not None):
            raise InputError(f"{where}: basis original and the original itself go together")
        if self.likelihood not in MAY_BE or self.likelihood not in TERMS:
            raise InputError(f"{where}: likelihood must be one of {list(MAY_BE)}")


def short(media_uid: str) -> Phrase:
    """Return a file as sentences call it: the first digits of its hash."""
    return plain(media_uid[:_SHOWN_DIGITS])


def reuse_sentences(facts: Mapping[str, Any]) -> tuple[Phrase, ...]:
    """Return who posted the same material, where and when, and in how many forms."""
    kind = facts["kind"] if facts["kind"] in _KINDS else "mixed"
    said = [
        Phrase(f"claim.media.{kind}", dict(facts) | {"n_platforms": len(facts["by_platform"])}),
        Phrase(f"claim.media.{_form(facts)}", facts),
        phrase(
            "claim.media.platforms",
            items=[
                phrase(
                    "claim.platforms.item", name=platform(name), n_posts=posts, n_accounts=accounts
                )
                for name, posts, accounts in facts["by_platform"]
            ],
        ),
    ]
    if facts["before"] is not None:
        before = facts["before"]
        name = platform(before["platform"])
        said.append(phrase("claim.media.before", at=before["at"], platform=name))
    return *said, phrase("claim.media.meaning")


def _form(facts: Mapping[str, Any]) -> str:
    if facts["n_files"] == 1:
        return "same_file"
    if facts["n_exact"] == facts["n_files"]:
        return "exact"
    return "altered" if facts["n_exact"] else "parts"


def copy_sentences(facts: Mapping[str, Any]) -> tuple[Phrase, ...]:
    """Return which files are altered copies of the earliest that is held, and what was done."""
    items = [
        phrase("claim.media_copy.item", change=phrase(f"media.change.{name}"), n=n)
        for name, n in facts["changes"]
    ]
    told = {"original": short(facts["original"]), "platform": platform(facts["platform"])}
    return (
        Phrase("claim.media_copy", dict(facts) | told),
        phrase("claim.media_copy.changes", items=items),
        phrase("claim.media_copy.meaning"),
    )


def finding_sentences(finding: MediaFinding) -> tuple[Phrase, ...]:
    """Return what a person found of a file, on which basis, who and when; not why in their words.

    The words of the person are quoted apart: they are in one language.
    """
    file, by = short(finding.media_uid), plain(finding.by)
    if finding.says != "manipulated":
        return (phrase(f"media.finding.{finding.says}", file=file, by=by, at=finding.at),)
    basis = phrase(f"media.basis.{finding.basis}", original=short(finding.original or ""))
    return (
        judgement(finding.likelihood, phrase("statement.media.manipulated", file=file)),
        phrase("media.finding.basis", basis=basis),
        phrase("media.finding.by", by=by, at=finding.at),
    )
