"""Format ``facebook-graph``: posts and comments of a Page, as the Graph API gives its owner.

Fields: https://developers.facebook.com/docs/graph-api/reference. This is what a targeted official
can hand over of the own Page. Ids are made of parts, ``{page}_{post}`` and ``{post}_{comment}``; a
post is known here by its own part, as in every other Facebook source, a comment by both.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, TypeAlias

import msgspec
from msgspec import Raw, Struct, field
from msgspec.structs import replace

from undertow.ingest.formats.found import with_found
from undertow.ingest.formats.graph_pages import (
    Edge,
    Page,
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

_ItemKind: TypeAlias = Literal["post", "comment"]
_COMMENT_ONLY = frozenset(
    {
        "attachment",
        "can_comment",
        "can_hide",
        "can_like",
        "can_remove",
        "can_reply_privately",
        "comment_count",
        "is_private",
        "like_count",
        "object",
        "parent",
        "user_likes",
    }
)
_POST_ONLY = frozenset(
    {
        "attachments",
        "full_picture",
        "is_expired",
        "is_published",
        "privacy",
        "promotable_id",
        "shares",
        "status_type",
        "story",
        "updated_time",
    }
)
_POST_EDGES = frozenset(
    {"ads_posts", "feed", "posts", "published_posts", "tagged", "visitor_posts"}
)


class Person(Struct):
    """A person or Page, by an id that holds for the asking Page only."""

    id: Id | None = None
    name: Name | None = None


class Parent(Struct):
    """The comment a reply answers."""

    id: Id
    author: Person | None = field(default=None, name="from")


class Image(Struct):
    """A picture."""

    src: Item | None = None


class Shown(Struct):
    """What an attachment shows."""

    image: Image | None = None


class Attachment(Struct):
    """A picture, video or link; ``unshimmed_url`` is its address without Facebook's detour."""

    type: str | None = None
    url: Item | None = None
    unshimmed_url: Item | None = None
    media: Shown | None = None


class Attachments(Struct):
    """The attachments of a post."""

    data: list[Attachment] = field(default_factory=list)


class Shares(Struct):
    """How often a post was shared."""

    count: Count | None = None


class Tag(Struct):
    """Somebody named in a text."""

    id: Id | None = None


class Thing(Struct):
    """A post or a comment; each has some of these."""

    id: Id
    created_time: Time
    message: Text | None = None
    author: Person | None = field(default=None, name="from")
    permalink_url: Item | None = None
    message_tags: list[Tag] = field(default_factory=list)
    comments: Edge | None = None
    likes: Edge | None = None
    reactions: Edge | None = None
    shares: Shares | None = None
    attachments: Attachments | None = None
    attachment: Attachment | None = None
    parent: Parent | None = None
    like_count: Count | None = None
    comment_count: Count | None = None


_decode = msgspec.json.Decoder(Thing).decode


def map_json(raw: bytes) -> Iterator[Mapped]:
    """Map one page, one post with its comments, or one comment with its replies."""
    page = decode_page(raw)
    if page.data is None:
        yield from refused(page)
        if not bytes(page.error):
            yield from _map(raw, "$", _told([raw]), Place())
        return
    kind, place = _kind(page)
    yield from each(lambda item, path: _map(item, path, kind, place), page.data, "$.data")


def _kind(page: Page) -> tuple[_ItemKind | None, Place]:
    """Tell what a page holds: by the edge its links name, else by the fields of its items."""
    if page.edge is not None:
        asked_of, edge = page.edge
        if edge == "comments":
            return "comment", Place(asked_of=asked_of)
        if edge in _POST_EDGES:
            return "post", Place()
    return _told(page.data or []), Place()


def _told(raws: list[bytes] | list[Raw]) -> _ItemKind | None:
    named = frozenset[str]().union(*map(names, raws))
    is_comment, is_post = bool(named & _COMMENT_ONLY), bool(named & _POST_ONLY)
    if is_comment == is_post:
        return None
    return "comment" if is_comment else "post"


def _map(raw: bytes | Raw, path: str, kind: _ItemKind | None, place: Place) -> Iterator[Mapped]:
    if kind == "post":
        yield from _map_post(raw, path)
    elif kind == "comment":
        yield from _map_comment(raw, path, place)
    else:
        raise Rejection(
            "schema",
            "unknown_kind",
            "$",
            "its fields do not tell a post from a comment; ask the API for permalink_url and "
            "status_type of posts, comment_count and parent of comments",
        )


def _map_post(raw: bytes | Raw, path: str) -> Iterator[Mapped]:
    post = _decode(raw)
    page_id, _, native_id = post.id.rpartition("_")
    author = post.author or Person()
    files = post.attachments.data if post.attachments else []
    record = CanonicalRecord(
        platform="facebook",
        id=native_id,
        created_at=post.created_time,
        author_id=author.id,
        author_name=author.name,
        kind="post",
        url=post.permalink_url,
        page_id=page_id or None,
        like_count=post.likes.total if post.likes else None,
        reaction_count=post.reactions.total if post.reactions else None,
        reply_count=post.comments.total if post.comments else None,
        repost_count=post.shares.count if post.shares else None,
    )
    yield accept(_with_text(record, post, files), path)
    if record.reply_count:
        yield Declared("facebook", native_id, record.reply_count)
    place = Place(native_id, author.id, page_id=page_id or None)
    yield from answers(_map_comment, post.comments, f"{path}.comments", place)


def _map_comment(raw: bytes | Raw, path: str, place: Place) -> Iterator[Mapped]:
    too_deep(place.depth)
    comment = _decode(raw)
    native_id = _comment_id(comment.id)
    place = _located(comment, native_id, place)
    author = comment.author or Person()
    n_replies = comment.comment_count
    if n_replies is None and comment.comments is not None:
        n_replies = comment.comments.total
    record = CanonicalRecord(
        platform="facebook",
        id=native_id,
        created_at=comment.created_time,
        author_id=author.id,
        author_name=author.name,
        kind="reply" if place.parent_id else "comment",
        url=comment.permalink_url,
        in_reply_to_id=place.parent_id or place.post_id,
        in_reply_to_author_id=place.parent_author if place.parent_id else place.post_author,
        root_id=place.post_id,
        page_id=place.page_id,
        like_count=comment.like_count,
        reaction_count=comment.reactions.total if comment.reactions else None,
        reply_count=n_replies,
    )
    files = [comment.attachment] if comment.attachment else []
    yield accept(_with_text(record, comment, files), path)
    if n_replies:
        yield Declared("facebook", native_id, n_replies)
    inside = replace(
        place, post_author=None, parent_id=native_id, parent_author=author.id, depth=place.depth + 1
    )
    yield from answers(_map_comment, comment.comments, f"{path}.comments", inside)


def _located(comment: Thing, native_id: str, place: Place) -> Place:
    """Complete the place of a comment by what the comment itself says of it."""
    post_id = place.post_id or native_id.rpartition("_")[0] or None
    page_id, parent_id, parent_author = place.page_id, place.parent_id, place.parent_author
    first, _, last = (place.asked_of or "").rpartition("_")
    # {post}_{comment} was asked for replies, {page}_{post} for comments: the post part tells.
    if first and first.rpartition("_")[2] == post_id:
        parent_id = f"{post_id}_{last}"
    elif first and last == post_id:
        page_id = first
    if comment.parent is not None:
        parent_id = _comment_id(comment.parent.id)
        if comment.parent.author is not None:
            parent_author = comment.parent.author.id
    return replace(
        place, post_id=post_id, parent_id=parent_id, parent_author=parent_author, page_id=page_id
    )


def _comment_id(given: str) -> str:
    """Return ``{post}_{comment}``; older responses put the Page before it."""
    return "_".join(given.split("_")[-2:])


def _with_text(record: CanonicalRecord, thing: Thing, files: list[Attachment]) -> CanonicalRecord:
    """Put on a record its text, what the text refers to and what is attached to it."""
    links = [file.unshimmed_url or file.url for file in files if file.type == "share"]
    if thing.message == "":  # a sticker or a picture alone
        record.known_absent = ["text"]
    elif thing.message is not None:
        record.text = thing.message
        with_found(record)
    if any(links):
        record.urls = [*(record.urls or []), *(link for link in links if link)]
    record.mentions = [tag.id for tag in thing.message_tags if tag.id] or None
    images = (file.media.image for file in files if file.media and file.media.image)
    record.media = [image.src for image in images if image.src] or None
    return record


def _fits(value: dict[str, Any]) -> bool:
    return is_graph_time(value.get("created_time")) and isinstance(value.get("id"), str)


def _examples() -> tuple[Example, ...]:
    reply = {
        "id": "901_3002",
        "created_time": "2023-09-02T10:20:00+0000",
        "message": "Thank you for coming",
        "from": {"id": "77", "name": "Office of Ana Example"},
        "parent": {"id": "901_3001", "from": {"id": "5001", "name": "Bo"}},
        "like_count": 1,
        "comment_count": 0,
    }
    comment = {
        "id": "901_3001",
        "created_time": "2023-09-02T10:10:00+0000",
        "message": "Well said @Ana #garden https://example.org/a",
        "message_tags": [{"id": "77", "name": "Ana", "type": "page", "offset": 10, "length": 4}],
        "from": {"id": "5001", "name": "Bo"},
        "permalink_url": "https://www.facebook.com/77/posts/901?comment_id=3001",
        "attachment": {"type": "photo", "media": {"image": {"src": "https://pic.example/1.jpg"}}},
        "reactions": {"data": [], "summary": {"total_count": 4}},
        "like_count": 3,
        "comment_count": 2,
        "comments": {"data": [reply]},
    }
    sticker = {
        "id": "901_3003",
        "created_time": "2023-09-02T10:30:00+0000",
        "message": "",
        "comment_count": 0,
    }
    post = {
        "id": "77_901",
        "created_time": "2023-09-02T10:00:00+0000",
        "message": "The community garden opens on Saturday",
        "from": {"id": "77", "name": "Office of Ana Example"},
        "permalink_url": "https://www.facebook.com/77/posts/901",
        "status_type": "added_photos",
        "shares": {"count": 5},
        "likes": {"data": [], "summary": {"total_count": 30}},
        "reactions": {"data": [], "summary": {"total_count": 41}},
        "comments": {"data": [comment, sticker], "summary": {"total_count": 9}},
    }
    link = "https://graph.facebook.com/v19.0/77_901/comments?after=x"
    encode = msgspec.json.encode
    return (
        Example("posts.json", encode({"data": [post], "paging": {}}), 4),
        Example("comments.json", encode({"data": [comment], "paging": {"next": link}}), 2),
        Example("post.jsonl", encode(post) + b"\n", 4),
    )


SPEC = FormatSpec(
    format_id="facebook-graph",
    platforms=("facebook",),
    mapper_version="1",
    description="Facebook Graph API: posts and comments of a Page, exported by its owner, as JSON",
    supplies=frozenset(
        {
            "author_id",
            "author_name",
            "created_at",
            "hashtags",
            "in_reply_to_author_id",
            "in_reply_to_id",
            "like_count",
            "media",
            "mentions",
            "page_id",
            "reaction_count",
            "reply_count",
            "repost_count",
            "root_id",
            "text",
            "url",
            "urls",
        }
    ),
    never="when an account was made; handles; authors, unless the Page's own token was used",
    times="ISO 8601 with the zone +0000, to the second",
    ids="of posts and comments numbers; of people scoped to the Page, another Page sees others",
    markup="plain",
    reference="https://developers.facebook.com/docs/graph-api/reference/comment",
    probe=graph_signature(
        _fits,
        "pages or objects with id and created_time",
        frozenset({"created_time", "id", "message"}),
    ),
    get_examples=_examples,
    map_json=map_json,
)
