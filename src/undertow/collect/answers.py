"""What a source answers: the page as received, and its reading as JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from undertow.collect.plan import at
from undertow.collect.secrets import Secrets

_KEPT_HEADER = re.compile(
    r"date|content-type|content-length|content-encoding|content-language|etag|last-modified|age"
    r"|server|retry-after|(x-)?ratelimit-[a-z]+|x-request-id"
)
_WORD = re.compile(r"[A-Za-z][A-Za-z_-]{1,63}")
_LONGEST_HEADER = 400


@dataclass(frozen=True, slots=True)
class RawPage:
    """An answer as received.

    Parameters
    ----------
    url : str
        What was asked for; credentials travel in headers only.
    status : int
        HTTP status.
    headers : mapping
        Headers of the answer that say what it is and when; none that holds a credential.
    body : bytes
        Exact bytes, after chunks are joined; a content coding is never asked for, and refused.
    fetched_at : datetime
        When the last byte came, UTC.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    fetched_at: datetime


class PassingError(Exception):
    """A failure that another try may not meet again.

    Parameters
    ----------
    what : str
        What failed.
    wait_s : float or None
        How long the source asks to wait, if it does.
    """

    def __init__(self, what: str, wait_s: float | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.wait_s = wait_s


def read_json(body: bytes) -> Any:
    """Decode an answer.

    Raises
    ------
    PassingError
        It is no JSON: a page of a proxy or of a log-in, or cut short.
    """
    try:
        return msgspec.json.decode(body)
    except (ValueError, RecursionError) as error:
        is_markup = body.lstrip()[:1] == b"<"
        what = "a web page (a log-in or error page?)" if is_markup else "no valid JSON"
        raise PassingError(f"the answer is {what}") from error


def error_word(body: bytes, path: tuple[str | int, ...]) -> str | None:
    """Return the one word by which a source says why it refuses; sentences are not repeated."""
    try:
        word = at(msgspec.json.decode(body), *path)
    except (ValueError, RecursionError):
        return None
    return word if isinstance(word, str) and _WORD.fullmatch(word) else None


def kept_headers(headers: Mapping[str, str], secrets: Secrets) -> dict[str, str]:
    """Return the headers worth keeping, by name; cookies and credentials are not."""
    return {
        name.lower(): value[:_LONGEST_HEADER]
        for name, value in sorted(headers.items())
        if _KEPT_HEADER.fullmatch(name.lower()) and not secrets.is_in(value)
    }
