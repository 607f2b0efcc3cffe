"""Tweets captured in a browser."""

from __future__ import annotations

from typing import Any

import pytest
from sorted_outcomes import Outcomes

ID = "1697921000000000100"
AT = "Sat Sep 02 10:34:46 +0000 2023"


@pytest.fixture
def outcomes(read: Any) -> Any:
    rest = {
        "timestamp_collected": 1_693_700_000_000,
        "source_platform": "twitter.com",
    }
    return lambda *tweets: Outcomes(read("zeeschuimer-x", [rest | {"data": t} for t in tweets]))


def tweet(native_id: str = ID, legacy: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    proper = {"created_at": AT, "full_text": "a &amp; b", "user_id_str": "7", **(legacy or {})}
    return {"id": 1697921000000000000, "rest_id": native_id, "legacy": proper, **more}


def test_the_rounded_id_is_never_read(outcomes: Any) -> None:
    found = outcomes(tweet(), tweet() | {"rest_id": None})
    assert list(found.records) == [f"x:{ID}"]
    assert found.rejected == [("missing_field", "$.data.id_str")]


def test_an_empty_user_leaves_the_author_of_the_tweet(outcomes: Any) -> None:
    row = outcomes(tweet(core={"user_results": {}})).records[f"x:{ID}"]
    assert (row.author_id, row.author_handle, row.author_verified) == ("7", None, None)
    assert row.text == "a & b"
    adaptive = tweet(user={"id_str": "7", "screen_name": "ana"}, type="adaptive")
    assert outcomes(adaptive).records[f"x:{ID}"].author_handle == "ana"


def test_users_of_older_and_newer_captures(outcomes: Any) -> None:
    old = {"rest_id": "7", "is_blue_verified": False, "legacy": {"screen_name": "ana"}}
    new = {
        "rest_id": "7",
        "core": {"screen_name": "ana", "created_at": AT},
        "privacy": {"protected": True},
        "verification": {"verified": False},
        "is_blue_verified": True,
    }
    for user, verified, status in ((old, False, None), (new, True, "protected")):
        row = outcomes(tweet(core={"user_results": {"result": user}})).records[f"x:{ID}"]
        assert (row.author_handle, row.author_verified) == ("ana", verified)
        assert row.author_status == status


def test_notices_in_place_of_tweets(outcomes: Any) -> None:
    gone = {"__typename": "TweetTombstone", "tombstone": {"text": {"text": "unavailable"}}}
    found = outcomes(tweet(quoted_status_result={"result": gone}), gone, {"rest_id": "5"})
    assert list(found.records) == [f"x:{ID}"]
    assert found.ignored == [
        ("tweet_unavailable", "$.data.quoted_status_result.result"),
        ("tweet_unavailable", "$.data"),
    ]
    assert found.rejected == [("missing_field", "$.data.legacy")]


def test_a_wrapped_tweet_is_unwrapped_at_every_level(outcomes: Any) -> None:
    wrapped = {"__typename": "TweetWithVisibilityResults", "tweet": tweet("5")}
    repost = tweet(
        legacy={"full_text": "RT @a: a…", "retweeted_status_result": {"result": wrapped}}
    )
    found = outcomes({"tweet": repost})
    assert list(found.records) == [f"x:{ID}", "x:5"]
    row = found.records[f"x:{ID}"]
    assert (row.kind, row.repost_of_id, row.text) == ("repost", "5", "a & b")
    assert row.repost_of_author_id == "7"


def test_a_damaged_original_leaves_the_repost(outcomes: Any) -> None:
    damaged = {"retweeted_status_result": {"result": {"rest_id": 5}}}
    found = outcomes(tweet(legacy=damaged | {"full_text": "RT @a: Warm bre…"}))
    (row,) = found.records.values()
    assert (row.text, row.text_truncated) == ("RT @a: Warm bre…", True)
    (row,) = outcomes(tweet(legacy=damaged)).records.values()
    assert row.text_truncated is False
    assert found.rejected[0][1] == "$.data.legacy.retweeted_status_result.result.rest_id"


def test_long_texts_views_edits_and_advertisements(outcomes: Any) -> None:
    note = {"text": "the whole", "entity_set": {"hashtags": [{"text": "long"}]}}
    row = outcomes(
        tweet(
            note_tweet={"note_tweet_results": {"result": note}},
            views={"count": "120"},
            edit_control={"edit_tweet_ids": [ID]},
            promoted=True,
        )
    ).records[f"x:{ID}"]
    assert (row.text, row.hashtags, row.view_count) == ("the whole", ["long"], 120)
    assert (row.is_ad, row.known_absent) == (True, ["edited_at"])
    assert outcomes(tweet(views={"count": "1.2K"})).rejected == [
        ("wrong_type", "$.data.views.count")
    ]


def test_the_beginning_of_a_thread_answers_nothing(outcomes: Any) -> None:
    row = outcomes(tweet(legacy={"conversation_id_str": ID, "id_str": ID})).records[f"x:{ID}"]
    assert row.known_absent == ["in_reply_to_id", "root_id"]
    row = outcomes(tweet(legacy={"conversation_id_str": "5"})).records[f"x:{ID}"]
    assert (row.root_id, row.known_absent) == ("5", None)


def test_quotes_in_quotes_end(outcomes: Any) -> None:
    nested = tweet("1")
    for native_id in range(2, 9):
        nested = tweet(str(native_id), quoted_status_result={"result": nested})
    found = outcomes(nested)
    assert len(found.records) == 4
    assert [reason for reason, _ in found.rejected] == ["nested_too_deep"]
