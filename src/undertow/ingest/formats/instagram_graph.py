"""Format ``instagram-graph``: media and comments, as the Graph API gives them to their owner.

Fields: https://developers.facebook.com/docs/instagram-platform/reference/instagram-media and
.../instagram-graph-api/reference/ig-comment. The API numbers media anew: its ids are not those in
other captures and tell no time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Raw, Struct, field

from undertow.ingest.formats.found import with_found
from undertow.ingest.formats.graph_pages import (
    Edge,
    Place,
    answers,
    decode_page,
    graph_signature,
    is_graph_time,
    names,
    refused,
    too_deep,
)
from undertow.ingest.formats.pages import each
from undertow.ingest.formats.spec import Example, FormatSpec
from undertow.ingest.outcomes import Declared, Mapped, Rejection
from undertow.ingest.record import CanonicalRecord, Count, Id, Item, Name, Text, Time, accept

_MEDIA_ONLY = frozenset(
    {
        "caption",
        "comments_count",
        "is_comment_enabled",
        "media_product_type",
        "media_type",
        "media_url",
        "permalink",
        "shortcode",
    }
)
_COMMENT_ONLY = frozenset({"hidden", "media", "parent_id", "replies", "text"})


class Account(Struct):
    """An account, by an id that holds for the asking account only."""

    id: Id | None = None
    username: Name | None = None


class Child(Struct):
    """A picture or video of an album."""

    media_url: Item | None = None


class Children(Struct):
    """What an album holds."""

    data: list[Child] = field(default_factory=list)


class Media(Struct):
    """A picture, video or album with its caption."""

    id: Id
    timestamp: Time
    caption: Text | None = None
    username: Name | None = None
    owner: Account | None = None
    permalink: Item | None = None
    media_url: Item | None = None
    children: Children | None = None
    comments: Edge | None = None
    like_count: Count | None = None
    comments_count: Count | None = None


class Reference(Struct):
    """The medium a comment stands under."""

    id: Id
    owner: Account | None = None


class Comment(Struct):
    """A comment or a reply to one."""

    id: Id
    timestamp: Time
    text: Text | None = None
    username: Name | None = None
    author: Account | None = field(default=None, name="from")
    media: Reference | None = None
    parent_id: Id | None = None
    replies: Edge | None = None
    like_count: Count | None = None


_decode_media = msgspec.json.Decoder(Media).decode
_decode_comment = msgspec.json.Decoder(Comment).decode


def map_json(raw: bytes) -> Iterator[Mapped]:
    """Map one page, one medium with its comments, or one comment with its replies."""
    page = decode_page(raw)
    if page.data is not None:
        asked_of, edge = page.edge or ("", "")
        place = Place(
            post_id=asked_of if edge == "comments" else None,
            parent_id=asked_of if edge == "replies" else None,
        )
        yield from each(lambda item, path: _map(item, path, place), page.data, "$.data")
    elif bytes(page.error):
        yield from refused(page)
    else:
        yield from _map(raw, "$", Place())


def _map(raw: bytes | Raw, path: str, place: Place) -> Iterator[Mapped]:
    named = names(raw)
    if named & _COMMENT_ONLY:
        yield from _map_comment(raw, path, place)
    elif named & _MEDIA_ONLY:
        yield from _map_media(raw, path)
    else:
        raise Rejection(
            "schema",
            "unknown_kind",
            "$",
            "neither text (a comment) nor media_type or permalink (a medium); ask the API for them",
        )


def _map_media(raw: bytes | Raw, path: str) -> Iterator[Mapped]:
    media = _decode_media(raw)
    owner = media.owner or Account()
    children = media.children.data if media.children else []
    addresses = [media.media_url, *(child.media_url for child in children)]
    record = CanonicalRecord(
        platform="instagram",
        id=media.id,
        created_at=media.timestamp,
        author_id=owner.id,
        author_handle=media.username or owner.username,
        kind="post",
        text=media.caption,
        url=media.permalink,
        media=[address for address in addresses if address] or None,
        like_count=media.like_count,
        reply_count=media.comments_count,
    )
    yield accept(with_found(record), path)
    if media.comments_count:
        yield Declared("instagram", media.id, media.comments_count)
    place = Place(media.id, owner.id)
    yield from answers(_map_comment, media.comments, f"{path}.comments", place)


def _map_comment(raw: bytes | Raw, path: str, place: Place) -> Iterator[Mapped]:
    too_deep(place.depth)
    comment = _decode_comment(raw)
    author = comment.author or Account()
    media_id, owner_id = place.post_id, place.post_author
    if comment.media is not None:
        media_id = comment.media.id
        owner_id = comment.media.owner.id if comment.media.owner else owner_id
    parent_id = comment.parent_id or place.parent_id
    record = CanonicalRecord(
        platform="instagram",
        id=comment.id,
        created_at=comment.timestamp,
        author_id=author.id,
        author_handle=comment.username or author.username,
        kind="reply" if parent_id else "comment",
        text=comment.text,
        in_reply_to_id=parent_id or media_id,
        in_reply_to_author_id=place.parent_author if parent_id else owner_id,
        root_id=media_id,
        like_count=comment.like_count,
    )
    yield accept(with_found(record), path)
    inside = Place(media_id, owner_id, comment.id, author.id, depth=place.depth + 1)
    yield from answers(_map_comment, comment.replies, f"{path}.replies", inside)


def _fits(value: dict[str, Any]) -> bool:
    if not (is_graph_time(value.get("timestamp")) and isinstance(value.get("id"), str)):
        return False
    return bool((_MEDIA_ONLY | _COMMENT_ONLY) & set(value))


def _examples() -> tuple[Example, ...]:
    reply = {
        "id": "17900000000000003",
        "timestamp": "2023-09-02T10:20:00+0000",
        "text": "See you there",
        "username": "ana.example",
        "from": {"id": "17841400000000001", "username": "ana.example"},
        "parent_id": "17900000000000002",
    }
    comment = {
        "id": "17900000000000002",
        "timestamp": "2023-09-02T10:10:00+0000",
        "text": "Lovely #garden https://example.org/a",
        "username": "bo",
        "from": {"id": "5001", "username": "bo"},
        "like_count": 2,
        "replies": {"data": [reply]},
    }
    media = {
        "id": "17900000000000001",
        "timestamp": "2023-09-02T10:00:00+0000",
        "caption": "The community garden opens #saturday",
        "media_type": "CAROUSEL_ALBUM",
        "media_url": "https://pic.example/1.jpg",
        "permalink": "https://www.instagram.com/p/CwExampleAA/",
        "username": "ana.example",
        "owner": {"id": "17841400000000001"},
        "children": {"data": [{"media_url": "https://pic.example/2.jpg", "id": "1"}]},
        "like_count": 12,
        "comments_count": 4,
        "comments": {"data": [comment]},
    }
    link = "https://graph.facebook.com/v19.0/17900000000000001/comments?after=x"
    encode = msgspec.json.encode
    return (
        Example("media.json", encode({"data": [media], "paging": {"cursors": {}}}), 3),
        Example("comments.json", encode({"data": [comment], "paging": {"next": link}}), 2),
        Example("objects.jsonl", encode(media) + b"\n" + encode(reply) + b"\n", 4),
    )


SPEC = FormatSpec(
    format_id="instagram-graph",
    platforms=("instagram",),
    mapper_version="1",
    description="Instagram Graph API: media and comments, exported by their owner, as JSON",
    supplies=frozenset(
        {
            "author_handle",
            "author_id",
            "created_at",
            "hashtags",
            "in_reply_to_author_id",
            "in_reply_to_id",
            "like_count",
            "media",
            "reply_count",
            "root_id",
            "text",
            "url",
            "urls",
        }
    ),
    never="when an account was made; names and profiles of commenters; likes their owner hides",
    times="ISO 8601 with the zone +0000, to the second",
    ids="of media and comments numbers of the API, not those of other captures; of people scoped",
    markup="plain",
    reference=(
        "https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference"
    ),
    probe=graph_signature(
        _fits,
        "pages or objects with id, timestamp and text or media_type",
        frozenset({"id", "timestamp", "username"}),
    ),
    get_examples=_examples,
    map_json=map_json,
)
