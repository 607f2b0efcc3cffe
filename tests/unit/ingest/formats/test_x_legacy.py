"""X API v1.1 and archives of one's own account."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from sorted_outcomes import Outcomes

from undertow.ingest.outcomes import Rejection
from undertow.ingest.times import named_month_text

ID = "1697921000000000100"
USER = {"id_str": "7", "screen_name": "ana"}
AT = "Sat Sep 02 10:34:46 +0000 2023"


@pytest.fixture
def outcomes(read: Any) -> Any:
    return lambda *lines: Outcomes(read("x-api-v1", list(lines)))


def tweet(native_id: str = ID, **more: Any) -> dict[str, Any]:
    # The number has lost its last digits, as it does in JavaScript.
    return {"id": 1697921000000000000, "id_str": native_id, "created_at": AT, "user": USER, **more}


def test_months_by_name() -> None:
    assert named_month_text("Wed Oct 10 20:19:24 +0000 2018", "$") == "2018-10-10T20:19:24+0000"
    assert named_month_text("Tue Jan 3 01:02:03 -0400 2017", "$") == "2017-01-03T01:02:03-0400"
    for text in ("mer oct 10 20:19:24 +0000 2018", "Wed Oct 10 20:19:24 2018", "2018-10-10", ""):
        with pytest.raises(Rejection, match="is not like"):
            named_month_text(text, "$")


def test_the_whole_text_is_taken_where_there_is_one(outcomes: Any) -> None:
    entities = {"hashtags": [{"text": "whole"}], "urls": [{"url": "https://t.co/b"}]}
    pictures = {"media": [{"media_url_https": f"https://pic.example/{n}"} for n in (1, 2)]}
    extended = {"full_text": "a &lt; b", "entities": entities, "extended_entities": pictures}
    streamed = tweet(text="a &lt;…", truncated=True, extended_tweet=extended, entities={})
    row = outcomes(streamed).records[f"x:{ID}"]
    assert (row.text, row.text_truncated, row.hashtags) == ("a < b", False, ["whole"])
    assert (row.urls, len(row.media or ())) == (["https://t.co/b"], 2)
    cut = outcomes(tweet(text="a &amp;lt;…", truncated=True)).records[f"x:{ID}"]
    assert (cut.text, cut.text_truncated, cut.hashtags) == ("a &lt;…", True, None)


def test_reposts_show_the_original_and_not_its_counts(outcomes: Any) -> None:
    original = tweet("5", full_text="Warm bread", retweet_count=9)
    quoting = {"quoted_status_id_str": "4", "quoted_status": tweet("4", text="Dough")}
    repost = tweet(full_text="RT @ana: Warm…", retweet_count=9, retweeted_status=original | quoting)
    found = outcomes(repost)
    assert list(found.records) == [f"x:{ID}", "x:5", "x:4"]
    row = found.records[f"x:{ID}"]
    assert (row.kind, row.repost_of_id, row.repost_of_author_id) == ("repost", "5", "7")
    assert (row.text, row.repost_count) == ("Warm bread", None)
    assert found.records["x:5"].kind == "quote"
    assert found.records["x:5"].repost_count == 9
    assert "repost_of_id" in (found.records["x:5"].known_absent or ())
    assert found.all[2].json_path == "$.retweeted_status.quoted_status"


def test_a_null_is_no_value_and_a_missing_field_was_not_collected(outcomes: Any) -> None:
    null = {"in_reply_to_status_id_str": None, "in_reply_to_user_id_str": None}
    rows = outcomes(tweet(text="a", **null, is_quote_status=False), tweet("5", text="b")).records
    absent = ["in_reply_to_author_id", "in_reply_to_id", "quoted_id"]
    origin = ["repost_of_author_id", "repost_of_id"]
    assert rows[f"x:{ID}"].known_absent == [*absent, *origin]
    assert rows["x:5"].known_absent == origin


def test_one_bad_part_does_not_take_the_rest(outcomes: Any) -> None:
    bad = tweet("4", created_at="yesterday")
    found = outcomes({"statuses": [bad, tweet(text="a", quoted_status=bad), {"id": 5}]})
    assert list(found.records) == [f"x:{ID}"]
    assert found.rejected == [
        ("bad_time", "$.statuses[0].created_at"),
        ("bad_time", "$.statuses[1].quoted_status.created_at"),
        ("missing_field", "$.statuses[2].id_str"),
    ]


def test_quotes_in_quotes_end(outcomes: Any) -> None:
    nested = tweet("1", text="a")
    for native_id in range(2, 9):
        nested = tweet(str(native_id), text="a", quoted_status=nested)
    found = outcomes(nested)
    assert len(found.records) == 4
    assert [reason for reason, _ in found.rejected] == ["nested_too_deep"]


def test_users_and_their_latest_tweet(outcomes: Any) -> None:
    user = USER | {"followers_count": 3, "protected": True, "created_at": AT}
    latest = {"id_str": ID, "created_at": AT, "text": "a"}
    rows = outcomes({"users": [user | {"status": latest}, {"id_str": "8"}]}).records
    assert (rows["x:7"].author_status, rows["x:7"].author_followers) == ("protected", 3)
    assert rows[f"x:{ID}"].author_id == "7"
    assert rows["x:8"].author_status is None


def test_notices(outcomes: Any) -> None:
    gone = {"status": {"id": 5, "id_str": "5", "user_id_str": "7"}}
    found = outcomes(
        {"delete": {**gone, "timestamp_ms": "1693651000000"}},
        {"delete": gone},
        {"delete": {**gone, "timestamp_ms": "soon"}},
        {"status_withheld": {"id": 5, "user_id": 7, "withheld_in_countries": ["FR"]}},
        {"limit": {"track": 40}},
        {"disconnect": {"code": 4}},
        {"errors": [{"code": 88}]},
        {"hello": "world"},
    )
    removal = found.records["x:5"]
    assert (removal.kind, removal.author_id) == ("removal", "7")
    assert removal.deleted_at == datetime(2023, 9, 2, 10, 36, 40, tzinfo=UTC)
    assert [rule for rule, _ in found.ignored] == [
        "undated_notice",
        "withheld_in_country",
        "stream_limit",
        "stream_notice",
        "api_error",
    ]
    assert [reason for reason, _ in found.rejected] == ["bad_time", "missing_field"]


def archived(read: Any, name: str, *items: dict[str, Any]) -> Outcomes:
    content = f"window.YTD.{name}.part0 = ".encode() + msgspec.json.encode(list(items))
    return Outcomes(read("x-archive", content + b";\n"))


def test_archived_tweets(read: Any) -> None:
    counted = tweet(full_text="a &amp; b", favorite_count="12", retweet_count="x") | {"user": None}
    found = archived(read, "tweets", {"tweet": counted | {"retweet_count": "0"}})
    row = found.records[f"x:{ID}"]
    assert (row.text, row.like_count, row.repost_count) == ("a & b", 12, 0)
    assert (row.author_id, row.known_absent) == (None, None)
    bad = archived(read, "tweets", {"tweet": counted})
    assert bad.rejected == [("wrong_type", "$.tweet.retweet_count")]


def test_archived_reposts_are_told_by_their_text(read: Any) -> None:
    named = {"user_mentions": [{"screen_name": "Cy", "id_str": "9"}]}
    repost = {"id_str": ID, "created_at": AT, "full_text": "RT @cy: Warm bre…", "entities": named}
    row = archived(read, "tweet", repost | {"favorite_count": "3"}).records[f"x:{ID}"]
    assert (row.kind, row.repost_of_id, row.repost_of_author_id) == ("repost", None, "9")
    assert (row.text, row.text_truncated, row.like_count) == ("Warm bre…", True, None)
    other = archived(read, "tweet", repost | {"entities": {}}).records[f"x:{ID}"]
    assert (other.kind, other.text) == ("post", "RT @cy: Warm bre…")


def test_other_files_of_an_archive_hold_no_posts(read: Any) -> None:
    found = archived(read, "like", {"like": {"tweetId": "5", "fullText": "a"}})
    assert found.ignored == [("not_a_post", "$")]
    account = {"accountId": "7", "username": "ana", "createdAt": "2020-01-01T00:00:00.000Z"}
    row = archived(read, "account", {"account": account}).records["x:7"]
    assert (row.kind, row.author_handle) == ("account", "ana")
