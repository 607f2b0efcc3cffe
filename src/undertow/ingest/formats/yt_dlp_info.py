"""Format ``yt-dlp-info``: ``info.json`` files of yt-dlp for YouTube videos, with their comments.

Fields: https://github.com/yt-dlp/yt-dlp#output-template. The time of a comment is an estimate:
YouTube shows "2 days ago", and yt-dlp counts back from when it looked. A number of comments beside
comments is that of those downloaded, not of those there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Raw, Struct

from undertow.ingest.formats.pages import each
from undertow.ingest.formats.signature import record_signature
from undertow.ingest.formats.spec import Example, FormatSpec
from undertow.ingest.outcomes import Ignored, Mapped, Rejection
from undertow.ingest.plain_text import find_hashtags, find_urls
from undertow.ingest.record import CanonicalRecord, Count, Id, Item, Name, Text, accept
from undertow.ingest.times import epoch_text

_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)


class Info(Struct):
    """A video as yt-dlp describes it."""

    id: Id
    extractor_key: str
    title: Text | None = None
    description: Text | None = None
    channel_id: Id | None = None
    channel: Name | None = None
    uploader_id: Name | None = None
    channel_url: Item | None = None
    channel_follower_count: Count | None = None
    channel_is_verified: bool | None = None
    timestamp: float | None = None
    upload_date: str | None = None
    epoch: float | None = None
    webpage_url: Item | None = None
    language: Name | None = None
    view_count: Count | None = None
    like_count: Count | None = None
    comment_count: Count | None = None
    comments: list[Raw] | None = None


class Comment(Struct):
    """A comment, top-level or a reply."""

    id: Id
    timestamp: float | None = None
    parent: Id | None = None
    text: Text | None = None
    author: Name | None = None
    author_id: Id | None = None
    author_url: Item | None = None
    author_thumbnail: Item | None = None
    author_is_verified: bool | None = None
    like_count: Count | None = None


def map_json(raw: bytes) -> Iterator[Mapped]:
    """Map one file: the video and the comments downloaded with it."""
    info = msgspec.json.decode(raw, type=Info)
    if info.extractor_key == "YoutubeTab":
        yield Ignored("playlist")
        return
    if info.extractor_key != "Youtube":
        raise Rejection(
            "schema",
            "unknown_kind",
            "$.extractor_key",
            f"{info.extractor_key[:40]!r} is not YouTube; only its videos are read",
        )
    observed_at = None if info.epoch is None else epoch_text(info.epoch, "$.epoch")
    yield accept(_video(info, observed_at))
    yield from each(
        lambda item, path: (accept(_comment(item, info, observed_at), path),),
        info.comments or (),
        "$.comments",
    )


def _video(info: Info, observed_at: str | None) -> CanonicalRecord:
    text = "\n\n".join(part for part in (info.title, info.description) if part)
    created_at, is_day = _created(info)
    return CanonicalRecord(
        platform="youtube",
        id=info.id,
        created_at=created_at,
        created_precision="day" if is_day else None,
        observed_at=observed_at,
        author_id=info.channel_id,
        author_handle=info.uploader_id if (info.uploader_id or "").startswith("@") else None,
        author_name=info.channel,
        author_url=info.channel_url,
        author_verified=info.channel_is_verified,
        author_followers=info.channel_follower_count,
        kind="post",
        url=info.webpage_url,
        page_id=info.channel_id,
        text=text,
        lang=info.language,
        hashtags=find_hashtags(text),
        urls=find_urls(text),
        like_count=info.like_count,
        reply_count=info.comment_count if info.comments is None else None,
        view_count=info.view_count,
    )


def _created(info: Info) -> tuple[str | None, bool]:
    """Return when a video was published, and whether only the day is known (in UTC)."""
    if info.timestamp is not None:
        return epoch_text(info.timestamp, "$.timestamp"), False
    match = _DAY.fullmatch(info.upload_date or "")
    if match is None:
        return None, False
    return f"{match[1]}-{match[2]}-{match[3]}T00:00:00Z", True


def _comment(raw: Raw, info: Info, observed_at: str | None) -> CanonicalRecord:
    comment = msgspec.json.decode(raw, type=Comment)
    is_reply = comment.parent is not None and comment.parent != "root"
    name, text = comment.author, comment.text
    is_handle = name is not None and name.startswith("@")
    timestamp = comment.timestamp
    return CanonicalRecord(
        platform="youtube",
        id=comment.id,
        created_at=None if timestamp is None else epoch_text(timestamp, "$.timestamp"),
        created_precision="estimate",
        observed_at=observed_at,
        author_id=comment.author_id,
        author_handle=name if is_handle else None,
        author_name=None if is_handle else name,
        author_url=comment.author_url,
        author_avatar=comment.author_thumbnail,
        author_verified=comment.author_is_verified,
        kind="reply" if is_reply else "comment",
        text=text,
        in_reply_to_id=comment.parent if is_reply else info.id,
        in_reply_to_author_id=None if is_reply else info.channel_id,
        root_id=info.id,
        page_id=info.channel_id,
        hashtags=find_hashtags(text) if text is not None else None,
        urls=find_urls(text) if text is not None else None,
        like_count=comment.like_count,
    )


def _fits(value: dict[str, Any]) -> bool:
    return str(value.get("extractor_key", "")).startswith("Youtube") and "webpage_url" in value


def _examples() -> tuple[Example, ...]:
    video = {
        "id": "vid1",
        "title": "Tea",
        "description": "How to #tea https://example.org/tea",
        "channel_id": "UCowner",
        "channel": "Tea",
        "uploader_id": "@tea",
        "channel_url": "https://www.youtube.com/channel/UCowner",
        "channel_follower_count": 50,
        "channel_is_verified": True,
        "upload_date": "20230901",
        "language": "en",
        "webpage_url": "https://www.youtube.com/watch?v=vid1",
        "view_count": 120,
        "like_count": 7,
        "comment_count": 40,
        "extractor": "youtube",
        "extractor_key": "Youtube",
        "epoch": 1693700000,
    }
    comment = {
        "id": "c1",
        "parent": "root",
        "text": "First of all: thanks",
        "like_count": 1,
        "author_id": "UCana",
        "author": "@ana",
        "author_thumbnail": "https://pic.example/ana.jpg",
        "author_is_verified": False,
        "author_url": "https://www.youtube.com/@ana",
        "_time_text": "1 day ago",
        "timestamp": 1693612800,
    }
    reply = comment | {"id": "c1.r1", "parent": "c1", "author_id": "UCbo", "author": "Bo"}
    commented = video | {"timestamp": 1693526400, "comments": [comment, reply]}
    return (
        Example("Tea [vid1].info.json", msgspec.json.encode(commented), 3),
        Example("videos.jsonl", msgspec.json.encode(video) + b"\n", 1),
    )


SPEC = FormatSpec(
    format_id="yt-dlp-info",
    platforms=("youtube",),
    mapper_version="1",
    description="yt-dlp info.json of YouTube videos, with the comments downloaded",
    supplies=frozenset(
        {
            "author_avatar",
            "author_followers",
            "author_handle",
            "author_id",
            "author_name",
            "author_url",
            "author_verified",
            "created_at",
            "hashtags",
            "in_reply_to_author_id",
            "in_reply_to_id",
            "lang",
            "like_count",
            "observed_at",
            "page_id",
            "reply_count",
            "root_id",
            "text",
            "url",
            "urls",
            "view_count",
        }
    ),
    never="exact times of comments; how many comments there are; when a channel was made",
    times="seconds since 1970, of comments an estimate; a video may have only its day, in UTC",
    ids="opaque",
    markup="plain",
    reference="https://github.com/yt-dlp/yt-dlp#output-template",
    probe=record_signature(
        _fits,
        "extractor_key Youtube and webpage_url",
        ("extractor_key", "webpage_url", "upload_date", "channel_id"),
    ),
    get_examples=_examples,
    map_json=map_json,
)
