from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sorted_outcomes import Outcomes

VIDEO_ID = 7178997441201524010
FINE = {"code": "ok", "message": "", "log_id": "1"}


def comment(native_id: Any, **more: Any) -> dict[str, Any]:
    return {"id": native_id, "video_id": VIDEO_ID, "parent_comment_id": VIDEO_ID, **more}


def page(**data: Any) -> dict[str, Any]:
    return {"data": {**data, "cursor": 1, "has_more": True}, "error": FINE}


def test_comments_have_exact_ids_and_no_author(read) -> None:  # type: ignore[no-untyped-def]
    top = comment(
        7179299398128231214, text="Hi", like_count=8, reply_count=4, create_time=1671593598
    )
    reply = comment(7179299398128231999, parent_comment_id=7179299398128231214, text="Hello")
    found = Outcomes(read("tiktok-research", [page(comments=[top, reply])]))
    first = found.records["tiktok:7179299398128231214"]
    assert (first.kind, first.in_reply_to_id, first.root_id) == (
        "comment",
        "7178997441201524010",
        "7178997441201524010",
    )
    assert first.created_at == datetime(2022, 12, 21, 3, 33, 18, tzinfo=UTC)
    assert (first.created_source, first.author_id, first.known_absent) == ("field", None, None)
    second = found.records["tiktok:7179299398128231999"]
    assert (second.kind, second.in_reply_to_id) == ("reply", "7179299398128231214")
    # Fields that were not asked for are not collected; the id still tells the time.
    assert (second.like_count, second.reply_count) == (None, None)
    assert second.created_source == "id_derived"
    assert found.declared == {"7179299398128231214": 4}


def test_an_author_is_known_by_name_and_never_by_number(read) -> None:  # type: ignore[no-untyped-def]
    video = {"id": VIDEO_ID, "username": "1234567890123456789", "video_description": ""}
    found = Outcomes(read("tiktok-research", [page(videos=[video], search_id="1")])).records
    record = found[f"tiktok:{VIDEO_ID}"]
    assert record.author_id == "@1234567890123456789"
    assert record.author_handle == "1234567890123456789"
    assert (record.text, record.urls, record.hashtags) == ("", [], None)


def test_a_profile_without_its_name_cannot_be_told(read) -> None:  # type: ignore[no-untyped-def]
    user = {"display_name": "Ana", "bio_description": "", "follower_count": 1, "is_verified": True}
    lines = [{"data": user, "error": FINE}, {"data": user | {"username": "@ana"}, "error": FINE}]
    found = Outcomes(read("tiktok-research", lines))
    assert found.rejected == [("missing_field", "$.data.username")]
    profile = found.records["tiktok:@ana"]
    assert (profile.kind, profile.author_followers) == ("account", 1)
    assert profile.author_verified is True
    assert profile.known_absent == ["author_description"]


def test_followers_and_reposted_videos(read) -> None:  # type: ignore[no-untyped-def]
    pages = [
        page(user_followers=[{"username": "bo", "display_name": "Bo"}]),
        page(reposted_videos=[{"id": str(VIDEO_ID), "create_time": 1671593000}]),
        page(videos=None),
        {"data": {}, "error": {"code": "daily_quota_limit_exceeded"}},
    ]
    found = Outcomes(read("tiktok-research", pages))
    assert sorted(found.records) == ["tiktok:7178997441201524010", "tiktok:@bo"]
    assert found.ignored == [("no_records", "$"), ("api_error", "$.error")]


def test_a_damaged_item_does_not_take_the_page(read) -> None:  # type: ignore[no-untyped-def]
    damaged = [
        comment(1.5),
        comment(-1),
        comment(2, like_count="3"),
        comment(3, create_time=1e300),
        7,
    ]
    found = Outcomes(
        read("tiktok-research", [page(comments=[*damaged, comment(7179299398128231214)])])
    )
    assert list(found.records) == ["tiktok:7179299398128231214"]
    assert found.rejected == [
        ("wrong_type", "$.data.comments[0].id"),
        ("bad_value", "$.data.comments[1].id"),
        ("wrong_type", "$.data.comments[2].like_count"),
        ("wrong_type", "$.data.comments[3].create_time"),
        ("wrong_type", "$.data.comments[4]"),
    ]
