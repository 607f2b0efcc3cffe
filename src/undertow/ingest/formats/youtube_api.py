"""Format ``youtube-api``: responses of the YouTube Data API v3, or single resources, as JSON.

Fields: https://developers.google.com/youtube/v3/docs. A comment answers the video, and by it the
channel whose page it is on; a reply answers a comment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import msgspec
from msgspec import Raw, Struct, field

from undertow.ingest.formats.spec import Example, FormatSpec, Score
from undertow.ingest.outcomes import Accepted, Declared, Mapped, Rejection, rejected
from undertow.ingest.plain_text import find_hashtags, find_urls, html_to_text
from undertow.ingest.record import CanonicalRecord, Count, Id, Name, Profile, Text, Time, accept
from undertow.ingest.sample import Sample

_KIND = re.compile(r'"kind"\s*:\s*"youtube#(\w+)"')


class ChannelId(Struct):
    """A channel id; absent for deleted channels."""

    value: Id | None = None


class CommentSnippet(Struct, rename="camel"):
    """The body of a comment."""

    published_at: Time
    text_original: Text | None = None
    text_display: Text | None = None
    author_display_name: Name | None = None
    author_channel_id: ChannelId | None = None
    channel_id: Id | None = None
    video_id: Id | None = None
    parent_id: Id | None = None
    like_count: Count | None = None


class Comment(Struct):
    """A comment, top-level or a reply."""

    id: Id
    snippet: CommentSnippet


class ThreadSnippet(Struct, rename="camel"):
    """The body of a thread."""

    top_level_comment: Raw
    video_id: Id | None = None
    channel_id: Id | None = None
    total_reply_count: Count | None = None


class Replies(Struct):
    """The replies delivered with a thread, often not all."""

    comments: list[Raw] = field(default_factory=list)


class Thread(Struct):
    """A top-level comment with its replies."""

    snippet: ThreadSnippet
    replies: Replies | None = None


class VideoSnippet(Struct, rename="camel"):
    """The body of a video."""

    published_at: Time
    channel_id: Id | None = None
    channel_title: Name | None = None
    title: Text | None = None
    description: Text | None = None
    default_language: Name | None = None
    default_audio_language: Name | None = None


class Statistics(Struct, rename="camel"):
    """Counts, which the API gives as text."""

    view_count: str | None = None
    like_count: str | None = None
    comment_count: str | None = None
    subscriber_count: str | None = None
    hidden_subscriber_count: bool = False


class Video(Struct):
    """A video."""

    id: Id
    snippet: VideoSnippet
    statistics: Statistics | None = None


class ChannelSnippet(Struct, rename="camel"):
    """The body of a channel."""

    published_at: Time | None = None
    title: Name | None = None
    description: Text | None = None
    custom_url: Name | None = None


class Channel(Struct):
    """A channel: the account behind videos and comments."""

    id: Id
    snippet: ChannelSnippet
    statistics: Statistics | None = None


class Response(Struct):
    """A response, or one resource, which has no items."""

    kind: str
    items: list[Raw] = field(default_factory=list)


class _Page(Struct):
    """Where a comment stands, as far as its surroundings say."""

    video_id: str | None = None
    channel_id: str | None = None


def map_json(raw: bytes) -> Iterator[Mapped]:
    """Map one response or resource."""
    response = msgspec.json.decode(raw, type=Response)
    kind = response.kind.removeprefix("youtube#")
    mapper = _MAPPERS.get(kind.removesuffix("ListResponse"))
    if mapper is None:
        raise Rejection(
            "schema", "unknown_kind", "$.kind", f"{response.kind[:60]!r} holds no posts or accounts"
        )
    if not kind.endswith("ListResponse"):
        yield from _each(mapper, raw, "$")
        return
    for index, item in enumerate(response.items):
        yield from _each(mapper, item, f"$.items[{index}]")


_Mapper = Callable[[bytes | Raw, str], Iterator[Mapped]]


def _each(mapper: _Mapper, raw: bytes | Raw, path: str) -> Iterator[Mapped]:
    """Map one resource; one that is damaged does not take the response with it."""
    try:
        yield from mapper(raw, path)
    except Exception as error:
        yield rejected(error, path)


def _map_thread(raw: bytes | Raw, path: str) -> Iterator[Mapped]:
    thread = msgspec.json.decode(raw, type=Thread)
    snippet = thread.snippet
    page = _Page(snippet.video_id, snippet.channel_id)
    top = msgspec.json.decode(snippet.top_level_comment, type=Comment)
    yield _comment(top, page, f"{path}.snippet.topLevelComment")
    if snippet.total_reply_count:
        yield Declared("youtube", top.id, snippet.total_reply_count)
    for index, reply in enumerate(thread.replies.comments if thread.replies else ()):
        place = f"{path}.replies.comments[{index}]"
        try:
            yield _comment(msgspec.json.decode(reply, type=Comment), page, place)
        except Exception as error:
            yield rejected(error, place)


def _map_comment(raw: bytes | Raw, path: str) -> Iterator[Mapped]:
    yield _comment(msgspec.json.decode(raw, type=Comment), _Page(), path)


def _comment(comment: Comment, page: _Page, path: str) -> Accepted:
    snippet = comment.snippet
    video_id = snippet.video_id or page.video_id
    channel_id = snippet.channel_id or page.channel_id
    name = snippet.author_display_name
    is_handle = name is not None and name.startswith("@")
    text = snippet.text_original
    if text is None and snippet.text_display is not None:
        text = html_to_text(snippet.text_display)
    record = CanonicalRecord(
        platform="youtube",
        id=comment.id,
        created_at=snippet.published_at,
        author_id=snippet.author_channel_id.value if snippet.author_channel_id else None,
        author_handle=name if is_handle else None,
        author_name=None if is_handle else name,
        kind="reply" if snippet.parent_id else "comment",
        text=text,
        in_reply_to_id=snippet.parent_id or video_id,
        in_reply_to_author_id=None if snippet.parent_id else channel_id,
        root_id=video_id,
        hashtags=find_hashtags(text) if text is not None else None,
        urls=find_urls(text) if text is not None else None,
        like_count=snippet.like_count,
    )
    return accept(record, path)


def _map_video(raw: bytes | Raw, path: str) -> Iterator[Mapped]:
    video = msgspec.json.decode(raw, type=Video)
    snippet, counts = video.snippet, video.statistics or Statistics()
    text = "\n\n".join(part for part in (snippet.title, snippet.description) if part)
    record = CanonicalRecord(
        platform="youtube",
        id=video.id,
        created_at=snippet.published_at,
        author_id=snippet.channel_id,
        author_name=snippet.channel_title,
        kind="post",
        text=text,
        lang=snippet.default_audio_language or snippet.default_language,
        hashtags=find_hashtags(text),
        urls=find_urls(text),
        like_count=_count(counts.like_count, "$.statistics.likeCount"),
        reply_count=_count(counts.comment_count, "$.statistics.commentCount"),
        view_count=_count(counts.view_count, "$.statistics.viewCount"),
    )
    yield accept(record, path)


def _map_channel(raw: bytes | Raw, path: str) -> Iterator[Mapped]:
    channel = msgspec.json.decode(raw, type=Channel)
    snippet, counts = channel.snippet, channel.statistics or Statistics()
    followers = None if counts.hidden_subscriber_count else counts.subscriber_count
    profile = Profile(
        platform="youtube",
        author_id=channel.id,
        author_handle=snippet.custom_url,
        author_name=snippet.title,
        author_description=snippet.description,
        author_created_at=snippet.published_at,
        author_followers=_count(followers, "$.statistics.subscriberCount"),
    )
    yield accept(profile, path)


_MAPPERS: dict[str, _Mapper] = {
    "commentThread": _map_thread,
    "comment": _map_comment,
    "video": _map_video,
    "channel": _map_channel,
}


def _count(text: str | None, path: str) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Rejection("schema", "wrong_type", path, f"{text[:40]!r} is not a whole number")
    return int(text)


def _probe(sample: Sample) -> Score:
    if sample.layout not in ("lines", "document"):
        return Score(0.0, "it is not JSON")
    kinds = set(_KIND.findall(sample.head))
    read = sorted(kind for kind in kinds if kind.removesuffix("ListResponse") in _MAPPERS)
    if read:
        return Score(1.0, f"it says so itself: kind youtube#{read[0]}")
    others = f"kinds of YouTube that are not read: {', '.join(sorted(kinds))}"
    return Score(0.3 if kinds else 0.0, others if kinds else "no kind youtube#... is there")


def _examples() -> tuple[Example, ...]:
    def comment(comment_id: str, text: str, **more: str) -> dict[str, object]:
        return {
            "kind": "youtube#comment",
            "id": comment_id,
            "snippet": {
                "textOriginal": text,
                "authorDisplayName": "@ana",
                "authorChannelId": {"value": "UCana"},
                "publishedAt": "2023-09-02T10:00:00Z",
                "likeCount": 1,
                **more,
            },
        }

    thread = {
        "kind": "youtube#commentThread",
        "snippet": {
            "videoId": "vid1",
            "channelId": "UCowner",
            "topLevelComment": comment("c1", "First of all: thanks"),
            "totalReplyCount": 3,
        },
        "replies": {"comments": [comment("c1.r1", "You are welcome", parentId="c1")]},
    }
    video = {
        "id": "vid1",
        "snippet": {"publishedAt": "2023-09-01T00:00:00Z", "channelId": "UCowner", "title": "Tea"},
        "statistics": {"viewCount": "120", "likeCount": "7"},
    }
    channel = {"id": "UCowner", "snippet": {"publishedAt": "2015-05-05T00:00:00Z", "title": "Tea"}}
    threads = {"kind": "youtube#commentThreadListResponse", "items": [thread]}
    videos = {"kind": "youtube#videoListResponse", "items": [video]}
    channels = {"kind": "youtube#channelListResponse", "items": [channel]}
    lines = b"".join(msgspec.json.encode(doc) + b"\n" for doc in (threads, videos, channels))
    pretty = msgspec.json.format(msgspec.json.encode(threads))
    return (
        Example("threads.json", pretty, 2),
        Example("responses.json", msgspec.json.encode([threads, videos]), 3),
        Example("responses.jsonl", lines, 4),
    )


SPEC = FormatSpec(
    format_id="youtube-api",
    platforms=("youtube",),
    mapper_version="2",
    description="YouTube Data API: comment threads, comments, videos and channels as JSON",
    supplies=frozenset(
        {
            "author_created_at",
            "author_handle",
            "author_id",
            "author_name",
            "created_at",
            "hashtags",
            "in_reply_to_author_id",
            "in_reply_to_id",
            "like_count",
            "root_id",
            "text",
            "urls",
            "view_count",
        }
    ),
    never="when a commenter joined, unless looked up; deleted comments",
    times="ISO 8601, UTC, to the second",
    ids="opaque",
    markup="plain",
    reference="https://developers.google.com/youtube/v3/docs",
    probe=_probe,
    get_examples=_examples,
    map_json=map_json,
)
