"""Pages of Meta's Graph API, as far as Facebook and Instagram share them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from msgspec import Raw, Struct, field

from undertow.ingest.formats.pages import each
from undertow.ingest.formats.spec import Score
from undertow.ingest.outcomes import Ignored, Mapped, Rejection
from undertow.ingest.record import Count
from undertow.ingest.sample import Sample

ABSENT = Raw()
MAX_DEPTH = 8
"""Levels of answers inside answers; both platforms show two."""

_EDGE = re.compile(r"/(\d+(?:_\d+){0,2})/(\w+)(?:\?|$)")


class Paging(Struct):
    """Links to the pages before and after; they name what the page was asked of."""

    next: str | None = None
    previous: str | None = None


class Total(Struct):
    """How many there are."""

    total_count: Count | None = None


class Edge(Struct):
    """Objects delivered inside another one, often not all of them."""

    data: list[Raw] = field(default_factory=list)
    summary: Total | None = None

    @property
    def total(self) -> int | None:
        """How many there are, where that was asked for."""
        return self.summary.total_count if self.summary else None


class Page(Struct):
    """A page of objects; one object has no ``data``."""

    data: list[Raw] | None = None
    paging: Paging | None = None
    error: Raw = ABSENT

    @property
    def edge(self) -> tuple[str, str] | None:
        """Id of the object the page was asked of and the name of the edge, if links tell."""
        for link in (self.paging.next, self.paging.previous) if self.paging else ():
            match = _EDGE.search(link or "")
            if match is not None:
                return match[1], match[2]
        return None


class Place(Struct, frozen=True):
    """Where a comment stands, as far as its surroundings say."""

    post_id: str | None = None
    post_author: str | None = None
    parent_id: str | None = None
    parent_author: str | None = None
    page_id: str | None = None
    asked_of: str | None = None
    depth: int = 0


decode_page = msgspec.json.Decoder(Page).decode
_decode_names = msgspec.json.Decoder(dict[str, Raw]).decode


def names(raw: bytes | Raw) -> frozenset[str]:
    """Return the fields of an object; none where it is no object."""
    try:
        return frozenset(_decode_names(raw))
    except (ValueError, RecursionError):
        return frozenset()


def refused(page: Page) -> Iterator[Mapped]:
    """Yield the outcome of a response that is an error message in place of data."""
    if bytes(page.error):
        yield Ignored("api_error", "$.error")


def answers(
    mapper: Callable[[Raw, str, Place], Iterator[Mapped]],
    edge: Edge | None,
    path: str,
    place: Place,
) -> Iterator[Mapped]:
    """Map the comments delivered inside an object, which stand at a place."""
    if edge is not None:
        yield from each(lambda raw, at: mapper(raw, at, place), edge.data, f"{path}.data")


def is_graph_time(value: object) -> bool:
    """Whether a value is a time as the Graph API writes it, which few others do."""
    return isinstance(value, str) and value.endswith("+0000")


def too_deep(depth: int) -> None:
    """Refuse answers inside answers beyond what either platform has."""
    if depth > MAX_DEPTH:
        raise Rejection(
            "decode", "nested_too_deep", "$", f"answers are nested more than {MAX_DEPTH} deep"
        )


def graph_signature(
    fits: Callable[[dict[str, Any]], bool], what: str, keys: frozenset[str]
) -> Callable[[Sample], Score]:
    """Return a probe for pages and objects of the Graph API.

    Parameters
    ----------
    fits : callable
        Whether an object, alone or in the ``data`` of a page, is one of the platform.
    what : str
        The same in words.
    keys : frozenset of str
        Keys that the beginning of a document too long to decode must all name.
    """

    def page_fits(value: dict[str, Any]) -> bool:
        items = value.get("data")
        if not isinstance(items, list):
            return fits(value)
        objects = [item for item in items if isinstance(item, dict)]
        return bool(objects) and any(map(fits, objects)) and not {"meta", "includes"} & set(value)

    def probe(sample: Sample) -> Score:
        if sample.layout not in ("lines", "document"):
            return Score(0.0, "it is not JSON")
        if sample.objects:
            share = sample.share(page_fits)
            return Score(share, f"{share:.0%} of {len(sample.objects)} sampled records are {what}")
        named = sorted(keys & sample.keys)
        value = 0.9 if len(named) == len(keys) else 0.1 * len(named)
        return Score(value, f"the first 64 KiB name {', '.join(named) or 'none of its fields'}")

    return probe
