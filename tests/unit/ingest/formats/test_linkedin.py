from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from lags import lag_s
from sorted_outcomes import Outcomes

from undertow.ingest.formats.linkedin_ids import comment_number, post_number

POST = "urn:li:activity:7103677936435200007"
NUMBER = "7103677936435200007"
COMMENT = "7103688002764800007"


def comment(native_id: str = COMMENT, **more: Any) -> dict[str, Any]:
    return {
        "id": native_id,
        "actor": "urn:li:person:AnaExample1",
        "created": {"time": 1693651200000},
        "message": {"text": "Well said"},
        "object": POST,
        **more,
    }


def comments(read: Any, *values: Any) -> Outcomes:
    return Outcomes(read("linkedin-page-comments", list(values)))


class TestPageComments:
    def test_a_comment(self, read) -> None:  # type: ignore[no-untyped-def]
        row = comments(read, {"elements": [comment()]}).records[f"linkedin:{COMMENT}"]
        assert (row.kind, row.in_reply_to_id, row.root_id) == ("comment", NUMBER, NUMBER)
        assert row.author_id == "person:AnaExample1"
        assert row.created_at == datetime(2023, 9, 2, 10, 40, tzinfo=UTC)
        assert (lag_s(row), row.edited_at, row.like_count) == (0.0, None, None)

    @pytest.mark.parametrize(
        "more",
        [
            {"parentComment": f"urn:li:comment:({POST},{COMMENT})"},
            {"object": f"urn:li:comment:({POST},{COMMENT})"},
            {"object": f"urn:li:comment:(activity:{NUMBER},{COMMENT})"},
        ],
    )
    def test_a_reply(self, read, more: dict[str, Any]) -> None:  # type: ignore[no-untyped-def]
        found = comments(read, comment("7103689261056000007", **more))
        row = found.records["linkedin:7103689261056000007"]
        assert (row.kind, row.in_reply_to_id, row.root_id) == ("reply", COMMENT, NUMBER)

    def test_an_edit_and_what_is_counted(self, read) -> None:  # type: ignore[no-untyped-def]
        stamps = {"created": {"time": 1693651200000}, "lastModified": {"time": 1693651260000}}
        counts = {
            "likesSummary": {"totalLikes": 0, "aggregatedTotalLikes": 2},
            "commentsSummary": {"aggregatedTotalComments": 5},
        }
        found = comments(read, comment(**stamps, **counts))
        row = found.records[f"linkedin:{COMMENT}"]
        assert row.edited_at == datetime(2023, 9, 2, 10, 41, tzinfo=UTC)
        assert (row.like_count, row.reply_count) == (0, 5)
        assert found.declared == {COMMENT: 5}
        same = comment(lastModified={"time": 1693651200000})
        assert comments(read, same).records[f"linkedin:{COMMENT}"].edited_at is None

    def test_who_is_named(self, read) -> None:  # type: ignore[no-untyped-def]
        values = [
            {"com.linkedin.common.MemberAttributedEntity": {"member": "urn:li:person:Bo"}},
            {"organization": {"organization": "urn:li:organization:9"}},
            {"com.linkedin.common.HashtagAttributedEntity": {"hashtag": "urn:li:hashtag:a"}},
        ]
        message = {"text": "a", "attributes": [{"start": 0, "value": value} for value in values]}
        row = comments(read, comment(message=message)).records[f"linkedin:{COMMENT}"]
        assert row.mentions == ["person:Bo", "organization:9"]

    def test_one_bad_comment_does_not_take_the_page(self, read) -> None:  # type: ignore[no-untyped-def]
        elements = [comment(object="urn:li:person:x"), comment("1", created=7), comment()]
        found = comments(read, {"elements": elements, "paging": {}})
        assert list(found.records) == [f"linkedin:{COMMENT}"]
        assert found.rejected == [
            ("bad_value", "$.elements[0].object"),
            ("wrong_type", "$.elements[1].created"),
        ]


def update(**more: Any) -> dict[str, Any]:
    return {
        "updateMetadata": {"urn": POST},
        "actor": {"urn": "urn:li:member:7001", "subDescription": {"text": "18h •"}},
        "commentary": {"text": {"text": "Opening"}},
        **more,
    }


def captured(read: Any, **more: Any) -> Outcomes:
    meta = {"source_platform": "linkedin.com", "timestamp_collected": 1693700000000}
    return Outcomes(read("linkedin-zeeschuimer", [update(**more) | {"__import_meta": meta}]))


def post(read: Any, **more: Any) -> Any:
    return captured(read, **more).records[f"linkedin:{NUMBER}"]


class TestCaptured:
    def test_the_time_is_that_of_the_id(self, read) -> None:  # type: ignore[no-untyped-def]
        row = post(read)
        assert row.created_at == datetime(2023, 9, 2, 10, tzinfo=UTC)
        assert row.created_source == "id_derived"
        assert row.author_id == "member:7001"

    @pytest.mark.parametrize(
        "more",
        [
            {"updateMetadata": None, "preDashEntityUrn": f"urn:li:fs_feedUpdate:(V2,{POST})"},
            {"updateMetadata": {}, "preDashEntityUrn": POST},
            {"updateMetadata": {"urn": f"urn:li:aggregate:({POST},urn:li:activity:123456)"}},
        ],
    )
    def test_where_the_id_may_be(self, read, more: dict[str, Any]) -> None:  # type: ignore[no-untyped-def]
        assert post(read, **more).url.endswith(POST)

    def test_no_id_no_post(self, read) -> None:  # type: ignore[no-untyped-def]
        found = captured(read, updateMetadata={"urn": "urn:li:person:7"})
        assert found.rejected == [("missing_field", "$.updateMetadata.urn")]
        assert captured(read, actor=None).ignored == [("not_a_post", "$")]

    def test_the_address_of_a_profile_stands_in_for_an_id(self, read) -> None:  # type: ignore[no-untyped-def]
        target = "https://ca.linkedin.com/company/example-gardens/posts?x=1"
        row = post(read, actor={"navigationContext": {"actionTarget": target}})
        assert (row.author_id, row.author_handle) == ("company/example-gardens", "example-gardens")
        assert row.author_url == "https://ca.linkedin.com/company/example-gardens"
        elsewhere = {"navigationContext": {"actionTarget": "https://example.org/in/ana"}}
        assert post(read, actor=elsewhere).author_id is None

    def test_only_numbers_are_counts(self, read) -> None:  # type: ignore[no-untyped-def]
        counts = {"numComments": "12", "numLikes": "1,234", "numShares": 3}
        found = captured(read, **{"*socialDetail": {"*totalSocialActivityCounts": counts}})
        row = found.records[f"linkedin:{NUMBER}"]
        assert (row.like_count, row.reply_count, row.repost_count) == (None, 12, 3)
        assert found.declared == {NUMBER: 12}
        beyond = {"likes": {"paging": {"total": 1 << 63}}, "totalShares": -1}
        row = post(read, **{"*socialDetail": beyond})
        assert (row.like_count, row.repost_count) == (None, None)
        older = {"likes": {"paging": {"total": 4}}, "comments": {}, "totalShares": 0}
        row = post(read, **{"*socialDetail": older})
        assert (row.like_count, row.reply_count, row.repost_count) == (4, None, 0)

    def test_hashtags_and_mentions_in_both_notations(self, read) -> None:  # type: ignore[no-untyped-def]
        older = [
            {"type": "HASHTAG", "trackingUrn": "urn:li:hashtag:jardín"},
            {"type": "PROFILE_MENTION", "*miniProfile": {"publicIdentifier": "bo"}},
            {"type": "COMPANY_NAME", "*miniCompany": {"universalName": "example"}},
        ]
        newer = [{"detailData": {"*hashtag": {"trackingUrn": "urn:li:hashtag:jardín"}}}]
        row = post(read, commentary={"text": {"text": "a", "attributes": older}})
        assert (row.hashtags, row.mentions) == (["jardín"], ["bo", "example"])
        row = post(read, commentary={"text": {"text": "a", "attributesV2": newer}})
        assert (row.hashtags, row.mentions) == (["jardín"], [])

    @pytest.mark.parametrize(
        "original",
        [
            "urn:li:fs_updateV2:(urn:li:activity:55555,X)",
            {"preDashEntityUrn": "urn:li:share:55555"},
        ],
    )
    def test_shares(self, read, original: Any) -> None:  # type: ignore[no-untyped-def]
        shared = {"*resharedUpdate": original}
        quote = post(read, **shared)
        assert (quote.kind, quote.quoted_id, quote.repost_of_id) == ("quote", "55555", None)
        repost = post(read, commentary=None, **shared)
        assert (repost.kind, repost.quoted_id, repost.repost_of_id) == ("repost", None, "55555")
        assert repost.known_absent == ["text"]


@pytest.mark.parametrize(
    ("urn", "number"),
    [
        ("urn:li:ugcPost:12345", "12345"),
        ("urn:li:fsd_update:(urn:li:activity:12345,MAIN_FEED)", "12345"),
        ("urn:li:person:12345", None),
        ("urn:li:activity:12", None),
        ("", None),
    ],
)
def test_numbers_of_posts(urn: str, number: str | None) -> None:
    assert post_number(urn) == number


def test_numbers_of_comments() -> None:
    assert comment_number("urn:li:comment:(activity:123456,78901)") == "78901"
    assert comment_number("urn:li:comment:(urn:li:share:123456,78901)") == "78901"
    assert comment_number("urn:li:comment:78901") is None
