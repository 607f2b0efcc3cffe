"""Taking an id out of a link, by name: free patterns can be made to run for ever."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from urllib.parse import SplitResult, parse_qsl, urlsplit

EXTRACTORS = ("host", "last_segment", "segment_after:NAME", "query:NAME")
_MAX_CHARS = 8_000
_MAX_QUERY_FIELDS = 200


def extractor(how: str) -> Callable[[str], str | None]:
    """Return the function that takes a part out of a link; it gives None where there is none.

    Parameters
    ----------
    how : str
        ``host`` (without ``www.``), ``last_segment`` of the path, ``segment_after:NAME`` (what
        follows the path segment NAME) or ``query:NAME`` (the value of a query field).

    Raises
    ------
    ValueError
        There is no such extractor.

    Notes
    -----
    Time is linear in the length of the link; a link over 8,000 characters gives None.
    """
    name, _, argument = how.partition(":")
    part = _PARTS.get(name)
    if part is None or bool(argument) is not (name in ("segment_after", "query")):
        raise ValueError(f"{how!r} is unknown; choose one of {', '.join(EXTRACTORS)}")

    def take(link: str) -> str | None:
        if len(link) > _MAX_CHARS:
            return None
        try:
            return part(urlsplit(link.strip()), argument) or None
        except ValueError:
            return None

    return take


def _host(link: SplitResult, _: str) -> str | None:
    return (link.hostname or "").removeprefix("www.")


def _segments(link: SplitResult) -> list[str]:
    return [segment for segment in link.path.split("/") if segment]


def _last_segment(link: SplitResult, _: str) -> str | None:
    segments = _segments(link)
    return segments[-1] if link.hostname and segments else None


def _segment_after(link: SplitResult, name: str) -> str | None:
    segments = _segments(link)
    return next((b for a, b in pairwise(segments) if a == name), None)


def _query(link: SplitResult, name: str) -> str | None:
    fields = parse_qsl(link.query, max_num_fields=_MAX_QUERY_FIELDS)
    return next((value for field, value in fields if field == name), None)


_PARTS: dict[str, Callable[[SplitResult, str], str | None]] = {
    "host": _host,
    "last_segment": _last_segment,
    "segment_after": _segment_after,
    "query": _query,
}
