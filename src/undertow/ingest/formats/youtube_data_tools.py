"""Format ``youtube-data-tools``: lists of videos and comments of YouTube Data Tools, as CSV or tab.

Columns: https://github.com/bernorieder/youtube-data-tools-v2. Videos carry times in UTC. Comments
carry a date and time without a zone: version 2, told by its column ``threadId``, documents UTC;
version 1 wrote the local time of its server, and its comments are rejected rather than guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from undertow.ingest.formats.signature import column_signature
from undertow.ingest.formats.spec import Example, FormatSpec
from undertow.ingest.formats.values import whole_number
from undertow.ingest.outcomes import Declared, Ignored, Mapped, Rejection
from undertow.ingest.plain_text import find_hashtags, find_urls
from undertow.ingest.record import CanonicalRecord, accept

_VIDEO_COLUMNS = ("videoId", "channelId", "publishedAt", "videoTitle", "viewCount")
_COMMENT_COLUMNS = ("id", "publishedAt", "authorName", "text", "isReply")
_NAIVE = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)", re.ASCII)
_MISSING = re.compile(r"\[(?:not found|video not found|comments disabled|unavailable): [^\]]*\]")


def map_row(cells: Mapping[str, str]) -> Iterator[Mapped]:
    """Map one video or comment."""
    if _MISSING.fullmatch(cells.get("videoTitle") or cells.get("text") or ""):
        yield Ignored("video_unavailable")
    elif "videoTitle" in cells:
        yield accept(_video(cells))
    else:
        comment = _comment(cells)
        yield accept(comment)
        if comment.reply_count:
            yield Declared("youtube", comment.id, comment.reply_count)


def _video(cells: Mapping[str, str]) -> CanonicalRecord:
    text = "\n\n".join(cells[name] for name in ("videoTitle", "videoDescription") if name in cells)
    paid = cells.get("hasPaidProductPlacement")
    return CanonicalRecord(
        platform="youtube",
        id=_required(cells, "videoId"),
        created_at=cells.get("publishedAt"),
        author_id=cells.get("channelId"),
        author_name=cells.get("channelTitle"),
        kind="post",
        url=cells.get("videoUrl"),
        page_id=cells.get("channelId"),
        text=text,
        lang=cells.get("defaultAudioLanguage") or cells.get("defaultLanguage"),
        hashtags=find_hashtags(text),
        urls=find_urls(text),
        is_ad=None if paid is None else paid.lower() == "true",
        like_count=_count(cells, "likeCount"),
        reply_count=_count(cells, "commentCount"),
        view_count=_count(cells, "viewCount"),
    )


def _comment(cells: Mapping[str, str]) -> CanonicalRecord:
    native_id, text = _required(cells, "id"), cells.get("text")
    name, channel_id = cells.get("authorName"), cells.get("authorChannelId")
    is_handle = name is not None and name.startswith("@")
    is_reply = cells.get("isReply") == "1"
    parent_id = cells.get("isReplyToId") or cells.get("isReplyTo")
    return CanonicalRecord(
        platform="youtube",
        id=native_id,
        created_at=_time(cells),
        # A handle belongs to one channel at a time; a display name to anyone.
        author_id=channel_id or (name if is_handle else None),
        author_handle=name if is_handle else None,
        author_name=None if is_handle else name,
        author_url=cells.get("authorChannelUrl"),
        kind="reply" if is_reply else "comment",
        text=text,
        in_reply_to_id=parent_id if is_reply else cells.get("videoId"),
        root_id=cells.get("videoId"),
        hashtags=find_hashtags(text) if text is not None else None,
        urls=find_urls(text) if text is not None else None,
        like_count=_count(cells, "likeCount"),
        reply_count=_count(cells, "totalReplyCount" if "threadId" in cells else "replyCount"),
    )


def _time(cells: Mapping[str, str]) -> str:
    text = _required(cells, "publishedAt")
    match = _NAIVE.fullmatch(text)
    if match is None:
        return text
    if "threadId" not in cells:
        raise Rejection(
            "schema",
            "no_time_zone",
            "$.publishedAt",
            "version 1 of YouTube Data Tools wrote its server's time without the zone; collect the "
            "comments again with version 2, or with the API",
        )
    return f"{match[1]}T{match[2]}Z"


def _required(cells: Mapping[str, str], column: str) -> str:
    if column not in cells:
        raise Rejection("schema", "missing_field", f"$.{column}", f"column {column} is empty")
    return cells[column]


def _count(cells: Mapping[str, str], column: str) -> int | None:
    return whole_number(cells.get(column), f"$.{column}")


def _examples() -> tuple[Example, ...]:
    videos = (
        "position,channelId,channelTitle,videoId,videoUrl,publishedAt,videoTitle,"
        "videoDescription,defaultAudioLanguage,hasPaidProductPlacement,viewCount,likeCount,"
        "commentCount\n"
        "1,UCowner,Tea,vid1,https://www.youtube.com/watch?v=vid1,2023-09-01T00:00:00Z,"
        '"Tea ""for two"" \\o/",How to #tea https://example.org/tea,en,False,120,7,2\n'
        "2,,,vid2,,,[not found: vid2],,,,,,\n"
    )
    comments = (
        "videoId,id,totalReplyCount,inferredReplyCount,inferredLevel,likeCount,publishedAt,"
        "authorName,authorChannelId,isChannelOwner,text,isReply,threadId,isReplyToId,"
        "isReplyToName\n"
        "vid1,c1,3,1,0,1,2023-09-02 10:00:00,@ana,UCana,no,First of all: thanks,0,c1,,\n"
        "vid1,c1.r1,,0,1,0,2023-09-02 10:05:00,@bo,,no,You are welcome,1,c1,c1,@ana\n"
    )
    old_comments = (
        "id,replyCount,likeCount,publishedAt,authorName,text,authorChannelId,authorChannelUrl,"
        "isReply,isReplyTo,isReplyToName\n"
        "c1,3,1,2023-09-02T10:00:00Z,Ana,First of all: thanks,UCana,"
        "http://www.youtube.com/channel/UCana,0,,\n"
        "c2,0,1,2023-09-02 10:00:00,Ana,Thanks,UCana,,0,,\n"
    )
    return (
        Example("videolist.csv", videos.encode(), 1),
        Example("comments.csv", comments.encode(), 2),
        Example("videoinfo_comments.tab", old_comments.replace(",", "\t").encode(), 1),
    )


SPEC = FormatSpec(
    format_id="youtube-data-tools",
    platforms=("youtube",),
    mapper_version="1",
    description="YouTube Data Tools: lists of videos and comments as CSV or tab-separated text",
    supplies=frozenset(
        {
            "author_handle",
            "author_id",
            "author_name",
            "author_url",
            "created_at",
            "hashtags",
            "in_reply_to_id",
            "is_ad",
            "lang",
            "like_count",
            "page_id",
            "reply_count",
            "root_id",
            "text",
            "url",
            "urls",
            "view_count",
        }
    ),
    never="the video of comments collected with version 1; when a channel was made; line breaks",
    times="ISO 8601, UTC; of comments without a zone, which version 2 documents as UTC",
    ids="opaque; without a channel id the handle with its @",
    markup="plain",
    reference="https://github.com/bernorieder/youtube-data-tools-v2",
    probe=column_signature(_VIDEO_COLUMNS, _COMMENT_COLUMNS),
    get_examples=_examples,
    map_row=map_row,
)
