"""What may be shown of hostile or personal content.

Text from captures is never trusted: it may hold control characters that reorder what is read,
links that a mail client makes live, and names of people who have nothing to do with the case.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

MASK = "[…]"
_BIDI_CONTROLS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
# No XML may hold the first two; the others are invisible, and part a name from itself.
_NEVER_SHOWN = frozenset("\ufffe\uffff\u00ad\u200b\u2060\ufeff") | _BIDI_CONTROLS
_MAX_MARKS = 2
_PRIVATE = re.compile(
    r"""
    (?P<link>\b[a-z][a-z0-9+.-]*://\S+ | \bwww\.\S+)
    | (?P<address>[\w.%+-]+@[\w-]+(?:\.[\w-]+)+)
    | (?P<handle>[@＠]\w[\w.-]*)
    | (?P<host>(?:[\w-]+\.)+[^\W\d_]{2,}(?:/\S*)?)
    | (?P<number>\+?\d(?:[\s().-]{0,2}\d){6,})
    """,
    re.VERBOSE | re.IGNORECASE,
)
# A link or an address is looked for from every letter on, to the end of its word: what is longer
# than any of them is cut, or a word of a million letters would take hours.
_ENDLESS, _KEPT_OF_ENDLESS = re.compile(r"\S{4000,}"), 1000
_BARE_SCHEME = re.compile(r"(?<!hxxp)(?<!hxxps)://", re.IGNORECASE)
_LINK = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]*)://)?(?:[^/?#\s]*@)?(?P<host>[^/?#\s]+)(?P<rest>\S*)",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    """Return text on one line, without control characters and without piled-up accents."""
    kept: list[str] = []
    n_marks = 0
    for char in text:
        category = unicodedata.category(char)
        n_marks = n_marks + 1 if category == "Mn" else 0
        if category == "Cc":
            kept.append(" " if char.isspace() else "")
        elif category != "Cs" and char not in _NEVER_SHOWN and n_marks <= _MAX_MARKS:
            kept.append(" " if char in "\u2028\u2029" else char)
    return "".join(kept)


def defang(url: str) -> str:
    """Return a link that no program makes live: ``hxxps://example[.]org/…``.

    The path is left out: it often names an account.
    """
    match = _LINK.match(url)
    if match is None:
        return MASK
    scheme = (match["scheme"] or "").lower()
    scheme = {"http": "hxxp://", "https": "hxxps://", "": ""}.get(scheme, MASK)
    host = match["host"].replace(".", "[.]").replace(":", "[:]")
    return scheme + host + ("/…" if match["rest"].strip("/") else "")


def redact(text: str, names: Iterable[str] = ()) -> str:
    """Return text with links defanged and handles, addresses, long numbers and names masked.

    A word of 4000 characters or more is cut.

    Parameters
    ----------
    text : str
        A text from a capture.
    names : iterable of str
        Names to mask, in any script and case.
    """
    whole = _ENDLESS.sub(lambda match: match[0][:_KEPT_OF_ENDLESS] + MASK, _whole(text))
    masked = _BARE_SCHEME.sub("[:]//", _PRIVATE.sub(_masked, whole))
    pattern = _names_pattern(frozenset(names))
    return masked if pattern is None else pattern.sub(MASK, masked)


def _whole(text: str) -> str:
    """Return a cleaned text in composed letters, as names are looked for."""
    return unicodedata.normalize("NFC", clean(text))


def private_places(text: str) -> list[tuple[int, int]]:
    """Return where links, handles, addresses and long numbers stand in a text."""
    return [match.span() for match in _PRIVATE.finditer(text)]


def shorten(text: str, limit: int) -> str:
    """Return at most ``limit`` characters, cut between words where the script has such."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    cut = text[:limit]
    space = cut.rfind(" ")
    return cut[: space if space > limit // 2 else limit].rstrip() + " …"


def _masked(match: re.Match[str]) -> str:
    kind = match.lastgroup
    if kind in ("link", "host"):
        return defang(match[0])
    return "@" + MASK if kind == "handle" else MASK


@lru_cache(maxsize=64)  # a report asks for the officials' names once a quote
def _names_pattern(names: frozenset[str]) -> re.Pattern[str] | None:
    """Return a pattern for names, longest first, whole words where the script has words."""
    cleaned = {unicodedata.normalize("NFC", clean(name)).strip() for name in names}
    cleaned |= {_unmarked(name) for name in cleaned}
    cleaned |= {name.replace(" ", "") for name in cleaned}  # as in a hashtag
    ordered = sorted((n for n in cleaned if len(n) > 1), key=lambda n: (-len(n), n))
    if not ordered:
        return None
    parts = (r"\s+".join(map(re.escape, name.split())) for name in ordered)
    whole = [rf"\b{p}\b" if n.isascii() else p for p, n in zip(parts, ordered, strict=True)]
    return re.compile("|".join(whole), re.IGNORECASE)


def _unmarked(name: str) -> str:
    """Return a name without accents."""
    letters = unicodedata.normalize("NFD", name)
    return unicodedata.normalize("NFC", "".join(c for c in letters if not unicodedata.combining(c)))
