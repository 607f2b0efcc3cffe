"""What the Medium formats share: ids and names in links."""

from __future__ import annotations

import re

from undertow.ingest.formats.values import split_link

PLATFORM = "medium"
ID_NOTE = "the hexadecimal end of a link to the post"
_ID = re.compile(r"(?:^|-)([0-9a-f]{8,16})$")
_HANDLE = re.compile(r"@([\w.-]{1,100})")


def post_id(link: str) -> str | None:
    """Return the id at the end of a link to a post; None where there is none."""
    try:
        segments = [segment for segment in split_link(link).path.split("/") if segment]
    except ValueError:
        return None
    match = _ID.search(segments[-1]) if segments else None
    return match[1] if match else None


def handle(link: str) -> str | None:
    """Return the name of the account a link leads to; None where it does not name one.

    A name of its own before ``medium.com`` may be that of a publication, so it does not count.
    """
    try:
        parts = split_link(link)
        if parts.hostname not in ("medium.com", "www.medium.com"):
            return None
    except ValueError:
        return None
    match = _HANDLE.match(parts.path.lstrip("/"))
    return match[1] if match else None


def titled(title: str, body: str) -> str:
    """Return a title and a text; most texts begin with their title already."""
    if not title or body.startswith(title):
        return body
    return f"{title}\n{body}" if body else title
