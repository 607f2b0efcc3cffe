"""Mappers, on invented records that hold the quirks of each source."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from undertow.ingest.outcomes import Accepted, Declared, Ignored, Rejected

AT = "2023-09-02T10:00:00.000Z"
ANA = {
    "id": "7",
    "username": "ana",
    "name": "Ana &amp; co",
    "created_at": "2020-01-01T00:00:00.000Z",
    "description": "Gardens &amp; more",
    "public_metrics": {"followers_count": 12},
}


def tweet(native_id: str, **more: Any) -> dict[str, Any]:
    return {
        "id": native_id,
        "author_id": "7",
        "conversation_id": native_id,
        "created_at": AT,
        "text": f"text {native_id}",
        **more,
    }


def records(outcomes: list[tuple[Any, Any]]) -> dict[str, Any]:
    return {o.record.record_uid: o.record for _, o in outcomes if isinstance(o, Accepted)}


def paths(outcomes: list[tuple[Any, Any]]) -> list[str]:
    return [o.json_path for _, o in outcomes if not isinstance(o, Declared)]


class TestX:
    def test_a_page(self, read) -> None:  # type: ignore[no-untyped-def]
        original = tweet(
            "100",
            text="RT me &amp; you &amp;lt;",
            entities={
                "urls": [
                    {"url": "https://t.co/a", "expanded_url": "https://example.org/a"},
                    {"url": "https://t.co/p", "media_key": "3_1"},
                ],
                "hashtags": [{"tag": "News"}],
                "mentions": [{"username": "bo", "id": "8"}],
            },
            attachments={"media_keys": ["3_1", "3_2"]},
            public_metrics={
                "retweet_count": 4,
                "reply_count": 1,
                "like_count": 9,
                "impression_count": 50,
            },
        )
        repost = tweet(
            "101",
            author_id="9",
            text="RT @ana: RT me &a…",
            referenced_tweets=[{"type": "retweeted", "id": "100"}],
            public_metrics={"retweet_count": 4, "like_count": 0},
        )
        reply = tweet(
            "102",
            conversation_id="100",
            in_reply_to_user_id="7",
            referenced_tweets=[{"type": "quoted", "id": "55"}, {"type": "replied_to", "id": "100"}],
            note_tweet={"text": "the whole text", "entities": {"hashtags": [{"tag": "Long"}]}},
        )
        page = {
            "data": [repost, reply],
            "includes": {
                "users": [ANA],
                "tweets": [original],
                "media": [{"media_key": "3_1", "url": "https://pic.example/1.jpg"}],
            },
            "errors": [{"title": "Not Found Error"}],
            "meta": {"result_count": 2},
            "__twarc": {"retrieved_at": "2023-09-03T00:00:00+00:00"},
        }
        outcomes = read("x-api-v2", [page])
        assert paths(outcomes) == [
            "$.data[0]",
            "$.data[1]",
            "$.includes.users[0]",
            "$.includes.tweets[0]",
            "$.errors[0]",
        ]
        assert outcomes[-1][1] == Ignored("api_error", "$.errors[0]")
        found = records(outcomes)
        assert found["x:100"].text == "RT me & you &lt;"
        assert found["x:100"].urls == ["https://example.org/a"]
        assert found["x:100"].media == ["https://pic.example/1.jpg", "3_2"]
        assert found["x:100"].root_id is None
        assert found["x:100"].view_count == 50
        assert found["x:101"].kind == "repost"
        assert found["x:101"].text == found["x:100"].text
        assert found["x:101"].hashtags == ["News"]
        assert found["x:101"].repost_of_author_id == "7"
        assert found["x:101"].like_count is None
        assert found["x:101"].author_handle is None
        assert found["x:102"].kind == "reply"
        assert (found["x:102"].in_reply_to_id, found["x:102"].quoted_id) == ("100", "55")
        assert found["x:102"].in_reply_to_author_id == "7"
        assert found["x:102"].root_id == "100"
        assert (found["x:102"].text, found["x:102"].hashtags) == ("the whole text", ["Long"])
        assert found["x:102"].author_followers == 12
        assert found["x:7"].kind == "account"
        assert found["x:7"].author_description == "Gardens & more"
        assert found["x:7"].observed_at == datetime(2023, 9, 3, tzinfo=UTC)

    def test_one_bad_tweet_does_not_take_the_page(self, read) -> None:  # type: ignore[no-untyped-def]
        page = {"data": [tweet("1"), tweet("2", author_id=7), tweet("3", created_at="x")]}
        good, wrong, late = read("x-api-v2", [page | {"meta": {}}])
        assert isinstance(good[1], Accepted)
        assert wrong[1] == Rejected(
            "schema", "wrong_type", "$.data[1].author_id", "Expected `str | null`, got `int`"
        )
        assert (late[1].reason_code, late[1].json_path) == ("bad_time", "$.data[2].created_at")

    def test_single_tweets_users_and_empty_pages(self, read) -> None:  # type: ignore[no-untyped-def]
        pages = [
            {"data": tweet("1"), "meta": {}},
            {"data": [ANA], "meta": {}},
            {"meta": {"result_count": 0}},
            {"data": None, "includes": {"users": [{}]}, "meta": {}},
        ]
        outcomes = read("x-api-v2", pages)
        assert paths(outcomes) == ["$.data", "$.data[0]", "$", "$.includes.users[0]"]
        assert sorted(records(outcomes)) == ["x:1", "x:7"]
        assert outcomes[2][1] == Ignored("no_records")
        assert outcomes[3][1] == Ignored("user_withheld", "$.includes.users[0]")

    def test_flattened(self, read) -> None:  # type: ignore[no-untyped-def]
        inner = {"type": "replied_to", **tweet("100", author_id="8", author={"id": "8"})}
        flat = tweet(
            "102",
            author=ANA,
            in_reply_to_user_id="8",
            in_reply_to_user={"id": "8", "username": "bo"},
            referenced_tweets=[inner, {"type": "quoted", "id": "55"}],
            attachments={
                "media_keys": ["3_1"],
                "media": [{"media_key": "3_1", "url": "https://p"}],
            },
            __twarc={"retrieved_at": "2023-09-03T00:00:00+00:00"},
        )
        outcomes = read("x-api-v2", [flat])
        assert paths(outcomes) == ["$", "$.referenced_tweets[0]", "$.in_reply_to_user"]
        found = records(outcomes)
        assert sorted(found) == ["x:100", "x:102", "x:8"]
        assert found["x:102"].author_name == "Ana &amp; co"
        assert found["x:102"].media == ["https://p"]
        assert found["x:100"].observed_at == datetime(2023, 9, 3, tzinfo=UTC)


class TestYouTube:
    def comment(self, native_id: str, **more: Any) -> dict[str, Any]:
        snippet = {"publishedAt": AT, "textOriginal": "One #tag https://example.org.", **more}
        return {"kind": "youtube#comment", "id": native_id, "snippet": snippet}

    def thread(self, **more: Any) -> dict[str, Any]:
        top = self.comment("c1", authorDisplayName="@ana", authorChannelId={"value": "UCana"})
        snippet = {"videoId": "v1", "channelId": "UCowner", "topLevelComment": top}
        return {"kind": "youtube#commentThread", "snippet": snippet | more}

    def test_threads(self, read) -> None:  # type: ignore[no-untyped-def]
        thread = self.thread(totalReplyCount=74)
        display = {"textOriginal": None, "textDisplay": "It&#39;s<br>&lt;b&gt; <b>bold</b>"}
        replies = [self.comment("c1.r1", parentId="c1", **display), {"id": "broken"}]
        thread["replies"] = {"comments": replies}
        outcomes = read("youtube-api", [{"kind": "youtube#commentThreadListResponse",
                                         "items": [thread, {"snippet": 1}]}])  # fmt: skip
        assert [type(o).__name__ for _, o in outcomes] == [
            "Accepted",
            "Declared",
            "Accepted",
            "Rejected",
            "Rejected",
        ]
        assert outcomes[1][1] == Declared("youtube", "c1", 74)
        assert outcomes[3][1].json_path == "$.items[0].replies.comments[1]"
        assert outcomes[4][1].json_path == "$.items[1].snippet"
        found = records(outcomes)
        top, reply = found["youtube:c1"], found["youtube:c1.r1"]
        assert (top.kind, top.in_reply_to_id, top.root_id) == ("comment", "v1", "v1")
        assert (top.in_reply_to_author_id, top.author_id) == ("UCowner", "UCana")
        assert (top.author_handle, top.author_name) == ("ana", None)
        assert (top.hashtags, top.urls) == (["tag"], ["https://example.org"])
        assert (reply.kind, reply.in_reply_to_id, reply.root_id) == ("reply", "c1", "v1")
        assert reply.in_reply_to_author_id is None
        assert reply.author_id is None
        assert reply.text == "It's\n<b> bold"

    def test_videos_channels_and_single_resources(self, read) -> None:  # type: ignore[no-untyped-def]
        video = {
            "kind": "youtube#video",
            "id": "v1",
            "snippet": {
                "publishedAt": AT,
                "channelId": "UCowner",
                "channelTitle": "Tea",
                "title": "Tea",
                "description": "How to",
                "defaultAudioLanguage": "fr",
            },
            "statistics": {"viewCount": "120", "likeCount": "7", "commentCount": "0"},
        }
        channel = {
            "id": "UCowner",
            "snippet": {"title": "Tea", "customUrl": "@tea", "publishedAt": AT},
            "statistics": {"subscriberCount": "5", "hiddenSubscriberCount": True},
        }
        outcomes = read(
            "youtube-api",
            [
                video,
                self.comment("c9", videoId="v1", channelId="UCowner"),
                {"kind": "youtube#channelListResponse", "items": [channel]},
                {"kind": "youtube#commentListResponse", "items": []},
                {"kind": "youtube#searchListResponse", "items": []},
                video | {"statistics": {"viewCount": "12K"}},
            ],
        )
        found = records(outcomes)
        assert found["youtube:v1"].text == "Tea\n\nHow to"
        assert (found["youtube:v1"].author_id, found["youtube:v1"].lang) == ("UCowner", "fr")
        assert (found["youtube:v1"].reply_count, found["youtube:v1"].view_count) == (0, 120)
        assert found["youtube:c9"].in_reply_to_author_id == "UCowner"
        assert found["youtube:UCowner"].author_followers is None
        assert found["youtube:UCowner"].author_handle == "tea"
        assert outcomes[3][1] == Ignored("no_records")
        assert outcomes[4][1].reason_code == "unknown_kind"
        assert outcomes[5][1].json_path == "$.statistics.viewCount"


class TestReddit:
    COMMENT = {
        "id": "b1",
        "author": "ana",
        "created_utc": 1693650000,
        "link_id": "t3_a1",
        "parent_id": "t3_a1",
        "subreddit": "s",
        "body": "one &amp; https://example.org",
        "retrieved_on": 1693660000,
        "_meta": {"retrieved_2nd_on": 1693789600},
    }

    def test_comments(self, read) -> None:  # type: ignore[no-untyped-def]
        reply = {"id": "b2", "parent_id": "t1_b1", "author": "[deleted]", "body": "[removed]"}
        edits = [{"edited": value} for value in (False, True, 1693651000, 1693651000.0)]
        outcomes = read(
            "reddit-ndjson",
            [
                self.COMMENT,
                self.COMMENT | reply,
                *(self.COMMENT | edit for edit in edits),
                self.COMMENT | {"created_utc": "1693650000", "score": -4},
                self.COMMENT | {"created_utc": "soon"},
                self.COMMENT | {"edited": "yes"},
            ],
        )
        found = records(outcomes)
        first, second = found["reddit:t1_b1"], found["reddit:t1_b2"]
        assert (first.kind, first.in_reply_to_id, first.root_id) == ("comment", "t3_a1", "t3_a1")
        assert first.created_at == datetime(2023, 9, 2, 10, 20, tzinfo=UTC)
        assert first.observed_at == datetime(2023, 9, 4, 1, 6, 40, tzinfo=UTC)
        assert (first.text, first.urls) == (
            "one & https://example.org",
            ["https://example.org"],
        )
        assert first.like_count is None
        assert (second.kind, second.author_id, second.text) == ("reply", None, None)
        assert [type(o).__name__ for _, o in outcomes[6:]] == ["Accepted", "Rejected", "Rejected"]
        assert outcomes[7][1].json_path == "$.created_utc"

    def test_submissions(self, read) -> None:  # type: ignore[no-untyped-def]
        submission = {
            "id": "a1",
            "author": "bo",
            "created_utc": 1693650000.0,
            "subreddit": "s",
            "title": "Title",
            "selftext": "[deleted]",
            "is_self": False,
            "url": "https://example.org/?a=1&amp;b=2",
            "num_comments": 3,
            "crosspost_parent": "t3_a0",
        }
        nothing = {"id": "z", "created_utc": 1693650000, "subreddit": "s"}
        outcomes = read("reddit-ndjson", [submission, nothing])
        record = records(outcomes)["reddit:t3_a1"]
        assert (record.kind, record.repost_of_id) == ("repost", "t3_a0")
        assert (record.text, record.urls) == ("Title", ["https://example.org/?a=1&b=2"])
        assert record.reply_count == 3
        assert outcomes[1][1].reason_code == "missing_field"


class TestIoArchive:
    COLUMNS = (
        "tweetid,userid,user_screen_name,follower_count,account_creation_date,tweet_text,"
        "tweet_time,in_reply_to_userid,in_reply_to_tweetid,is_retweet,retweet_userid,"
        "retweet_tweetid,hashtags,urls,user_mentions,like_count\n"
    )

    def row(self, **changes: str) -> str:
        names = self.COLUMNS.strip().split(",")
        cells = dict.fromkeys(names, "") | {
            "tweetid": "300000000000000001",
            "userid": "fR3+h/=",
            "account_creation_date": "2017-03-04",
            "tweet_time": "2018-05-06 07:08",
            "tweet_text": "a &amp; b",
        }
        return ",".join(f'"{value}"' for value in (cells | changes).values()) + "\n"

    def outcomes(self, read: Any, **changes: str) -> list[tuple[Any, Any]]:
        found: list[tuple[Any, Any]] = read(
            "x-io-archive", (self.COLUMNS + self.row(**changes)).encode()
        )
        return found

    def test_a_tweet(self, read) -> None:  # type: ignore[no-untyped-def]
        [(_, outcome)] = self.outcomes(
            read,
            is_retweet="True",
            retweet_tweetid="299",
            retweet_userid="11",
            follower_count="12.0",
            hashtags="['One', 'Two']",
            urls="[https://example.org/a,b, https://example.org/c]",
            user_mentions="[1,2]",
        )
        record = outcome.record
        assert record.text == "a & b"
        assert record.created_at == datetime(2018, 5, 6, 7, 8, tzinfo=UTC)
        assert record.created_precision == "minute"
        assert record.author_created_precision == "day"
        assert record.author_id == "fR3+h/="
        assert (record.kind, record.repost_of_id) == ("repost", "299")
        assert record.hashtags == ["One", "Two"]
        assert record.urls == ["https://example.org/a,b", "https://example.org/c"]
        assert record.mentions == ["1", "2"]
        assert (record.author_followers, record.like_count) == (12, None)

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"tweetid": "1.01421E+18"}, "id_destroyed"),
            ({"userid": "1.01421E+18"}, "id_destroyed"),
            ({"tweetid": ""}, "missing_field"),
            ({"tweet_time": "5/6/2018 7:08"}, "bad_time"),
            ({"account_creation_date": "3/4/2017"}, "bad_time"),
            ({"like_count": "12K"}, "wrong_type"),
        ],
    )
    def test_damage_is_not_guessed_away(self, read, changes: dict[str, str], reason: str) -> None:  # type: ignore[no-untyped-def]
        [(_, outcome)] = self.outcomes(read, **changes)
        assert outcome.reason_code == reason

    def test_an_accounts_file(self, read) -> None:  # type: ignore[no-untyped-def]
        content = b"userid,user_screen_name,account_creation_date\n7,ana,2017-03-04\n8,bo,\n"
        first, second = read("x-io-archive", content)
        assert first[1].record.kind == "account"
        assert first[1].record.author_created_at == datetime(2017, 3, 4, tzinfo=UTC)
        assert second[1].record.author_created_precision is None


class TestCanonical:
    HEADER = "platform,id,created_at,hashtags,urls,like_count\n"

    def test_csv_lists_and_counts(self, read) -> None:  # type: ignore[no-untyped-def]
        rows = (
            'x,1,2023-09-02T10:00:00Z,"[""#a"", ""b""]",https://e.org/1|https://e.org/2,0\n'
            "x,2,2023-09-02T10:00:00Z,,,\n"
            "x,3,2023-09-02T10:00:00Z,[1],,\n"
            "x,4,2023-09-02T10:00:00Z,,,1.5\n"
            "x,5,2023-09-02T10:00:00Z,,,9999999999999999999\n"
        )
        outcomes = read("canonical", (self.HEADER + rows).encode())
        first, second = outcomes[0][1].record, outcomes[1][1].record
        assert (first.hashtags, first.like_count) == (["a", "b"], 0)
        assert first.urls == ["https://e.org/1", "https://e.org/2"]
        assert (second.hashtags, second.like_count) == (None, None)
        assert [o.json_path for _, o in outcomes[2:]] == [
            "$.hashtags",
            "$.like_count",
            "$.like_count",
        ]

    def test_cleaning(self, read) -> None:  # type: ignore[no-untyped-def]
        record = {
            "platform": "x",
            "id": " 1\u0000 ",
            "created_at": "2023-09-02T10:00:00Z",
            "created_precision": "minute",
            "author_id": " ",
            "author_handle": "@ana",
            "author_name": "",
            "author_created_at": " ",
            "text": "",
            "hashtags": ["#a", "a", " "],
            "mentions": [],
            "something_else": 1,
        }
        [(_, outcome)] = read("canonical", [record])
        row = outcome.record
        assert (row.id, row.record_uid) == ("1", "x:1")
        assert (row.author_id, row.author_handle, row.author_name) == (None, "ana", None)
        assert (row.created_precision, row.author_created_at) == ("minute", None)
        assert (row.text, row.hashtags, row.mentions, row.urls) == ("", ["a"], [], None)

    @pytest.mark.parametrize(
        ("reference", "kind"),
        [
            ({}, "post"),
            ({"repost_of_id": "1", "in_reply_to_id": "2"}, "repost"),
            ({"in_reply_to_author_id": "a", "quoted_id": "3"}, "reply"),
            ({"quoted_id": "3"}, "quote"),
            ({"repost_of_id": " ", "in_reply_to_id": "\0", "quoted_id": ""}, "post"),
            ({"quoted_id": "3", "kind": "comment"}, "comment"),
        ],
    )
    def test_kind_is_told_from_references(self, read, reference: dict[str, str], kind: str) -> None:  # type: ignore[no-untyped-def]
        record = {"platform": "x", "id": "9", "created_at": "2023-09-02T10:00:00Z"}
        [(_, outcome)] = read("canonical", [record | reference])
        assert outcome.record.kind == kind

    @pytest.mark.parametrize(
        ("changes", "path"),
        [
            ({"platform": "X"}, "$.platform"),
            ({"kind": "tweet"}, "$.kind"),
            ({"hashtags": "a"}, "$.hashtags"),
            ({"hashtags": ["a", 1]}, "$.hashtags[1]"),
            ({"text": "x" * 400_001}, "$.text"),
            ({"author_created_at": "2020-01-01"}, "$.author_created_at"),
            ({"observed_at": "now"}, "$.observed_at"),
        ],
    )
    def test_bad_values_name_their_field(self, read, changes: dict[str, Any], path: str) -> None:  # type: ignore[no-untyped-def]
        record = {"platform": "x", "id": "9", "created_at": "2023-09-02T10:00:00Z"}
        [(_, outcome)] = read("canonical", [record | changes])
        assert isinstance(outcome, Rejected)
        assert outcome.json_path == path
