from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest
from sorted_outcomes import Outcomes
from test_zeeschuimer_tiktok import captured

AT = "Sat Sep 02 18:00:00 +0800 2023"


def aweme(**more: Any) -> dict[str, Any]:
    data = {"aweme_id": "7274000000000000001", "create_time": 1693605000, **more}
    return captured(data, "douyin.com")


def weibo(number: int, **more: Any) -> dict[str, Any]:
    return {
        "mid": str(number),
        "created_at": AT,
        "text_raw": f"text {number}",
        "user": {"id": 17, "screen_name": "安娜"},
        "attitudes_count": 1,
        **more,
    }


class TestDouyin:
    def test_an_embedded_object_has_other_names_and_undefined_fields(self, read) -> None:  # type: ignore[no-untyped-def]
        data = {
            "awemeId": "7274000000000000002",
            "createTime": 1693605000,
            "desc": "$undefined",
            "authorInfo": {"uid": "95", "nickname": "小林", "followerCount": "$undefined"},
            "stats": {"diggCount": "1.2万", "commentCount": 3, "playCount": 0},
            "textExtra": [{"hashtagName": "喝茶"}, {"secUid": "MS4"}],
            "music": "$undefined",
        }
        found = Outcomes(read("zeeschuimer-douyin", [captured(data, "douyin.com")]))
        (record,) = found.records.values()
        assert (record.id, record.author_id, record.author_name) == (data["awemeId"], "95", "小林")
        assert (record.text, record.author_followers) == (None, None)
        assert (record.like_count, record.view_count) == (12_000, None)
        assert (record.hashtags, record.mentions) == (["喝茶"], ["MS4"])
        assert found.declared == {"7274000000000000002": 3}

    def test_the_author_may_be_known_only_beside_the_object(self, read) -> None:  # type: ignore[no-untyped-def]
        author = {"uid": "", "nickname": "安娜"}
        line = aweme(author_user_id=95000000001, author=author, rawdata="", cell_room=None)
        (record,) = Outcomes(read("zeeschuimer-douyin", [line])).records.values()
        assert record.author_id == "95000000001"
        assert record.created_at == datetime(2023, 9, 1, 21, 50, tzinfo=UTC)

    def test_streams_and_damaged_items(self, read) -> None:  # type: ignore[no-untyped-def]
        lines = [
            aweme(rawdata="{}"),
            aweme(cell_room={"rawdata": {}}),
            aweme(aweme_id=None),
            aweme(statistics={"digg_count": "many"}),
            aweme(create_time="$undefined"),
        ]
        found = Outcomes(read("zeeschuimer-douyin", lines))
        assert found.ignored == [("live_stream", "$.data"), ("live_stream", "$.data")]
        assert found.rejected == [
            ("missing_field", "$.data.id"),
            ("wrong_type", "$.data.statistics.digg_count"),
            ("wrong_type", "$.data.create_time"),
        ]


class TestWeibo:
    def test_times_have_the_zone_of_china(self, read) -> None:  # type: ignore[no-untyped-def]
        (record,) = Outcomes(read("weibo", [weibo(1)])).records.values()
        assert record.created_at == datetime(2023, 9, 2, 10, tzinfo=UTC)

    @pytest.mark.parametrize("time", ["08-30", "5分钟前", "昨天 18:00", "08月30日", "2023-09-02"])
    def test_a_time_without_year_is_never_completed(self, read, time: str) -> None:  # type: ignore[no-untyped-def]
        found = Outcomes(read("weibo", [weibo(1, created_at=time)]))
        assert found.rejected == [("bad_time", "$.created_at")]

    def test_a_repost_has_its_own_text_and_brings_the_original(self, read) -> None:  # type: ignore[no-untyped-def]
        original = weibo(1, user={"idstr": "18", "screen_name": "小林"}, comments_count="100万+")
        found = Outcomes(read("weibo", [weibo(2, retweeted_status=original, comments_count=4)]))
        repost, post = found.records.values()
        assert (repost.kind, repost.text) == ("repost", "text 2")
        assert (repost.repost_of_id, repost.repost_of_author_id) == ("1", "18")
        assert (post.kind, post.author_id, post.reply_count) == ("post", "18", None)
        assert found.declared == {"2": 4}

    def test_what_is_left_of_a_deleted_post_is_no_post(self, read) -> None:  # type: ignore[no-untyped-def]
        gone = {"mid": "1", "created_at": AT, "text": "抱歉，此微博已被作者删除", "user": None}
        found = Outcomes(read("weibo", [weibo(2, retweeted_status=gone)]))
        (repost,) = found.records.values()
        assert (repost.repost_of_id, repost.repost_of_author_id) == ("1", None)
        assert found.ignored == [("post_deleted", "$.retweeted_status")]

    @pytest.mark.parametrize("part", ["<a ", '<a href="', "<a href=/n"])
    def test_markup_of_names_costs_no_more_than_its_length(self, read, part) -> None:  # type: ignore[no-untyped-def]
        begun = time.process_time()
        html = part * (200_000 // len(part))
        assert len(Outcomes(read("weibo", [weibo(1, text=html, text_raw=None)])).records) == 1
        assert time.process_time() - begun < 5  # by looking on for the end it is over a minute

    def test_text_links_topics_and_names(self, read) -> None:  # type: ignore[no-untyped-def]
        html = '看<a href="/n/%E5%B0%8F%E6%9E%97">@小林</a> #茶 会#<br />1 &lt; 2'
        links = [{"long_url": "https://example.org/tea"}, {"ori_url": "sinaweibo://x"}]
        long = {"longTextContent": "全文 http://t.cn/A6"}
        lines = [
            weibo(1, text=html, text_raw=None, isLongText=True, url_struct=links),
            weibo(2, text_raw="短", longText=long, isLongText=True),
            weibo(3, text_raw="给 @小林 看"),
        ]
        first, second, third = Outcomes(read("weibo", lines)).records.values()
        assert (first.text, first.text_truncated) == ("看@小林 #茶 会#\n1 < 2", True)
        assert (first.urls, first.hashtags) == (["https://example.org/tea"], ["茶 会"])
        assert first.mentions == ["小林"]
        assert (second.text, second.text_truncated) == ("全文 http://t.cn/A6", False)
        assert second.urls == ["http://t.cn/A6"]
        assert third.mentions == ["小林"]

    def test_pages_and_captures(self, read) -> None:  # type: ignore[no-untyped-def]
        group = {"card_type": 11, "card_group": [{"mblog": weibo(3)}, {"desc": "ad"}]}
        lines = [
            {"ok": 1, "data": {"list": [weibo(1), 7], "statuses": None}},
            {"ok": 1, "data": {"cards": [{"mblog": weibo(2)}, group]}},
            captured(weibo(4), "weibo.com"),
            {**weibo(5), "__import_meta": {"source_platform": "weibo.com"}},
            {"ok": 1, "data": {}},
            weibo(6) | {"mid": None},
        ]
        found = Outcomes(read("weibo", lines))
        assert [record.id for record in found.records.values()] == ["1", "2", "3", "4", "5"]
        assert found.ignored == [
            ("card_without_post", "$.data.cards[1].card_group[1]"),
            ("no_records", "$"),
        ]
        assert found.rejected == [("wrong_type", "$.data.list[1]"), ("missing_field", "$.mid")]
        assert found.records["weibo:4"].observed_at == datetime(2023, 9, 3, 3, tzinfo=UTC)
