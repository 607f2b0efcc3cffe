"""URNs of LinkedIn: ``urn:li:activity:6960882777168695296`` and company."""

from __future__ import annotations

import re

# Inside the URN of a comment the post is sometimes written without "urn:li:".
_POST = re.compile(r"(?:urn:li:|[(,])(?:activity|share|ugcPost):(\d{5,20})", re.ASCII)
_COMMENT = re.compile(r"urn:li:comment:\((?:urn:li:)?\w+:\d+,(\d{5,20})\)", re.ASCII)


def post_number(urn: str) -> str | None:
    """Return the number of the first post a URN names; an aggregate names several as one."""
    match = _POST.search(urn)
    return None if match is None else match[1]


def comment_number(urn: str) -> str | None:
    """Return the number of the comment a URN names, or None."""
    match = _COMMENT.fullmatch(urn)
    return None if match is None else match[1]


def actor(urn: str) -> str:
    """Return who a URN names, with the kind: numbers of people and organizations overlap."""
    return urn.removeprefix("urn:li:")
