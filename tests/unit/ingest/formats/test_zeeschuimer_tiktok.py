from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sorted_outcomes import Outcomes

POST = "7178997441201524010"
TOP = "7179299398128231214"


def captured(data: Any, source: str = "tiktok.com", **more: Any) -> dict[str, Any]:
    return {
        "nav_index": "1:1:1",
        "item_id": "1",
        "timestamp_collected": 1693700000000,
        "last_updated": 1693710000000,
        "source_platform": source,
        "data": data,
        **more,
    }


def post(**more: Any) -> dict[str, Any]:
    return {"id": POST, "desc": "Tea", "createTime": 1671523200, **more}


def comment(cid: str, **more: Any) -> dict[str, Any]:
    data = {"cid": cid, "aweme_id": POST, "create_time": 1671593598, "text": "Hi", **more}
    return captured(data, "tiktok-comments")


class TestPosts:
    def test_the_author_as_object_and_as_name(self, read) -> None:  # type: ignore[no-untyped-def]
        author = {"id": "6800000000000000001", "uniqueId": "ana", "nickname": "Ana"}
        lines = [
            captured(post(author=author)),
            captured(
                post(id="1", author="bo", nickname="Bo", authorId="68", createTime="1671523200")
            ),
            captured(post(id="2", author="cy", nickname="Cy")),
        ]
        ana, bo, cy = Outcomes(read("zeeschuimer-tiktok", lines)).records.values()
        assert (ana.author_id, ana.author_handle) == ("6800000000000000001", "ana")
        assert (bo.author_id, bo.author_handle, bo.author_name) == ("68", "bo", "Bo")
        # A name is never taken for the number that TikTok knows an account by.
        assert (cy.author_id, cy.author_handle) == (None, "cy")
        assert ana.created_at == bo.created_at == datetime(2022, 12, 20, 8, tzinfo=UTC)
        assert ana.observed_at == datetime(2023, 9, 3, 3, tzinfo=UTC)

    def test_no_duet_is_known_and_a_duet_quotes(self, read) -> None:  # type: ignore[no-untyped-def]
        lines = [
            captured(post(duetInfo={"duetFromId": "0"})),
            captured(post(id="1", duetInfo={"duetFromId": POST})),
            captured(post(id="2")),
        ]
        alone, duet, unknown = Outcomes(read("zeeschuimer-tiktok", lines)).records.values()
        assert (alone.kind, alone.quoted_id, alone.known_absent) == ("post", None, ["quoted_id"])
        assert (duet.kind, duet.quoted_id, duet.known_absent) == ("quote", POST, None)
        assert (unknown.kind, unknown.known_absent) == ("post", None)

    def test_counts_as_numbers_or_digits_and_none_collected(self, read) -> None:  # type: ignore[no-untyped-def]
        lines = [
            captured(post(stats={"diggCount": 3, "collectCount": "7", "commentCount": 2})),
            captured(post(id="1", stats={"diggCount": "1.2K"})),
            captured(post(id="2", createTime="soon")),
        ]
        found = Outcomes(read("zeeschuimer-tiktok", lines))
        (record,) = found.records.values()
        assert (record.like_count, record.bookmark_count, record.view_count) == (3, 7, None)
        assert (record.hashtags, record.media, record.is_ad) == (None, None, None)
        assert found.declared == {POST: 2}
        assert found.rejected == [
            ("wrong_type", "$.data.stats.diggCount"),
            ("wrong_type", "$.data.createTime"),
        ]

    def test_hashtags_mentions_and_media(self, read) -> None:  # type: ignore[no-untyped-def]
        extra = [
            {"hashtagName": "tea", "userId": ""},
            {"hashtagName": "", "userUniqueId": "bo"},
            {"hashtagName": "", "userId": "68", "userUniqueId": "cy"},
        ]
        video = {"playAddr": "https://v.example/1?x-expires=1"}
        line = {**post(challenges=[{"title": "Tea time"}], textExtra=extra, video=video)}
        line["__import_meta"] = {"source_platform": "tiktok.com"}
        (record,) = Outcomes(read("zeeschuimer-tiktok", [line])).records.values()
        assert record.hashtags == ["Tea time", "tea"]
        assert record.mentions == ["bo", "68"]
        assert record.media == ["https://v.example/1?x-expires=1"]
        assert record.observed_at is None


class TestComments:
    def test_whom_a_comment_answers(self, read) -> None:  # type: ignore[no-untyped-def]
        lines = [
            comment(TOP, reply_id="0", reply_to_reply_id="0", reply_comment_total=5),
            comment("2", reply_id=TOP, reply_to_reply_id="0"),
            comment("3", reply_id=TOP, reply_to_reply_id="2"),
            comment("4", reply_id=0),
        ]
        found = Outcomes(read("zeeschuimer-tiktok-comments", lines))
        kinds = [(r.kind, r.in_reply_to_id, r.root_id) for r in found.records.values()]
        assert kinds == [
            ("comment", POST, POST),
            ("reply", TOP, POST),
            ("reply", "2", POST),
            ("comment", POST, POST),
        ]
        assert found.declared == {TOP: 5}

    def test_who_says_it_in_which_language(self, read) -> None:  # type: ignore[no-untyped-def]
        user = {"uid": "6800000000000000003", "unique_id": "cy", "nickname": "Cy"}
        lines = [
            comment("1", user=user, comment_language="fr", digg_count=0),
            comment("2", user={"uid": "0"}, comment_language="un"),
        ]
        known, unknown = Outcomes(read("zeeschuimer-tiktok-comments", lines)).records.values()
        assert (known.author_id, known.author_handle, known.lang) == (user["uid"], "cy", "fr")
        assert (known.like_count, unknown.like_count) == (0, None)
        assert (unknown.author_id, unknown.lang) == (None, None)

    def test_replies_shown_below_a_comment_are_comments(self, read) -> None:  # type: ignore[no-untyped-def]
        shown = [{"cid": "2", "aweme_id": POST, "create_time": 1671593598, "reply_id": TOP}, 7]
        found = Outcomes(read("zeeschuimer-tiktok-comments", [comment(TOP, reply_comment=shown)]))
        assert list(found.records) == [f"tiktok:{TOP}", "tiktok:2"]
        assert found.rejected == [("wrong_type", "$.data.reply_comment[1]")]
