"""Reddit: dumps and responses of the API."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from sorted_outcomes import Outcomes

from undertow.ingest.formats.reddit_objects import html_is_raw

FIRST, SECOND = 1693660000, 1693789600


def comment(native_id: str = "b1", **more: Any) -> dict[str, Any]:
    return {
        "id": native_id,
        "author": "ana",
        "created_utc": 1693650000,
        "link_id": "t3_a1",
        "parent_id": "t3_a1",
        "subreddit": "example",
        "body": "a &amp; b",
        **more,
    }


def submission(native_id: str = "a1", **more: Any) -> dict[str, Any]:
    own = {"id": native_id, "author": "bo", "created_utc": 1693650000, "subreddit": "example"}
    return {**own, "title": "Bread", "selftext": "", "is_self": True, **more}


def dump(read: Any, *things: dict[str, Any]) -> Outcomes:
    return Outcomes(read("reddit-ndjson", list(things)))


def test_deletion_is_dated_by_the_visit_that_found_it(read: Any) -> None:
    visits = {"retrieved_on": FIRST, "_meta": {"retrieved_2nd_on": SECOND}}
    later = visits | {"_meta": {"retrieved_2nd_on": SECOND, "was_deleted_later": True}}
    gone = {"body": "[removed]", "author": "[deleted]"}
    rows = dump(
        read,
        comment("b1", **visits),
        comment("b2", **later),
        comment("b3", **visits | gone),
        comment("b4", **gone),
    ).records
    assert [row.deleted_at and row.deleted_at.timestamp() for row in rows.values()] == [
        None,
        SECOND,
        FIRST,
        None,
    ]
    assert rows["reddit:t1_b2"].text == "a & b"
    assert rows["reddit:t1_b3"].known_absent == ["author_handle", "author_id", "text"]
    assert rows["reddit:t1_b1"].known_absent is None


def test_edits(read: Any) -> None:
    edits = (False, True, 1693650900, 1693650900.0, None)
    things = [comment(f"b{n}", edited=edit) for n, edit in enumerate(edits)]
    rows = list(dump(read, *things).records.values())
    at = datetime(2023, 9, 2, 10, 35, tzinfo=UTC)
    assert [row.edited_at for row in rows] == [None, None, at, at, None]
    assert [row.known_absent for row in rows] == [["edited_at"], None, None, None, None]


def test_a_crosspost_names_and_brings_its_original(read: Any) -> None:
    original = submission("a0", author="cy")
    crosspost = submission(crosspost_parent="t3_a0", crosspost_parent_list=[original])
    rows = dump(read, crosspost).records
    row = rows["reddit:t3_a1"]
    assert (row.kind, row.repost_of_id, row.repost_of_author_id) == ("repost", "t3_a0", "cy")
    assert rows["reddit:t3_a0"].kind == "post"
    damaged = dump(read, crosspost | {"crosspost_parent_list": [{"id": 5}]})
    assert list(damaged.records) == ["reddit:t3_a1"]
    assert damaged.rejected == [("wrong_type", "$.crosspost_parent_list[0].id")]


def test_places_pictures_and_ages(read: Any) -> None:
    link = {"is_self": False, "url": "https://i.example/a.jpg?a=1&amp;b=2"}
    rows = dump(
        read,
        submission("a1", **link, is_reddit_media_domain=True, permalink="/r/example/comments/a1/"),
        submission("a2", **link, is_reddit_media_domain=False, author_created_utc=1577836800),
        submission("a3", **link),
    ).records
    own, shared, unknown = rows.values()
    assert (own.url, own.page_id) == ("https://www.reddit.com/r/example/comments/a1/", "example")
    assert (own.media, own.urls) == (["https://i.example/a.jpg?a=1&b=2"], [])
    assert (shared.media, shared.urls) == ([], ["https://i.example/a.jpg?a=1&b=2"])
    assert shared.author_created_at == datetime(2020, 1, 1, tzinfo=UTC)
    assert unknown.media is None


def test_a_score_is_no_number_of_likes(read: Any) -> None:
    row = dump(read, comment(score=5, ups=5, downs=0)).records["reddit:t1_b1"]
    assert (row.like_count, row.reaction_count) == (None, None)


def test_the_html_beside_a_text_tells_whether_it_is_escaped(read: Any) -> None:
    assert html_is_raw('<div class="md">') is True
    assert html_is_raw("&lt;div class") is False
    assert html_is_raw(None) is html_is_raw("") is None
    typed = comment(body="&amp; is an entity", body_html="<div>&amp;amp; is an entity</div>")
    assert dump(read, typed).records["reddit:t1_b1"].text == "&amp; is an entity"


def listing(*things: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    return {"kind": "Listing", "data": {"children": [{"kind": k, "data": d} for k, d in things]}}


def api(read: Any, document: Any) -> Outcomes:
    return Outcomes(read("reddit-listing", msgspec.json.encode(document)))


def test_replies_and_what_was_left_out(read: Any) -> None:
    more = {"count": 7, "parent_id": "t1_b1", "id": "b9", "children": ["b8", "b9"]}
    below = {"count": 0, "parent_id": "t1_b2", "id": "_", "children": []}
    reply = comment("b2", parent_id="t1_b1", replies=listing(("more", below)))
    top = comment("b1", replies=listing(("t1", reply), ("more", more)))
    rest = {"count": 1, "parent_id": "t3_a1", "id": "b7", "children": ["b7"]}
    found = api(read, [listing(("t3", submission())), listing(("t1", top), ("more", rest))])
    assert list(found.records) == ["reddit:t3_a1", "reddit:t1_b1", "reddit:t1_b2"]
    assert found.declared == {"t1_b2": 1, "t1_b1": 3, "t3_a1": 2}
    assert [rule for rule, _ in found.ignored] == ["left_out_comments"] * 3


def test_raw_json_holds_for_a_whole_response(read: Any) -> None:
    pieces = (("t3", submission(title="a &amp; b")), ("t1", comment(body_html="<div>a</div>")))
    assert api(read, listing(*pieces)).records["reddit:t3_a1"].text == "a &amp; b"
    escaped = (pieces[0], ("t1", comment(body_html="&lt;div&gt;a")))
    assert api(read, listing(*escaped)).records["reddit:t3_a1"].text == "a & b"
    assert api(read, listing(pieces[0])).records["reddit:t3_a1"].text == "a & b"


def test_one_bad_thing_does_not_take_the_listing(read: Any) -> None:
    bad = comment("b2", created_utc="soon")
    found = api(read, listing(("t1", bad), ("t1", comment()), ("t9", {}), ("t5", {}), ("t4", {})))
    assert list(found.records) == ["reddit:t1_b1"]
    assert found.rejected == [
        ("bad_time", "$.data.children[0].data.created_utc"),
        ("unknown_kind", "$.data.children[2].kind"),
    ]
    assert [rule for rule, _ in found.ignored] == ["subreddit", "private_message"]


def test_bad_replies_leave_the_comment(read: Any) -> None:
    found = api(read, listing(("t1", comment(replies={"kind": "Listing", "data": 5}))))
    assert list(found.records) == ["reddit:t1_b1"]
    assert len(found.rejected) == 1


def test_accounts(read: Any) -> None:
    account = {"name": "ana", "created_utc": 1577836800.0, "icon_img": "https://i.example/?a&amp;b"}
    things = listing(("t2", account), ("t2", {"name": "cy", "is_suspended": True}))
    rows = api(read, things).records
    assert rows["reddit:ana"].author_created_at == datetime(2020, 1, 1, tzinfo=UTC)
    assert rows["reddit:ana"].author_avatar == "https://i.example/?a&b"
    assert (rows["reddit:ana"].author_status, rows["reddit:cy"].author_status) == (
        None,
        "suspended",
    )


def test_comments_asked_for_by_id(read: Any) -> None:
    things = [{"kind": "t1", "data": comment()}]
    assert list(api(read, {"json": {"data": {"things": things}}}).records) == ["reddit:t1_b1"]
    alone = {"kind": "more", "data": {"parent_id": "t3_a1", "children": ["b1", "b2"]}}
    assert api(read, alone).declared == {"t3_a1": 2}


def test_nesting_is_bounded(read: Any) -> None:
    nested: Any = ""
    for number in range(60):
        nested = listing(("t1", comment(f"b{number}", replies=nested)))
    found = api(read, nested)
    assert len(found.records) == 32
    assert [reason for reason, _ in found.rejected] == ["nested_too_deep"]
