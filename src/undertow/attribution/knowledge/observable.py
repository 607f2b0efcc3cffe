"""What a source publishes of an operation, in the form in which a case is searched for it.

Published indicators are written for readers: defanged in several ways, as the address of a profile,
with counts and remarks among them. One cell may hold several, and many hold none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qs, urlsplit

from undertow.attribution.knowledge.hosts import plain_host
from undertow.attribution.knowledge.platforms import account_or_post, is_shared


class Kind(StrEnum):
    """What an observable is."""

    ACCOUNT = "account"
    ACCOUNT_ID = "account_id"
    POST = "post"
    LINK = "link"
    DOMAIN = "domain"
    HASHTAG = "hashtag"
    TEXT = "text"
    FILE = "file"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True, order=True)
class Observable:
    """Something that can be found in a case.

    Parameters
    ----------
    kind : Kind
        What it is.
    value : str
        In the form that is compared, see :class:`undertow.schema.KnownObservables`.
    platform : str
        Of an account, a post or a hashtag; else empty.
    """

    kind: Kind
    value: str
    platform: str = ""


# ``hxxps``, ``[.]``, ``(dot)`` and the like: written so that nobody follows a link by accident.
_DEFANGED = (
    (re.compile(r"\bhxxp(s?)(?=\[?:)", re.IGNORECASE), r"http\1"),
    (re.compile(r"[\[({](\.|:|/|://)[\])}]"), r"\1"),
    (re.compile(r"\s?[\[({]\s?dot\s?[\])}]\s?", re.IGNORECASE), "."),
    (re.compile(r"\s?[\[({]\s?at\s?[\])}]\s?|\[@\]", re.IGNORECASE), "@"),
)
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_HANDLE = re.compile(r"@([\w.-]{2,64})")
_HASHTAG = re.compile(r"[#＃](\w{2,100})")
_FILE_HASH = re.compile(r"(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})", re.IGNORECASE)
LONGEST_CELL = 4096
"""Characters from which on a cell is no indicator."""
# Words that name nothing, from which on a cell is a remark: what it mentions is not listed.
_REMARK_WORDS = 3
# Letters of a text that few write by chance, and in scripts that write a word in one or two signs.
_LONG_TEXT, _LONG_DENSE_TEXT = 30, 12
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_IN_BRACKETS = re.compile(r"(?<=\s)\([^()]*\)")
# Between the values of a cell.
_BETWEEN = re.compile(r"[\s,;|]+")
_EDGES = "\"'“”‘’«»<>()[]{}.,;:"
# As the layer ``url`` takes them off, step by step.
_TRACKING = r"(?:utm_[a-z_]+|fbclid|gclid|igshid|mc_[a-z]+|ref_src|ref_url|si|smid)"
_AS_THE_LAYER = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"^\s+|\s+\Z", ""),
        (r"^(?:[A-Za-z]+:)?//", ""),
        (r"#[^\n]*\Z", ""),
        (rf"\?(?i:{_TRACKING})=[^&]*", "?"),
        (rf"&(?i:{_TRACKING})=[^&]*", "&"),
        (r"\?&+", "?"),
        (r"&&+", "&"),
        (r"[?&]+\Z", ""),
        (r"/+\?", "?"),
    )
)
_MOBILE = re.compile(r"^(?:www|m|mobile)\.")


def is_text(cell: str) -> bool:
    """Tell whether a cell can be kept: JSON may hold halves of characters, which nothing can."""
    try:
        cell.encode()
    except UnicodeEncodeError:
        return False
    return True


def clean_text(text: str) -> str:
    """Return text on one line without what a terminal obeys or no file can hold."""
    shown = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(shown.split())


def refang(text: str) -> str:
    """Return text with addresses as they were before somebody made them unusable."""
    for pattern, plain in _DEFANGED:
        text = pattern.sub(plain, text)
    return text


def read_observables(cell: str, platform: str = "") -> list[Observable]:
    """Return what a published cell names, each once, in order.

    Parameters
    ----------
    cell : str
        As published.
    platform : str
        Platform that the row is about: a bare handle is taken to be on it, and means nothing where
        none is known.

    Returns
    -------
    list of Observable
        Empty for a count, and for a remark, which may name anybody. A link to a profile or a post
        of a platform is that account or post, and never the platform; any other link with a path
        is that link alone, because the site may be somebody else's; one without is the site.
    """
    if len(cell) > LONGEST_CELL or not is_text(cell):
        return []
    text = _IN_BRACKETS.sub(" ", refang(" ".join(cell.split())))
    words = [stripped for word in _BETWEEN.split(text) if (stripped := word.strip(_EDGES))]
    found = [list(_of_word(word, platform)) for word in words]
    if found.count([]) >= _REMARK_WORDS:
        return []
    return list(dict.fromkeys(observable for of_word in found for observable in of_word))


def read_text(cell: str) -> list[Observable]:
    """Return the text that a cell holds, as one observable; none where it is too short to tell."""
    if len(cell) > LONGEST_CELL or not is_text(cell):
        return []
    text = " ".join(cell.split())
    return [Observable(Kind.TEXT, text)] if is_telling(text) else []


def is_telling(text: str) -> bool:
    """Tell whether a text is long enough that few would write it by chance."""
    n_letters = sum(char.isalnum() for char in text)
    is_dense = 2 * len(_DENSE.findall(text)) > n_letters
    return n_letters >= (_LONG_DENSE_TEXT if is_dense else _LONG_TEXT)


def writes_without_spaces(letter: str) -> bool:
    """Tell whether a letter is of a script that puts no space between words."""
    return _DENSE.match(letter) is not None


def _of_word(word: str, platform: str) -> Iterator[Observable]:
    if match := _SCHEME.match(word):
        yield from _of_link(word[match.end() :])
    elif _FILE_HASH.fullmatch(word):
        yield Observable(Kind.FILE, word.lower())
    elif (match := _HANDLE.fullmatch(word)) and platform:
        yield Observable(Kind.ACCOUNT, match[1].casefold(), platform)
    elif match := _HASHTAG.fullmatch(word):
        yield Observable(Kind.HASHTAG, match[1].casefold())
    elif "@" not in word.split("/")[0] and plain_host(re.split(r"[/?#:]", word, maxsplit=1)[0]):
        yield from _of_link(word)


def _of_link(rest: str) -> Iterator[Observable]:
    parts = split_link(rest)
    if parts is None:
        return
    host, steps, query = parts
    known = account_or_post(host, steps, query)
    if known is not None:
        yield Observable(Kind(known.kind), known.value, known.platform)
    elif not is_shared(host, steps):
        link = link_key(rest)
        is_page = "/" in link or "?" in link
        yield Observable(Kind.LINK, link) if is_page else Observable(Kind.DOMAIN, host)


def split_link(rest: str) -> tuple[str, list[str], dict[str, str]] | None:
    """Return host, steps of the path and parameters of a link without its scheme.

    Returns
    -------
    tuple or None
        None where it has no host that is the name of a site. The host is as
        :func:`~undertow.attribution.knowledge.hosts.plain_host` gives it.
    """
    try:
        parts = urlsplit(f"//{rest}")
        host = plain_host(parts.hostname or "")
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    except ValueError:
        return None
    return (host, [step for step in parts.path.split("/") if step], query) if host else None


def link_key(url: str) -> str:
    """Return a link as the layer ``url`` compares links: without scheme, tracking and fragment."""
    for pattern, plain in _AS_THE_LAYER:
        url = pattern.sub(plain, url)
    url = url.rstrip("/")
    host = re.match(r"[^/?]*", url)[0]  # type: ignore[index]
    return _MOBILE.sub("", host.lower(), count=1) + url[len(host) :]
