from __future__ import annotations

from typing import Any

import pytest
from sorted_outcomes import Outcomes

from undertow.ingest.formats import FORMATS
from undertow.ingest.id_times import post_time

AT = "2023-09-02T10:00:00+0000"


def media(native_id: str, **more: Any) -> dict[str, Any]:
    return {"id": native_id, "timestamp": AT, "media_type": "IMAGE", **more}


def comment(native_id: str, **more: Any) -> dict[str, Any]:
    return {"id": native_id, "timestamp": AT, "text": f"text {native_id}", **more}


def page(items: list[Any], asked_of: str, edge: str) -> dict[str, Any]:
    return {"data": items, "paging": {"next": f"https://graph.example/v19.0/{asked_of}/{edge}?a=b"}}


def read_all(read: Any, *values: Any) -> Outcomes:
    return Outcomes(read("instagram-graph", list(values)))


def test_comments_and_replies_inside_a_medium(read) -> None:  # type: ignore[no-untyped-def]
    reply = comment("3", **{"from": {"id": "7", "username": "ana"}})
    top = comment("2", **{"from": {"id": "5"}}, replies={"data": [reply]})
    inside = media("1", owner={"id": "7"}, comments_count=9, comments={"data": [top]})
    found = read_all(read, {"data": [inside]})
    top_row, reply_row = found.records["instagram:2"], found.records["instagram:3"]
    assert (top_row.kind, top_row.in_reply_to_id, top_row.root_id) == ("comment", "1", "1")
    assert (top_row.author_id, top_row.in_reply_to_author_id) == ("5", "7")
    assert (reply_row.kind, reply_row.in_reply_to_id, reply_row.root_id) == ("reply", "2", "1")
    assert (reply_row.author_handle, reply_row.in_reply_to_author_id) == ("ana", "5")
    assert found.declared == {"1": 9}


def test_pages_say_what_they_were_asked_of(read) -> None:  # type: ignore[no-untyped-def]
    found = read_all(
        read, page([comment("2")], "1", "comments"), page([comment("3")], "2", "replies")
    ).records
    assert (found["instagram:2"].kind, found["instagram:2"].in_reply_to_id) == ("comment", "1")
    assert (found["instagram:3"].kind, found["instagram:3"].in_reply_to_id) == ("reply", "2")
    assert found["instagram:3"].root_id is None


def test_a_comment_that_names_its_medium(read) -> None:  # type: ignore[no-untyped-def]
    one = comment("2", media={"id": "1", "owner": {"id": "7"}}, parent_id="4", username="bo")
    row = read_all(read, one).records["instagram:2"]
    assert (row.kind, row.in_reply_to_id, row.root_id) == ("reply", "4", "1")
    assert (row.author_id, row.author_handle) == (None, "bo")  # a handle is no id


def test_a_count_left_out_is_not_collected(read) -> None:  # type: ignore[no-untyped-def]
    row = read_all(read, media("1", caption="#a")).records["instagram:1"]
    assert (row.like_count, row.reply_count, row.known_absent) == (None, None, None)
    assert row.hashtags == ["a"]


def test_ids_of_the_api_tell_no_time(read) -> None:  # type: ignore[no-untyped-def]
    row = read_all(read, media("17895695668004550")).records["instagram:17895695668004550"]
    assert row.created_id_lag_s is None
    assert post_time("instagram", "17895695668004550", "post") is None
    assert post_time("instagram", "3182879284901445637", "post") is not None


def test_objects_of_neither_kind_and_damage(read) -> None:  # type: ignore[no-untyped-def]
    items = [{"id": "1", "timestamp": AT}, comment("2", timestamp="yesterday"), comment("3")]
    found = read_all(read, {"data": items}, {"error": {"code": 190}})
    assert found.rejected == [
        ("unknown_kind", "$.data[0]"),
        ("bad_time", "$.data[1].created_at"),
    ]
    assert found.ignored == [("api_error", "$.error")]
    assert list(found.records) == ["instagram:3"]


@pytest.mark.parametrize("format_id", ["facebook-graph", "instagram-graph"])
def test_answers_of_others_are_not_taken_for_it(open_bytes, format_id: str) -> None:  # type: ignore[no-untyped-def]
    for line in (
        b'{"data": [{"id": "1", "text": "a", "created_at": "x"}], "meta": {}}\n',
        b'{"id": "1", "timestamp": "2023-09-02T10:00:00.000Z", "caption": "by another tool"}\n',
        b'{"id": "1", "created_time": 1693648800, "message": "by another tool"}\n',
        b'{"data": []}\n',
    ):
        assert FORMATS[format_id].probe(open_bytes(line).sample).value == 0
