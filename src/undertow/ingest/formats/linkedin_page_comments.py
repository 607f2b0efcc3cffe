"""Format ``linkedin-page-comments``: comments that LinkedIn's API gives to a page's administrator.

Fields: https://learn.microsoft.com/linkedin/marketing/community-management/shares, responses of
``socialActions/{post}/comments``. The post is named as it was asked for: as activity, share or
ugcPost, which are different numbers of one post.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Raw, Struct, field

from undertow.ingest.formats.found import with_found
from undertow.ingest.formats.linkedin_ids import actor, comment_number, post_number
from undertow.ingest.formats.pages import each
from undertow.ingest.formats.signature import record_signature
from undertow.ingest.formats.spec import Example, FormatSpec
from undertow.ingest.outcomes import Declared, Mapped, Rejection
from undertow.ingest.record import CanonicalRecord, Count, Id, Item, Text, accept
from undertow.ingest.times import epoch_text

_MENTIONED = frozenset({"company", "member", "organization", "person"})


class Stamp(Struct):
    """When something was done, in milliseconds since 1970."""

    time: int | None = None


class Attribute(Struct):
    """A stretch of the text that names somebody or is a link; the value says which."""

    value: dict[str, Raw] = field(default_factory=dict)


class Message(Struct):
    """The text of a comment."""

    text: Text | None = None
    attributes: list[Attribute] = field(default_factory=list)


class Content(Struct):
    """A picture."""

    url: Item | None = None


class Likes(Struct, rename="camel"):
    """How many liked a comment."""

    total_likes: Count | None = None
    aggregated_total_likes: Count | None = None


class Answers(Struct, rename="camel"):
    """How many replied to a comment."""

    total_first_level_comments: Count | None = None
    aggregated_total_comments: Count | None = None


class Comment(Struct, rename="camel"):
    """A comment or a reply to one."""

    id: Id
    object: Id
    created: Stamp
    actor: Id | None = None
    last_modified: Stamp | None = None
    message: Message | None = None
    content: list[Content] = field(default_factory=list)
    parent_comment: Id | None = None
    likes_summary: Likes | None = None
    comments_summary: Answers | None = None


class Page(Struct):
    """A page of comments; a single comment has no elements."""

    elements: list[Raw] | None = None


_decode_page = msgspec.json.Decoder(Page).decode
_decode = msgspec.json.Decoder(Comment).decode
_decode_mention = msgspec.json.Decoder(dict[str, Any]).decode


def map_json(raw: bytes) -> Iterator[Mapped]:
    """Map one page or one comment."""
    page = _decode_page(raw)
    if page.elements is None:
        yield from _map(raw, "$")
        return
    yield from each(_map, page.elements, "$.elements")


def _map(raw: bytes | Raw, path: str) -> Iterator[Mapped]:
    comment = _decode(raw)
    native_id = comment_number(comment.id) or comment.id
    post_id, parent_id = _answered(comment)
    message = comment.message or Message()
    text = message.text or None
    likes, answers = comment.likes_summary or Likes(), comment.comments_summary or Answers()
    record = CanonicalRecord(
        platform="linkedin",
        id=native_id,
        created_at=_time(comment.created, "$.created.time"),
        edited_at=_edited(comment),
        author_id=actor(comment.actor) if comment.actor else None,
        kind="reply" if parent_id else "comment",
        text=text,
        in_reply_to_id=parent_id or post_id,
        root_id=post_id,
        mentions=[actor(urn) for urn in _mentioned(message)] or None,
        media=[item.url for item in comment.content if item.url] or None,
        like_count=_first(likes.total_likes, likes.aggregated_total_likes),
        reply_count=_first(answers.total_first_level_comments, answers.aggregated_total_comments),
        known_absent=["text"] if message.text == "" else None,
    )
    yield accept(with_found(record), path)
    if record.reply_count:
        yield Declared("linkedin", native_id, record.reply_count)


def _answered(comment: Comment) -> tuple[str | None, str | None]:
    """Return the post a comment stands under, and the comment it replies to."""
    parent = comment.parent_comment
    # Under a reply the object may be the comment replied to, whose URN names the post inside.
    inside = comment_number(comment.object)
    post_id = post_number(comment.object) or (post_number(parent) if parent else None)
    if post_id is None:
        raise Rejection(
            "schema", "bad_value", "$.object", f"{comment.object[:60]!r} names no post of LinkedIn"
        )
    return post_id, (comment_number(parent) or parent) if parent else inside


def _time(stamp: Stamp, path: str) -> str | None:
    return None if stamp.time is None else epoch_text(stamp.time, path, per_s=1000)


def _edited(comment: Comment) -> str | None:
    """Return when a comment was edited; one that never was has twice the same time."""
    stamp = comment.last_modified
    if stamp is None or stamp.time == comment.created.time:
        return None
    return _time(stamp, "$.lastModified.time")


def _mentioned(message: Message) -> Iterator[str]:
    for attribute in message.attributes:
        for raw in attribute.value.values():
            for kind, urn in _decode_mention(raw).items():
                if kind in _MENTIONED and isinstance(urn, str):
                    yield urn


def _first(*counts: int | None) -> int | None:
    return next((count for count in counts if count is not None), None)


def _fits(value: dict[str, Any]) -> bool:
    elements = value.get("elements")
    if isinstance(elements, list):
        return any(isinstance(element, dict) and _fits(element) for element in elements)
    object_urn, created = value.get("object"), value.get("created")
    return (
        isinstance(object_urn, str)
        and object_urn.startswith("urn:li:")
        and isinstance(created, dict)
        and "message" in value
    )


def _examples() -> tuple[Example, ...]:
    comment = {
        "actor": "urn:li:person:AnaExample1",
        "commentUrn": "urn:li:comment:(urn:li:activity:7103677936435200007,7103688002764800007)",
        "created": {"actor": "urn:li:person:AnaExample1", "time": 1693651200000},
        "lastModified": {"actor": "urn:li:person:AnaExample1", "time": 1693651260000},
        "id": "7103688002764800007",
        "message": {
            "text": "Well said, Bo! #garden https://example.org/a",
            "attributes": [
                {
                    "start": 11,
                    "length": 2,
                    "value": {
                        "com.linkedin.common.MemberAttributedEntity": {
                            "member": "urn:li:person:BoExample2"
                        }
                    },
                }
            ],
        },
        "content": [{"type": "IMAGE", "url": "https://media.example/1.jpg"}],
        "likesSummary": {"totalLikes": 2, "aggregatedTotalLikes": 2},
        "commentsSummary": {"totalFirstLevelComments": 1, "aggregatedTotalComments": 1},
        "object": "urn:li:activity:7103677936435200007",
    }
    reply = {
        "actor": "urn:li:organization:9001",
        "created": {"actor": "urn:li:person:BoExample2", "time": 1693651500000},
        "id": "7103689261056000007",
        "message": {"text": "", "attributes": []},
        "object": "urn:li:activity:7103677936435200007",
        "parentComment": comment["commentUrn"],
    }
    page = {"elements": [comment, reply], "paging": {"count": 10, "start": 0, "links": []}}
    encode = msgspec.json.encode
    return (
        Example("comments.json", encode(page), 2),
        Example("comments.jsonl", encode(comment) + b"\n" + encode(reply) + b"\n", 2),
    )


SPEC = FormatSpec(
    format_id="linkedin-page-comments",
    platforms=("linkedin",),
    mapper_version="1",
    description="LinkedIn API: comments on a page's posts, exported by its administrator, as JSON",
    supplies=frozenset(
        {
            "author_id",
            "created_at",
            "edited_at",
            "hashtags",
            "in_reply_to_id",
            "like_count",
            "media",
            "mentions",
            "reply_count",
            "root_id",
            "text",
            "urls",
        }
    ),
    never="names and profiles of commenters, which the API forbids to keep; views; the post itself",
    times="milliseconds since 1970",
    ids="numbers that hold the time; of authors opaque, with their kind: person:, organization:",
    markup="plain",
    reference=(
        "https://learn.microsoft.com/linkedin/marketing/community-management/shares/"
        "network-update-social-actions"
    ),
    probe=record_signature(
        _fits,
        "an object that is a URN of LinkedIn, created and message",
        ("elements", "actor", "commentUrn", "created", "object"),
    ),
    get_examples=_examples,
    map_json=map_json,
)
