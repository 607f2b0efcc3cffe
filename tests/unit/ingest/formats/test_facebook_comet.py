from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sorted_outcomes import Outcomes

ADDRESS = "https://www.facebook.com/groups/5005/permalink/901/"


def stamp(seconds: Any, address: str = ADDRESS) -> dict[str, Any]:
    return {"story": {"creation_time": seconds, "url": address}}


def post(*metadata: dict[str, Any], **more: Any) -> dict[str, Any]:
    story = {"post_id": "901", "wwwURL": "u", "actors": [{"id": "7"}], "message": {"text": "m"}}
    return {
        "comet_sections": {
            "content": {"story": story | more},
            "context_layout": {"story": {"comet_sections": {"metadata": list(metadata)}}},
        }
    }


def read_all(read: Any, *posts: Any) -> Outcomes:
    return Outcomes(read("facebook-comet", list(posts)))


def test_time_group_and_author(read) -> None:  # type: ignore[no-untyped-def]
    audience = {"__typename": "CometFeedStoryAudienceStrategy", "story": {"id": "x"}}
    row = read_all(read, post(audience, {}, stamp(1693648800))).records["facebook:901"]
    assert row.created_at == datetime(2023, 9, 2, 10, tzinfo=UTC)
    assert (row.page_id, row.author_id, row.url) == ("5005", "7", "u")
    assert (row.like_count, row.observed_at) == (None, None)


def test_the_envelope_says_when_it_was_seen(read) -> None:  # type: ignore[no-untyped-def]
    meta = {"timestamp_collected": 1693700000000, "source_platform": "facebook.com"}
    one = post(stamp(1693648800))
    for line in (meta | {"data": one}, one | {"__import_meta": meta}):
        row = read_all(read, line).records["facebook:901"]
        assert row.observed_at == datetime.fromtimestamp(1693700000, UTC)


def test_no_message_and_a_message_left_out(read) -> None:  # type: ignore[no-untyped-def]
    row = read_all(read, post(stamp(1), message=None, actors=[])).rejected
    assert row == [("time_out_of_range", "$.created_at")]
    none = read_all(read, post(stamp(1693648800), message=None, actors=[]))
    assert none.records["facebook:901"].known_absent == ["text"]
    assert none.records["facebook:901"].author_id is None
    one = post(stamp(1693648800))
    del one["comet_sections"]["content"]["story"]["message"]
    assert read_all(read, one).records["facebook:901"].known_absent is None


def test_what_is_not_in_its_place_is_quarantined(read) -> None:  # type: ignore[no-untyped-def]
    metadata = "$.comet_sections.context_layout.story.comet_sections.metadata"
    moved = {"comet_sections": {"content": {"story": {"post_id": "901"}}}}
    found = read_all(
        read,
        post(),
        post(stamp(1693648800), stamp(1693648801)),
        post(stamp("1693648800")),
        moved,
        {"data": {"node": post(stamp(1693648800))}},
    )
    assert found.rejected == [
        ("missing_field", metadata),
        ("bad_time", metadata),
        ("wrong_type", f"{metadata}[0].story.creation_time"),
        ("missing_field", "$.comet_sections"),
        ("missing_field", "$"),
    ]
