from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sorted_outcomes import Outcomes

from undertow.ingest.detect import detect
from undertow.ingest.formats import FORMATS

AT = "2023-09-02T10:00:00+0000"


def thing(native_id: str, **more: Any) -> dict[str, Any]:
    return {"id": native_id, "created_time": AT, "message": f"text {native_id}", **more}


def comment(native_id: str, **more: Any) -> dict[str, Any]:
    return thing(native_id, comment_count=0, like_count=0, **more)


def page(items: list[Any], asked_of: str = "77_901", edge: str = "comments") -> dict[str, Any]:
    link = f"https://graph.facebook.com/v19.0/{asked_of}/{edge}?access_token=x&after=y"
    return {"data": items, "paging": {"next": link}}


def read_all(read: Any, *values: Any) -> Outcomes:
    return Outcomes(read("facebook-graph", list(values)))


class TestPlaces:
    def test_a_post_is_known_by_its_own_part(self, read) -> None:  # type: ignore[no-untyped-def]
        found = read_all(read, thing("77_901", status_type="added_photos", permalink_url="u"))
        post = found.records["facebook:901"]
        assert (post.kind, post.page_id, post.url) == ("post", "77", "u")
        assert post.created_at == datetime(2023, 9, 2, 10, tzinfo=UTC)
        assert (post.like_count, post.reply_count) == (None, None)

    def test_comments_inside_a_post_answer_it_and_its_author(self, read) -> None:  # type: ignore[no-untyped-def]
        reply = comment("901_32", **{"from": {"id": "77"}})
        top = comment("901_31", **{"from": {"id": "5"}}, comments={"data": [reply]})
        post = thing("77_901", shares={"count": 2}, **{"from": {"id": "77", "name": "Ana"}})
        found = read_all(read, post | {"comments": {"data": [top]}}).records
        top_row, reply_row = found["facebook:901_31"], found["facebook:901_32"]
        assert (top_row.kind, top_row.in_reply_to_id) == ("comment", "901")
        assert (top_row.in_reply_to_author_id, top_row.page_id) == ("77", "77")
        assert (reply_row.kind, reply_row.in_reply_to_id, reply_row.root_id) == (
            "reply",
            "901_31",
            "901",
        )
        assert reply_row.in_reply_to_author_id == "5"

    def test_a_page_of_comments_says_what_it_was_asked_of(self, read) -> None:  # type: ignore[no-untyped-def]
        row = read_all(read, page([thing("901_31")])).records["facebook:901_31"]
        assert (row.kind, row.in_reply_to_id, row.page_id) == ("comment", "901", "77")

    @pytest.mark.parametrize("asked_of", ["901_31", "77_901_31"])
    def test_a_page_of_replies(self, read, asked_of: str) -> None:  # type: ignore[no-untyped-def]
        row = read_all(read, page([thing("901_32")], asked_of)).records["facebook:901_32"]
        assert (row.kind, row.in_reply_to_id, row.root_id) == ("reply", "901_31", "901")

    def test_the_parent_named_by_a_reply_wins(self, read) -> None:  # type: ignore[no-untyped-def]
        parent = {"id": "77_901_31", "from": {"id": "5"}}
        row = read_all(read, page([comment("77_901_32", parent=parent)])).records["facebook:901_32"]
        assert (row.kind, row.in_reply_to_id) == ("reply", "901_31")
        assert row.in_reply_to_author_id == "5"

    def test_a_page_of_posts(self, read) -> None:  # type: ignore[no-untyped-def]
        found = read_all(read, page([thing("77_901")], "77", "feed")).records
        assert found["facebook:901"].kind == "post"

    def test_one_telling_item_speaks_for_its_page(self, read) -> None:  # type: ignore[no-untyped-def]
        found = read_all(read, {"data": [thing("901_1"), comment("901_2")]}).records
        assert {row.kind for row in found.values()} == {"comment"}

    def test_post_or_comment_is_never_guessed(self, read) -> None:  # type: ignore[no-untyped-def]
        bare = thing("901_31", **{"from": {"id": "5"}})
        both = [thing("901_1", shares={"count": 1}), comment("901_2")]
        found = read_all(read, {"data": [bare]}, bare, {"data": both})
        assert [reason for reason, _ in found.rejected] == ["unknown_kind"] * 4


class TestStates:
    def test_counts_that_were_asked_for(self, read) -> None:  # type: ignore[no-untyped-def]
        counts = {
            name: {"data": [], "summary": {"total_count": number}}
            for number, name in enumerate(("likes", "reactions", "comments"), 3)
        }
        found = read_all(read, thing("77_901", shares={"count": 2}, **counts))
        post = found.records["facebook:901"]
        assert (post.like_count, post.reaction_count, post.reply_count) == (3, 4, 5)
        assert post.repost_count == 2
        assert found.declared == {"901": 5}

    def test_replies_are_declared_by_the_comment(self, read) -> None:  # type: ignore[no-untyped-def]
        found = read_all(read, page([thing("901_31", comment_count=7), comment("901_32")]))
        assert found.declared == {"901_31": 7}

    def test_an_author_withheld_is_not_collected(self, read) -> None:  # type: ignore[no-untyped-def]
        row = read_all(read, page([comment("901_31")])).records["facebook:901_31"]
        assert (row.author_id, row.author_name, row.known_absent) == (None, None, None)

    def test_a_sticker_has_no_text(self, read) -> None:  # type: ignore[no-untyped-def]
        sticker = comment("901_31", message="", attachment={"type": "sticker"})
        row = read_all(read, page([sticker])).records["facebook:901_31"]
        assert (row.text, row.known_absent) == (None, ["text"])

    def test_links_without_the_detour(self, read) -> None:  # type: ignore[no-untyped-def]
        share = {
            "type": "share",
            "url": "https://l.facebook.com/l.php?u=x",
            "unshimmed_url": "https://example.org/b",
            "media": {"image": {"src": "https://pic.example/b.jpg"}},
        }
        picture = {"type": "photo", "url": "https://www.facebook.com/photo?fbid=1"}
        row = read_all(read, thing("77_901", attachments={"data": [share, picture]})).records[
            "facebook:901"
        ]
        assert row.urls == ["https://example.org/b"]
        assert row.media == ["https://pic.example/b.jpg"]


class TestDamage:
    def test_one_bad_comment_does_not_take_the_page(self, read) -> None:  # type: ignore[no-untyped-def]
        items = [comment("901_1"), comment("901_2", created_time="2023-09-02T10:00:00"), 7]
        found = read_all(read, page([*items, {"id": 5, "created_time": AT}]))
        assert list(found.records) == ["facebook:901_1"]
        assert found.rejected == [
            ("no_time_zone", "$.data[1].created_at"),
            ("wrong_type", "$.data[2]"),
            ("wrong_type", "$.data[3].id"),
        ]

    def test_a_bad_reply_keeps_its_comment(self, read) -> None:  # type: ignore[no-untyped-def]
        top = comment("901_31", comments={"data": [{"id": "901_32"}]})
        found = read_all(read, page([top]))
        assert list(found.records) == ["facebook:901_31"]
        assert found.rejected == [("missing_field", "$.data[0].comments.data[0]")]

    def test_answers_are_bounded(self, read) -> None:  # type: ignore[no-untyped-def]
        nested = comment("901_99")
        for number in range(98, 70, -1):
            nested = comment(f"901_{number}", comments={"data": [nested]})
        found = read_all(read, page([nested]))
        assert len(found.records) == 9
        assert [reason for reason, _ in found.rejected] == ["nested_too_deep"]

    def test_an_error_in_place_of_data(self, read) -> None:  # type: ignore[no-untyped-def]
        found = read_all(read, {"error": {"message": "(#10) needs permission", "code": 10}})
        assert found.ignored == [("api_error", "$.error")]
        assert not found.rejected

    def test_unicode_survives(self, read) -> None:  # type: ignore[no-untyped-def]
        raw = json.dumps(page([comment("901_31", message="很好 👍 é")])).encode()
        row = Outcomes(read("facebook-graph", raw)).records["facebook:901_31"]
        assert row.text == "很好 👍 é"


def test_a_page_longer_than_the_sample_is_known(open_bytes) -> None:  # type: ignore[no-untyped-def]
    content = json.dumps(page([comment(f"901_{number}") for number in range(2_000)]), indent=1)
    found = detect(open_bytes(content.encode()), "comments.json", FORMATS)
    assert found.spec.format_id == "facebook-graph"
