"""Provinces and territories under any of their names, so that each language prints its own."""

from __future__ import annotations

from undertow.wording import en, fr
from undertow.wording.phrase import Phrase, phrase, word

_PREFIX = "province."


def _known_names() -> dict[str, str]:
    """Return code by lower-case code or name, in both languages."""
    names: dict[str, str] = {}
    for phrases in (en.PHRASES, fr.PHRASES):
        for key, name in phrases.items():
            if key.startswith(_PREFIX):
                code = key.removeprefix(_PREFIX)
                names |= {code.lower(): code, name.lower(): code}
    return names


_CODES = _known_names()


def province(name: str) -> Phrase:
    """Return a province as the reader's language names it; what is unknown stays as it is."""
    code = _CODES.get(name.strip().lower())
    return party(name) if code is None else word("province", code)


def party(name: str) -> Phrase:
    """Return a party as the register has it."""
    return phrase("plain", text=name) if name.strip() else phrase("register.blank")
