"""Names of platforms and languages, in the words of the reader."""

from __future__ import annotations

from undertow.wording.phrase import Phrase
from undertow.wording.redaction import redact


def platform(ident: str) -> Phrase:
    """Return the name of a platform; one that nobody knows brings no live host name."""
    return Phrase(f"platform.{ident}", fallback=redact(ident))


def platforms(idents: list[str]) -> list[Phrase]:
    """Return the names of platforms."""
    return [platform(ident) for ident in idents]


def language(ident: str | None) -> Phrase:
    """Return the name of a language; what a source states instead of one is redacted."""
    stated = (ident or "und").lower()
    return Phrase(f"language.{stated}", fallback=redact(stated))
