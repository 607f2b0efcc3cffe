"""X API v2: what a page says of accounts, edits, problems and compliance."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sorted_outcomes import Outcomes

POST = "1697921200000000102"
FIRST, LAST = "1697920900000000100", "1697921000000000100"
ASKED = "https://api.x.com/2/tweets?tweet.fields=attachments%2Centities%2Creferenced_tweets"
REFERENCES = ["in_reply_to_author_id", "in_reply_to_id", "quoted_id", "repost_of_author_id"]


@pytest.fixture
def outcomes(read: Any) -> Any:
    return lambda *lines: Outcomes(read("x-api-v2", list(lines)))


def page(*tweets: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"data": list(tweets), "meta": {}, **more}


def tweet(**more: Any) -> dict[str, Any]:
    return {"id": POST, "text": "Hello &amp;amp; welcome", **more}


def test_the_smallest_tweet_has_the_time_of_its_id(outcomes: Any) -> None:
    record = outcomes(page(tweet())).records[f"x:{POST}"]
    assert record.created_at == datetime(2023, 9, 2, 10, 35, 34, 587000, tzinfo=UTC)
    assert (record.created_source, record.text) == ("id_derived", "Hello &amp; welcome")
    assert record.known_absent is None
    assert record.urls is None


def test_accounts(outcomes: Any) -> None:
    user = {
        "id": "7",
        "username": "ana",
        "created_at": "2020-01-01T00:00:00Z",
        "verified": True,
        "protected": True,
        "profile_image_url": "https://pic.example/a",
        "public_metrics": {"following_count": 3, "tweet_count": 9},
    }
    found = outcomes(page(user, user | {"id": "8", "protected": False}, {"id": "9", **tweet()}))
    ana = found.records["x:7"]
    assert (ana.kind, ana.author_status, ana.author_verified) == ("account", "protected", True)
    assert (ana.author_following, ana.author_posts, ana.author_followers) == (3, 9, None)
    assert ana.author_avatar == "https://pic.example/a"
    assert found.records["x:8"].author_status == "active"


def test_what_the_request_asked_for_and_the_tweet_lacks_is_absent(outcomes: Any) -> None:
    plain = tweet(edit_history_tweet_ids=[POST])
    twarc = {"url": ASKED, "retrieved_at": "2023-09-03T00:00:00Z"}
    record = outcomes(page(plain, __twarc=twarc)).records[f"x:{POST}"]
    assert record.known_absent == ["edited_at", *REFERENCES, "repost_of_id"]
    assert (record.urls, record.hashtags, record.mentions, record.media) == ([], [], [], [])
    silent = outcomes(page(plain, __twarc=twarc | {"url": "http://[x"})).records[f"x:{POST}"]
    assert (silent.known_absent, silent.media) == (["edited_at"], None)


def test_a_reply_shows_that_it_is_no_repost(outcomes: Any) -> None:
    reply = tweet(referenced_tweets=[{"type": "replied_to", "id": "1"}], in_reply_to_user_id="7")
    record = outcomes(page(reply)).records[f"x:{POST}"]
    assert record.known_absent == ["quoted_id", "repost_of_author_id", "repost_of_id"]


def test_versions_of_an_edited_tweet_tell_when_the_last_was_made(outcomes: Any) -> None:
    history = {"edit_history_tweet_ids": [FIRST, LAST]}
    records = outcomes(page(tweet(id=FIRST, **history), tweet(id=LAST, **history))).records
    edited = datetime(2023, 9, 2, 10, 34, 46, 903000, tzinfo=UTC)
    assert [record.edited_at for record in records.values()] == [edited, edited]
    assert [record.known_absent for record in records.values()] == [None, None]


@pytest.mark.parametrize(
    ("own", "original", "text", "is_truncated"),
    [
        ({"text": "RT @a: Warm bre…"}, None, "RT @a: Warm bre…", True),
        ({"text": "RT @a: Warm bread"}, None, "RT @a: Warm bread", None),
        ({"text": "RT @a: Warm bre…"}, {"text": "Warm bread"}, "Warm bread", None),
        ({"text": "RT @a: And then…"}, {"text": "And then…"}, "And then…", None),
        (
            {"text": "RT @a: Warm bre…"},
            {"text": "Warm bread…", "note_tweet": {"text": "Warm bread for all"}},
            "Warm bread for all",
            None,
        ),
        (
            {"text": "RT @a: Warm bre…", "note_tweet": {"text": "RT @a: Warm bread for all"}},
            None,
            "RT @a: Warm bread for all",
            None,
        ),
    ],
)
def test_only_a_cut_text_that_is_shown_is_truncated(
    outcomes: Any, own: Any, original: Any, text: str, is_truncated: bool | None
) -> None:
    repost = tweet(**own, referenced_tweets=[{"type": "retweeted", "id": LAST}])
    includes = {"tweets": [{"id": LAST, **original}]} if original else {}
    row = outcomes(page(repost, includes=includes)).records[f"x:{POST}"]
    assert (row.kind, row.text, row.text_truncated) == ("repost", text, is_truncated)


def test_objects_that_are_no_posts(outcomes: Any) -> None:
    found = outcomes(
        page(
            {"id": "1", "name": "Friends", "owner_id": "7", "created_at": "2023-01-01T00:00:00Z"},
            tweet(dm_conversation_id="1-2"),
            {"id": "3", "full_name": "Ottawa"},
        )
    )
    assert found.ignored == [("list_of_accounts", "$.data[0]"), ("direct_message", "$.data[1]")]
    assert found.rejected == [("missing_field", "$.data[2].text")]


def test_problems(outcomes: Any) -> None:
    suspended = "User has been suspended: [11]."
    errors = [
        {"resource_type": "user", "resource_id": "11", "detail": suspended},
        {"resource_type": "user", "resource_id": "ana", "detail": suspended},
        {"resource_type": "user", "resource_id": "12", "detail": "Could not find user [12]."},
        {"resource_type": "tweet", "resource_id": "13"},
        {"title": "Operational disconnect"},
        {"detail": 5},
    ]
    found = outcomes({"errors": errors})
    assert found.records["x:11"].author_status == "suspended"
    assert [rule for rule, _ in found.ignored] == [
        "user_unavailable",
        "user_unavailable",
        "tweet_unavailable",
        "api_error",
        "api_error",
    ]


def notice(native_id: str, created_at: str, **more: Any) -> dict[str, Any]:
    gone = {"redacted_at": "2023-09-04T08:00:00.000Z", "reason": "deleted"}
    return {"id": native_id, "action": "delete", "created_at": created_at, **gone, **more}


def test_compliance_of_posts(outcomes: Any) -> None:
    exact = "2023-09-02T10:35:34.587Z"
    found = outcomes(
        notice(POST, exact, redacted_at=None),
        notice(POST, exact, reason="scrub_geo"),
    )
    assert [rule for rule, _ in found.ignored] == ["undated_notice", "place_removed"]


@pytest.mark.parametrize("fraction", [".587Z", ".000Z", "Z", "+00:00"])
@pytest.mark.parametrize("reason", ["deleted", "suspended", "protected"])
def test_a_post_that_is_gone_is_no_account(outcomes: Any, fraction: str, reason: str) -> None:
    # X writes whole seconds as .000Z.
    found = outcomes(notice(POST, f"2023-09-02T10:35:34{fraction}", reason=reason))
    (row,) = found.records.values()
    assert (row.kind, row.id) == ("removal", POST)
    assert row.deleted_at == datetime(2023, 9, 4, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("reason", "status"),
    [("suspended", "suspended"), ("deactivated", "deleted"), ("protected", "protected")],
)
def test_compliance_of_accounts(outcomes: Any, reason: str, status: str) -> None:
    # An old account, and one whose id holds a time some seconds before its own.
    old = notice("1482680858", "2013-06-04T16:25:04+00:00", reason=reason)
    young = notice(POST, "2023-09-02T10:35:43.000Z", reason=reason)
    for row in outcomes(old, young).records.values():
        assert (row.kind, row.author_status) == ("account", status)
        assert row.author_created_at is not None


def test_compliance_that_may_mean_a_post_or_an_account_is_set_aside(outcomes: Any) -> None:
    found = outcomes(
        notice("20", "2006-03-21T20:50:14+00:00"),
        notice(POST, "2023-09-02T10:35:34.588Z"),  # a millisecond off
        notice(POST, "2023-09-02T10:35:35.000Z"),  # the next second
        notice(POST, "2023-09-02T10:35:30.000Z"),  # no account is older than its id
        notice(POST, "2023-09-05T10:35:34.000Z"),  # nor days younger
        notice("1482680858", "2013-06-04T16:25:04+00:00", reason="unheard"),
    )
    assert not found.records
    assert [reason for reason, _ in found.rejected] == ["post_or_account"] * 5 + ["unknown_kind"]
