"""Format ``facebook-comet``: posts as Facebook's web page receives them, captured in a browser.

One JSON object a post, with ``comet_sections``, alone or in the envelope of Zeeschuimer or 4CAT.
Facebook renames and moves these fields without notice; only the documented place of each is read,
and a post without them is quarantined rather than half understood.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType, field

from undertow.ingest.formats.found import with_found
from undertow.ingest.formats.spec import Example, FormatSpec, Score
from undertow.ingest.formats.zeeschuimer import (
    Item,
    captured_platform,
    examples,
    item_signature,
    open_item,
)
from undertow.ingest.outcomes import Accepted, Rejection
from undertow.ingest.record import CanonicalRecord, Id, Name, Text, accept
from undertow.ingest.record import Item as Address
from undertow.ingest.sample import Sample
from undertow.ingest.times import epoch_text

_GROUP = re.compile(r"facebook\.com/groups/(\d{3,20})(?:/|$)", re.ASCII)


class Message(Struct):
    """The text of a post."""

    text: Text | None = None


class Actor(Struct):
    """Who posted."""

    id: Id | None = None
    name: Name | None = None
    url: Address | None = None


class Story(Struct):
    """A post."""

    post_id: Id
    www_url: Address | None = field(default=None, name="wwwURL")
    actors: list[Actor] = field(default_factory=list)
    message: Message | UnsetType | None = UNSET


class Content(Struct):
    """Where the post is."""

    story: Story


class Stamp(Struct):
    """When a post was made, in seconds since 1970, and its address."""

    creation_time: int | None = None
    url: Address | None = None


class Strategy(Struct):
    """One of several things shown above a post; those about time have a stamp."""

    story: Stamp | None = None


class ContextSections(Struct):
    """What is shown above a post."""

    metadata: list[Strategy]


class ContextStory(Struct):
    """The same post, as what stands above it knows it."""

    comet_sections: ContextSections


class ContextLayout(Struct):
    """What stands above a post."""

    story: ContextStory


class Sections(Struct):
    """The parts of a post on the page."""

    content: Content
    context_layout: ContextLayout


class Captured(Struct):
    """A captured post."""

    comet_sections: Sections


_decode = msgspec.json.Decoder(Captured).decode
_names = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode


def map_json(raw: bytes) -> tuple[Accepted]:
    """Map one captured post."""
    item = _item(raw)
    sections = _decode(item.data).comet_sections
    story = sections.content.story
    seconds, address = _stamp(sections.context_layout.story.comet_sections.metadata)
    group = _GROUP.search(address or "")
    author = story.actors[0] if story.actors else Actor()
    record = CanonicalRecord(
        platform="facebook",
        id=story.post_id,
        created_at=epoch_text(seconds, "$.creation_time"),
        observed_at=item.observed_at,
        author_id=author.id,
        author_name=author.name,
        author_url=author.url,
        kind="post",
        text=story.message.text if story.message else None,
        url=story.www_url or address,
        page_id=group[1] if group else None,
        known_absent=["text"] if story.message is None else None,
    )
    return (accept(with_found(record), item.path),)


def _item(raw: bytes) -> Item:
    """Open the envelope, if there is one."""
    names = _names(raw.replace(b"\0", b"") if b"\0" in raw else raw)
    if "comet_sections" in names and "__import_meta" not in names:
        return Item(raw, "$", "", None, None)
    return open_item(raw)


def _stamp(metadata: list[Strategy]) -> tuple[int, str | None]:
    """Return when a post was made; what is shown above it says so once, or always the same."""
    stamps = [part.story for part in metadata if part.story]
    times = {stamp.creation_time for stamp in stamps if stamp.creation_time is not None}
    place = "$.comet_sections.context_layout.story.comet_sections.metadata"
    if not times:
        raise Rejection("schema", "missing_field", place, "no creation_time is there")
    if len(times) > 1:
        raise Rejection("semantic", "bad_time", place, "it holds several creation times")
    return times.pop(), next((stamp.url for stamp in stamps if stamp.url), None)


_captured = item_signature("facebook.com")


def _fits(value: dict[str, Any]) -> bool:
    sections = value.get("comet_sections")
    return isinstance(sections, dict) and "content" in sections and not captured_platform(value)


def _probe(sample: Sample) -> Score:
    if sample.layout in ("lines", "document") and (share := sample.share(_fits)):
        return Score(
            share, f"{share:.0%} of {len(sample.objects)} sampled records have comet_sections"
        )
    return _captured(sample)


def _examples() -> tuple[Example, ...]:
    def post(native_id: str, message: object, address: str) -> dict[str, object]:
        time = {"story": {"creation_time": 1693648800, "url": address, "id": "x"}}
        audience = {"__typename": "CometFeedStoryAudienceStrategy", "story": {"id": "x"}}
        stamp = {"__typename": "CometFeedStoryMinimizedTimestampStrategy", **time}
        actor = {"id": "7001", "name": "Ana Example", "url": "https://www.facebook.com/ana.example"}
        return {
            "__typename": "Story",
            "comet_sections": {
                "content": {
                    "story": {
                        "post_id": native_id,
                        "wwwURL": address,
                        "actors": [actor],
                        "message": message,
                        "attachments": [],
                    }
                },
                "context_layout": {"story": {"comet_sections": {"metadata": [audience, stamp]}}},
            },
        }

    page = post(
        "901", {"text": "Opening #saturday https://example.org"}, "https://www.facebook.com/p/901"
    )
    group = post("902", None, "https://www.facebook.com/groups/5005/permalink/902/")
    lines = b"".join(msgspec.json.encode(item) + b"\n" for item in (page, group))
    return (Example("stories.ndjson", lines, 2), *examples("facebook.com", (page, group), 2))


SPEC = FormatSpec(
    format_id="facebook-comet",
    platforms=("facebook",),
    mapper_version="1",
    description="Facebook posts captured in the browser, as the web page receives them (Comet)",
    supplies=frozenset(
        {
            "author_id",
            "author_name",
            "author_url",
            "created_at",
            "hashtags",
            "observed_at",
            "page_id",
            "text",
            "url",
            "urls",
        }
    ),
    never="comments; counts; what a post shares; when an account was made; followers",
    times="seconds since 1970",
    ids="numbers",
    markup="plain",
    reference="https://github.com/digitalmethodsinitiative/4cat",
    probe=_probe,
    get_examples=_examples,
    map_json=map_json,
)
