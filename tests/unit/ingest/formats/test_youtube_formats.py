"""YouTube: the Data API, YouTube Data Tools and yt-dlp."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from sorted_outcomes import Outcomes

AT = "2023-09-02T10:00:00Z"


def comment(native_id: str = "c1", **more: Any) -> dict[str, Any]:
    snippet = {"publishedAt": AT, "textOriginal": "a", "videoId": "v1", **more}
    return {"kind": "youtube#comment", "id": native_id, "snippet": snippet}


def video(**statistics: str) -> dict[str, Any]:
    snippet = {"publishedAt": AT, "channelId": "UCowner", "title": "Tea"}
    return {"kind": "youtube#video", "id": "v1", "snippet": snippet, "statistics": statistics}


def test_edits_of_comments(read: Any) -> None:
    lines = [
        comment("c1", updatedAt="2023-09-02T10:05:00Z"),
        comment("c2", updatedAt=AT),
        comment("c3"),
    ]
    rows = Outcomes(read("youtube-api", lines)).records
    assert rows["youtube:c1"].edited_at == datetime(2023, 9, 2, 10, 5, tzinfo=UTC)
    assert rows["youtube:c2"].known_absent == ["edited_at"]
    assert (rows["youtube:c3"].edited_at, rows["youtube:c3"].known_absent) == (None, None)


def test_hidden_counts_are_absent_and_not_zero(read: Any) -> None:
    hidden = Outcomes(read("youtube-api", [video(viewCount="9")])).records["youtube:v1"]
    assert (hidden.like_count, hidden.view_count) == (None, 9)
    assert hidden.known_absent == ["like_count", "reply_count"]
    silent = video()
    del silent["statistics"]
    assert Outcomes(read("youtube-api", [silent])).records["youtube:v1"].known_absent is None


def test_pages_authors_and_declared_replies(read: Any) -> None:
    top = comment(
        authorProfileImageUrl="https://pic.example/a", authorChannelUrl="http://youtube.example/@a"
    )
    snippet = {"videoId": "v1", "channelId": "UCowner", "topLevelComment": top}
    thread = {"kind": "youtube#commentThread", "snippet": snippet | {"totalReplyCount": 4}}
    found = Outcomes(read("youtube-api", [thread | {"replies": {"comments": [comment("c1.r")]}}]))
    row = found.records["youtube:c1"]
    assert (row.page_id, row.reply_count) == ("UCowner", 4)
    assert (row.author_avatar, row.author_url) == (
        "https://pic.example/a",
        "http://youtube.example/@a",
    )
    assert found.declared == {"c1": 4}
    assert found.records["youtube:c1.r"].reply_count is None


def test_channels(read: Any) -> None:
    snippet = {"title": "Tea", "thumbnails": {"default": {"url": "https://pic.example/t"}}}
    statistics = {"videoCount": "9", "subscriberCount": "5", "hiddenSubscriberCount": True}
    channel = {"kind": "youtube#channel", "id": "UCt", "snippet": snippet, "statistics": statistics}
    row = Outcomes(read("youtube-api", [channel])).records["youtube:UCt"]
    assert (row.author_posts, row.author_avatar) == (9, "https://pic.example/t")
    assert row.known_absent == ["author_followers"]


def tools(read: Any, **cells: str) -> Outcomes:
    row = {"id": "c1", "publishedAt": AT, "authorName": "Ana", "text": "a", "isReply": "0"} | cells
    content = f"{','.join(row)}\n{','.join(row.values())}\n"
    return Outcomes(read("youtube-data-tools", content.encode()))


def test_comments_of_tools_whose_zone_is_unknown_are_refused(read: Any) -> None:
    naive = "2023-09-02 10:00:00"
    assert tools(read, publishedAt=naive).rejected == [("no_time_zone", "$.publishedAt")]
    row = tools(read, publishedAt=naive, threadId="c1").records["youtube:c1"]
    assert row.created_at == datetime(2023, 9, 2, 10, tzinfo=UTC)


def test_a_display_name_is_no_account(read: Any) -> None:
    named = tools(read).records["youtube:c1"]
    assert (named.author_id, named.author_name) == (None, "Ana")
    handled = tools(read, authorName="@ana").records["youtube:c1"]
    assert (handled.author_id, handled.author_handle) == ("@ana", "ana")
    known = tools(read, authorName="@ana", authorChannelId="UCana").records["youtube:c1"]
    assert known.author_id == "UCana"


def test_replies_of_tools(read: Any) -> None:
    reply = {"isReply": "1", "isReplyToId": "c0", "videoId": "v1", "threadId": "c0"}
    row = tools(read, **reply).records["youtube:c1"]
    assert (row.kind, row.in_reply_to_id, row.root_id) == ("reply", "c0", "v1")
    found = tools(read, replyCount="3", likeCount="x")
    assert found.rejected == [("wrong_type", "$.likeCount")]
    found = tools(read, replyCount="3")
    assert found.declared == {"c1": 3}
    assert found.records["youtube:c1"].in_reply_to_id is None


def test_markers_of_missing_videos_are_no_posts(read: Any) -> None:
    found = tools(read, text="[comments disabled: vid1]", publishedAt="")
    assert found.ignored == [("video_unavailable", "$")]


INFO = {"id": "v1", "extractor_key": "Youtube", "webpage_url": "u", "channel_id": "UCowner"}


def info(read: Any, **more: Any) -> Outcomes:
    return Outcomes(read("yt-dlp-info", msgspec.json.encode(INFO | more)))


def test_times_of_downloads(read: Any) -> None:
    row = info(read, upload_date="20230901", title="Tea").records["youtube:v1"]
    assert (row.created_at, row.created_precision) == (datetime(2023, 9, 1, tzinfo=UTC), "day")
    exact = info(read, upload_date="20230901", timestamp=1693526401).records["youtube:v1"]
    assert (exact.created_precision, exact.created_source) == ("second", "field")
    assert info(read).rejected == [("missing_field", "$.created_at")]


def test_downloaded_comments(read: Any) -> None:
    comments = [
        {"id": "c1", "parent": "root", "timestamp": 1693612800, "author": "@ana"},
        {"id": "c1.r", "parent": "c1", "timestamp": 1693612900, "author_id": "UCbo"},
        {"id": "c2", "parent": "root", "author": "@ana"},
        {"id": 5},
    ]
    found = info(read, timestamp=1693526400, comment_count=4, comments=comments)
    assert found.records["youtube:v1"].reply_count is None
    top, reply = found.records["youtube:c1"], found.records["youtube:c1.r"]
    assert (top.created_precision, top.author_id, top.author_handle) == ("estimate", None, "ana")
    assert (top.kind, top.in_reply_to_id, top.in_reply_to_author_id) == ("comment", "v1", "UCowner")
    assert (reply.kind, reply.in_reply_to_id, reply.author_id) == ("reply", "c1", "UCbo")
    assert found.rejected == [
        ("missing_field", "$.comments[2].created_at"),
        ("wrong_type", "$.comments[3].id"),
    ]
    assert info(read, timestamp=1, comment_count=4).rejected == [
        ("time_out_of_range", "$.created_at")
    ]


def test_other_sites_and_playlists(read: Any) -> None:
    assert info(read, extractor_key="YoutubeTab").ignored == [("playlist", "$")]
    assert info(read, extractor_key="TikTok").rejected == [("unknown_kind", "$.extractor_key")]
