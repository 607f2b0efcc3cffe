"""Format ``tiktok-research``: responses of the TikTok Research API, or single items of them.

Fields: https://developers.tiktok.com/doc/research-api-specs-query-videos, -query-video-comments,
-query-user-info. The API gives no account ids: an account is known by its user name, written
``@name`` so that it is never taken for the number that other sources give. Comments have no author.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from undertow.ingest.formats.pages import ABSENT, each, is_there, one
from undertow.ingest.formats.signature import record_signature
from undertow.ingest.formats.spec import Example, FormatSpec
from undertow.ingest.formats.values import NumberId, id_text, known_absent
from undertow.ingest.outcomes import Declared, Ignored, Mapped, Rejection
from undertow.ingest.plain_text import find_urls
from undertow.ingest.record import CanonicalRecord, Count, Item, Items, Name, Profile, Text, accept
from undertow.ingest.times import epoch_text

_VIDEOS = ("videos", "user_liked_videos", "reposted_videos", "pinned_videos_list")
_USERS = ("user_followers", "user_following")
_COMMENT_FIELDS = frozenset(
    {"id", "video_id", "text", "like_count", "reply_count", "parent_comment_id", "create_time"}
)


class Video(Struct):
    """A video; every field but the id is there only when it was asked for."""

    id: NumberId
    create_time: int | None = None
    username: Name | None = None
    video_description: Text | None = None
    hashtag_names: Items | None = None
    video_mention_list: Items | None = None
    like_count: Count | None = None
    comment_count: Count | None = None
    view_count: Count | None = None
    favorites_count: Count | None = None


class Comment(Struct):
    """A comment; the API never says whose."""

    id: NumberId
    video_id: NumberId | None = None
    parent_comment_id: NumberId | None = None
    create_time: int | None = None
    text: Text | None = None
    like_count: Count | None = None
    reply_count: Count | None = None


class User(Struct):
    """An account; the response to a look-up does not repeat the name that was asked for."""

    username: Name | None = None
    display_name: Name | None = None
    bio_description: Text | UnsetType = UNSET
    bio_url: Item | None = None
    avatar_url: Item | None = None
    is_verified: bool | None = None
    follower_count: Count | None = None
    following_count: Count | None = None
    video_count: Count | None = None


class Trouble(Struct):
    """What the API says went wrong; ``ok`` means nothing did."""

    code: str | None = None


class Response(Struct):
    """A response; an item saved on its own has no ``data``."""

    data: Raw = ABSENT
    error: Trouble | None = None


def map_json(raw: bytes) -> Iterator[Mapped]:
    """Map one response or one item."""
    response = msgspec.json.decode(raw, type=Response)
    if response.error is not None and response.error.code not in (None, "ok"):
        yield Ignored("api_error", "$.error")
    if not is_there(response.data):
        if response.error is None:
            yield from _item(Raw(raw), "$")
        return
    data = msgspec.json.decode(response.data, type=dict[str, Raw])
    lists = [(name, _MAPPERS[name]) for name in data if name in _MAPPERS]
    for name, mapper in lists:
        items = msgspec.json.decode(data[name], type=list[Raw] | None)
        yield from each(mapper, items or (), f"$.data.{name}")
    if not lists and data:
        yield from one(_map_user, response.data, "$.data")


def _item(raw: Raw, path: str) -> Iterator[Mapped]:
    """Map an item that was saved without its page, told by the fields only its kind has."""
    keys = msgspec.json.decode(raw, type=dict[str, Raw]).keys()
    if "video_id" in keys or "parent_comment_id" in keys:
        yield from _map_comment(raw, path)
    elif "id" in keys:
        yield from _map_video(raw, path)
    else:
        yield from _map_user(raw, path)


def _map_video(raw: Raw, path: str) -> Iterator[Mapped]:
    video = msgspec.json.decode(raw, type=Video)
    text = video.video_description
    record = CanonicalRecord(
        platform="tiktok",
        id=str(video.id),
        created_at=_time(video.create_time),
        author_id=_account(video.username),
        author_handle=video.username,
        kind="post",
        text=text,
        hashtags=video.hashtag_names,
        urls=find_urls(text) if text is not None else None,
        mentions=video.video_mention_list,
        like_count=video.like_count,
        reply_count=video.comment_count,
        view_count=video.view_count,
        bookmark_count=video.favorites_count,
    )
    yield accept(record, path)
    if video.comment_count:
        yield Declared("tiktok", str(video.id), video.comment_count)


def _map_comment(raw: Raw, path: str) -> Iterator[Mapped]:
    comment = msgspec.json.decode(raw, type=Comment)
    video_id, parent_id = id_text(comment.video_id), id_text(comment.parent_comment_id)
    # The parent of a comment that answers no other is the video.
    is_reply = parent_id is not None and parent_id != video_id
    record = CanonicalRecord(
        platform="tiktok",
        id=str(comment.id),
        created_at=_time(comment.create_time),
        kind="reply" if is_reply else "comment",
        text=comment.text,
        in_reply_to_id=parent_id or video_id,
        root_id=video_id,
        urls=find_urls(comment.text) if comment.text is not None else None,
        like_count=comment.like_count,
        reply_count=comment.reply_count,
    )
    yield accept(record, path)
    if comment.reply_count:
        yield Declared("tiktok", str(comment.id), comment.reply_count)


def _map_user(raw: Raw, path: str) -> Iterator[Mapped]:
    user = msgspec.json.decode(raw, type=User)
    author_id = _account(user.username)
    if author_id is None:
        raise Rejection(
            "schema",
            "missing_field",
            "$.username",
            "the response does not say whose profile it is; write the username of the request "
            "into it",
        )
    profile = Profile(
        platform="tiktok",
        author_id=author_id,
        author_handle=user.username,
        author_name=user.display_name,
        author_description=user.bio_description or None,
        author_url=user.bio_url,
        author_avatar=user.avatar_url,
        author_verified=user.is_verified,
        author_followers=user.follower_count,
        author_following=user.following_count,
        author_posts=user.video_count,
        known_absent=known_absent(author_description=None if user.bio_description == "" else UNSET),
    )
    yield accept(profile, path)


_MAPPERS: dict[str, Callable[[Raw, str], Iterator[Mapped]]] = {
    **dict.fromkeys(_VIDEOS, _map_video),
    **dict.fromkeys(_USERS, _map_user),
    "comments": _map_comment,
}


def _account(username: str | None) -> str | None:
    """Return the id of an account, marked as the name that it is."""
    name = (username or "").strip().removeprefix("@")
    return f"@{name}" if name else None


def _time(seconds: int | None) -> str | None:
    return None if seconds is None else epoch_text(seconds, "$.create_time")


def _fits(value: dict[str, Any]) -> bool:
    data = value.get("data")
    if isinstance(data, dict) and ("error" in value or "search_id" in data):
        is_profile = "display_name" in data and "follower_count" in data
        return is_profile or any(isinstance(data.get(name), list) for name in _MAPPERS)
    is_comment = "video_id" in value and _COMMENT_FIELDS.issuperset(value)
    return is_comment or ("video_description" in value and "id" in value)


def _examples() -> tuple[Example, ...]:
    video = {
        "id": 7274000000000000001,
        "create_time": 1693650000,
        "username": "ana.bakes",
        "region_code": "CA",
        "video_description": "Bread for the fair #baking https://example.org/fair @bo",
        "hashtag_names": ["baking"],
        "video_mention_list": ["bo"],
        "like_count": 12,
        "comment_count": 2,
        "share_count": 1,
        "view_count": 300,
        "favorites_count": 4,
    }
    comment = {
        "id": 7274000000000000101,
        "video_id": video["id"],
        "parent_comment_id": video["id"],
        "create_time": 1693650100,
        "text": "Looks lovely",
        "like_count": 3,
        "reply_count": 1,
    }
    reply = {
        **comment,
        "id": 7274000000000000102,
        "parent_comment_id": comment["id"],
        "create_time": 1693650200,
        "text": "Thank you!",
        "reply_count": 0,
    }
    user = {
        "username": "ana.bakes",
        "display_name": "Ana",
        "bio_description": "Baker",
        "bio_url": "https://example.org",
        "avatar_url": "https://example.org/ana.jpg",
        "is_verified": False,
        "follower_count": 120,
        "following_count": 80,
        "likes_count": 900,
        "video_count": 31,
    }
    fine = {"code": "ok", "message": "", "log_id": "1"}
    more = {"cursor": 100, "has_more": False}
    videos = {"data": {"videos": [video], "search_id": "7201", **more}, "error": fine}
    comments = {"data": {"comments": [comment, reply], **more}, "error": fine}
    encode = msgspec.json.encode
    responses = (videos, comments, {"data": user, "error": fine})
    return (
        Example("responses.jsonl", b"".join(encode(page) + b"\n" for page in responses), 4),
        Example("comments.jsonl", encode(comment) + b"\n" + encode(reply) + b"\n", 2),
    )


SPEC = FormatSpec(
    format_id="tiktok-research",
    platforms=("tiktok",),
    mapper_version="1",
    description="TikTok Research API: videos, comments and user information as JSON",
    supplies=frozenset(
        {
            "author_avatar",
            "author_description",
            "author_followers",
            "author_following",
            "author_handle",
            "author_id",
            "author_name",
            "author_posts",
            "author_url",
            "author_verified",
            "bookmark_count",
            "created_at",
            "hashtags",
            "in_reply_to_id",
            "like_count",
            "mentions",
            "reply_count",
            "root_id",
            "text",
            "urls",
            "view_count",
        }
    ),
    never="who wrote a comment; account ids; when an account was made; when it was collected",
    times="seconds since 1970, UTC",
    ids="numbers for videos and comments; accounts by user name (@name), which can change",
    markup="plain",
    reference="https://developers.tiktok.com/doc/research-api-specs-query-videos",
    probe=record_signature(
        _fits,
        "data with videos, comments or a user beside an error, or the fields of one of them",
        ("data", "create_time", "like_count", "error"),
    ),
    get_examples=_examples,
    map_json=map_json,
)
