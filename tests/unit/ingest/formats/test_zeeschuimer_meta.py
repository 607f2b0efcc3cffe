"""Instagram and Threads as the browser extension captures them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sorted_outcomes import Outcomes

FIRST_MS, LAST_MS = 1_693_700_000_000, 1_693_710_000_000
ANA = {"pk": 7001, "id": "17841400000000001", "username": "ana", "full_name": "Ana"}
ID, CODE = "3182879284901445637", "Cwr29iTgAAF"


def captured(platform: str, post: dict[str, Any]) -> dict[str, Any]:
    return {
        "item_id": "1",
        "timestamp_collected": FIRST_MS,
        "last_updated": LAST_MS,
        "source_platform": platform,
        "data": post,
    }


def item(**more: Any) -> dict[str, Any]:
    return {"pk": ID, "code": CODE, "taken_at": 1693648800, "user": ANA, "caption": None, **more}


def graph(**more: Any) -> dict[str, Any]:
    return {"id": ID, "shortcode": CODE, "taken_at_timestamp": 1693648800, **more}


def instagram(read: Any, post: dict[str, Any]) -> Any:
    found = Outcomes(read("zeeschuimer-instagram", [captured("instagram.com", post)]))
    assert not found.rejected
    return found.records[f"instagram:{ID}"]


def threads(read: Any, **more: Any) -> Any:
    post = captured("threads.net", item(**more))
    return Outcomes(read("zeeschuimer-threads", [post])).records[f"threads:{ID}"]


class TestInstagramShapes:
    @pytest.mark.parametrize(
        "post",
        [
            item(),
            item(pk=int(ID)),
            item(pk=None, id=f"{ID}_7001"),
            item(pk=None, id=f"POLARIS_{ID}"),
            item(pk=None),
            graph(),
            graph(id=None),
        ],
    )
    def test_one_post_has_one_id(self, read, post: dict[str, Any]) -> None:  # type: ignore[no-untyped-def]
        row = instagram(read, post)
        assert row.url == f"https://www.instagram.com/p/{CODE}/"
        assert (row.created_source, row.created_id_lag_s) == ("field", 0.0)
        assert row.observed_at == datetime.fromtimestamp(LAST_MS / 1000, UTC)

    def test_a_preview_has_the_time_of_its_id_and_no_counts(self, read) -> None:  # type: ignore[no-untyped-def]
        row = instagram(
            read,
            {
                "__typename": "XIGPolarisVideoMedia",
                "id": f"POLARIS_{ID}",
                "pk": ID,
                "code": CODE,
                "user": {"pk": "7001", "id": "17841400000000001"},
                "media_type": "2",
                "_zs_partial": True,
            },
        )
        assert row.created_source == "id_derived"
        assert row.created_at == datetime(2023, 9, 2, 10, tzinfo=UTC)
        assert (row.text, row.like_count, row.reply_count) == (None, None, None)
        assert row.known_absent is None  # a preview leaves out the caption, it may have one
        assert row.author_id == "7001"

    def test_no_number_no_post(self, read) -> None:  # type: ignore[no-untyped-def]
        posts = [{"taken_at": 1693648800, "code": "?"}, {"pk": 1.5}, item(like_count=-2)]
        lines = [captured("instagram.com", post) for post in posts]
        found = Outcomes(read("zeeschuimer-instagram", lines))
        assert found.rejected == [
            ("missing_field", "$.pk"),
            ("wrong_type", "$.pk"),
            ("wrong_type", "$.like_count"),
        ]

    def test_what_4cat_writes_and_nul_bytes(self, read) -> None:  # type: ignore[no-untyped-def]
        line = b'{"pk":"%s","taken_at":1693648800,"__import_meta":{"timestamp_collected":%d}}\0\n'
        content = line % (ID.encode(), FIRST_MS)
        row = Outcomes(read("zeeschuimer-instagram", content)).records[f"instagram:{ID}"]
        assert row.observed_at == datetime.fromtimestamp(FIRST_MS / 1000, UTC)


class TestInstagramStates:
    def test_hidden_likes_are_not_those_of_friends(self, read) -> None:  # type: ignore[no-untyped-def]
        row = instagram(read, item(like_and_view_counts_disabled=True, like_count=3))
        assert (row.like_count, row.known_absent) == (None, ["like_count", "text"])

    @pytest.mark.parametrize(
        "post", [item(like_count=-1), graph(edge_media_preview_like={"count": -1})]
    )
    def test_a_count_of_minus_one_is_hidden(self, read, post: dict[str, Any]) -> None:  # type: ignore[no-untyped-def]
        row = instagram(read, post)
        assert row.like_count is None
        assert "like_count" in (row.known_absent or ())

    def test_counts_and_those_that_were_not_collected(self, read) -> None:  # type: ignore[no-untyped-def]
        line = captured("instagram.com", item(like_count=0, comment_count=4, play_count=9))
        found = Outcomes(read("zeeschuimer-instagram", [line]))
        row = found.records[f"instagram:{ID}"]
        assert (row.like_count, row.reply_count, row.view_count) == (0, 4, 9)
        assert found.declared == {ID: 4}
        row = instagram(read, graph(edge_media_to_comment={"count": 4}))
        assert (row.like_count, row.reply_count, row.known_absent) == (None, 4, None)

    def test_captions_tags_and_files(self, read) -> None:  # type: ignore[no-untyped-def]
        picture = {"image_versions2": {"candidates": [{"url": "https://pic.example/1.jpg"}]}}
        video = picture | {"video_versions": [{"url": "https://pic.example/2.mp4"}]}
        row = instagram(
            read,
            item(
                caption={"text": "Opening #saturday https://example.org/a"},
                usertags={"in": [{"user": {"username": "bo"}}, {"user": None}]},
                coauthor_producers=[{"username": "cy"}],
                carousel_media=[picture, video],
                is_paid_partnership=True,
            ),
        )
        assert (row.hashtags, row.urls) == (["saturday"], ["https://example.org/a"])
        assert row.mentions == ["bo", "cy"]
        assert row.media == ["https://pic.example/1.jpg", "https://pic.example/2.mp4"]
        assert row.is_ad is True

    def test_the_older_graph(self, read) -> None:  # type: ignore[no-untyped-def]
        edges = [{"node": {"text": "Opening #saturday"}}]
        children = [{"node": {"display_url": f"https://pic.example/{n}.jpg"}} for n in (1, 2)]
        row = instagram(
            read,
            graph(
                owner={"id": "7001", "username": "ana", "is_private": True},
                edge_media_to_caption={"edges": edges},
                edge_sidecar_to_children={"edges": children},
                edge_liked_by={"count": 5},
                display_url="https://pic.example/1.jpg",
                video_view_count=8,
            ),
        )
        assert (row.author_id, row.author_status) == ("7001", "protected")
        assert (row.text, row.like_count, row.view_count) == ("Opening #saturday", 5, 8)
        assert row.media == ["https://pic.example/1.jpg", "https://pic.example/2.jpg"]


class TestThreads:
    def test_a_post_that_answers_nobody(self, read) -> None:  # type: ignore[no-untyped-def]
        none = {"quoted_post": None, "reposted_post": None}
        row = threads(read, text_post_app_info={"is_reply": False, "share_info": none})
        assert row.kind == "post"
        assert row.author_id == "7001"
        assert row.known_absent == [
            "in_reply_to_author_id",
            "in_reply_to_id",
            "quoted_id",
            "repost_of_author_id",
            "repost_of_id",
            "text",
        ]

    def test_what_is_not_said_is_not_absent(self, read) -> None:  # type: ignore[no-untyped-def]
        row = threads(read, caption={"text": "a"})
        assert (row.kind, row.known_absent, row.reply_count) == ("post", None, None)

    def test_a_reply_names_only_the_account(self, read) -> None:  # type: ignore[no-untyped-def]
        info = {"is_reply": True, "reply_to_author": {"id": "7002", "username": "bo"}}
        row = threads(read, text_post_app_info=info)
        assert (row.kind, row.in_reply_to_id, row.in_reply_to_author_id) == ("reply", None, "7002")

    def test_quotes_and_reposts(self, read) -> None:  # type: ignore[no-untyped-def]
        other = {"pk": "55", "user": {"pk": "7002"}}
        quote = threads(read, text_post_app_info={"share_info": {"quoted_post": other}})
        assert (quote.kind, quote.quoted_id) == ("quote", "55")
        repost = threads(read, text_post_app_info={"share_info": {"reposted_post": other}})
        assert (repost.kind, repost.repost_of_id) == ("repost", "55")
        assert repost.repost_of_author_id == "7002"

    def test_counts_and_hidden_likes(self, read) -> None:  # type: ignore[no-untyped-def]
        info = {"direct_reply_count": 2, "repost_count": 1, "quote_count": 0}
        line = captured("threads.net", item(like_count=5, text_post_app_info=info))
        found = Outcomes(read("zeeschuimer-threads", [line]))
        row = found.records[f"threads:{ID}"]
        assert (row.like_count, row.reply_count, row.repost_count, row.quote_count) == (5, 2, 1, 0)
        assert found.declared == {ID: 2}
        row = threads(read, like_count=5, like_and_view_counts_disabled=True)
        assert row.like_count is None
        assert "like_count" in row.known_absent

    @pytest.mark.parametrize(
        ("address", "target"),
        [
            ("https://l.threads.com/?u=https%3A%2F%2Fexample.org%2Fa&e=x", "https://example.org/a"),
            ("https://example.org/?u=https%3A%2F%2Fevil.example", None),
            ("https://l.threads.com/?e=x", None),
            ("https://[broken", None),
        ],
    )
    def test_links_without_the_detour(self, read, address: str, target: str | None) -> None:  # type: ignore[no-untyped-def]
        info = {"link_preview_attachment": {"url": address}}
        assert threads(read, text_post_app_info=info).urls == [target or address]
