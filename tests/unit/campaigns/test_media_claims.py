"""What is said of media: reuse, altered copies of what was seen earlier, and nothing more."""

from __future__ import annotations

from typing import Any

import pytest
from media_scene import (
    CARRIED,
    COPY,
    FIRST,
    MATCHES,
    MIRROR,
    PICTURE,
    campaign_tables,
    claims_of,
    match,
    media_rows,
)

from undertow.schema import MediaFiles
from undertow.wording import catalogue
from undertow.wording.media import copy_sentences, reuse_sentences


def told(**changes: Any) -> dict[str, dict[str, Any]]:
    others = changes.pop("others", ())
    carried = changes.get("carried")
    precision = changes.pop("precision", {})
    claims, _ = claims_of(campaign_tables(media_rows(**changes), carried, others, precision))
    return {row["kind"]: row for row in claims}


def test_the_same_media_by_several_accounts_on_several_platforms() -> None:
    claim = told()["media"]
    facts = claim["facts"]
    assert (claim["subject"], claim["value"], claim["unit"]) == (FIRST, 4.0, "accounts")
    assert facts["by_platform"] == [["x", 2, 2], ["tiktok", 1, 1], ["youtube", 1, 1]]
    assert (facts["n_posts"], facts["n_accounts"], facts["n_files"]) == (4, 4, 3)
    assert (facts["first_at"], facts["last_at"]) == (
        "2023-08-07T09:00:00Z",
        "2023-08-07T18:00:00Z",
    )
    assert [own["sha256"] for own in facts["files"]] == [FIRST, COPY, MIRROR]


def test_evidence_leads_to_the_posts_and_to_the_bytes_of_the_media() -> None:
    claims, evidence = claims_of(campaign_tables(media_rows()))
    for claim in claims:
        own = [row for row in evidence if row["claim_id"] == claim["claim_id"]]
        assert len(own) == claim["n_evidence"]
        files = {row["record_uid"] for row in own if row["record_uid"] == row["raw_sha256"]}
        assert files == {FIRST, COPY, MIRROR}
        posts = {row["record_uid"]: row["raw_sha256"] for row in own}
        assert {f"raw {uid}" for uid in posts if uid not in files} == {
            raw for uid, raw in posts.items() if uid not in files
        }


def test_one_account_alone_reuses_nothing() -> None:
    carried = {post: ("a1", *own[1:]) for post, own in CARRIED.items()}
    assert "media" not in told(carried=carried)


def test_copies_are_told_with_what_was_done_to_them() -> None:
    facts = told()["media_copy"]["facts"]
    assert facts["original"] == FIRST
    assert facts["copies"] == [[COPY, ["bars", "cut"]], [MIRROR, ["mirror"]]]
    assert facts["changes"] == [["bars", 1], ["cut", 1], ["mirror", 1]]


@pytest.mark.parametrize(
    ("row", "done"),
    [
        (match(FIRST, COPY), None),
        (match(FIRST, COPY, view_a="crop_10"), ["crop"]),
        (match(FIRST, COPY, view_b="crop_10"), None),
        (match(FIRST, COPY, view_a="bars"), None),
        (match(FIRST, COPY, view_a="bottom_cut", view_b="bottom_cut"), ["strip"]),
        (match(FIRST, COPY, view_b="bottom_cut"), ["strip"]),
        (match(FIRST, COPY, view_a="bottom_cut"), ["crop"]),
        (match(FIRST, COPY, view_b="inset"), ["inset"]),
        (match(FIRST, COPY, view_a="mirror", view_b="mirror"), None),
        (match(FIRST, COPY, view_a="trimmed", view_b="trimmed", share_a=0.5), ["cut"]),
        (match(FIRST, COPY, speed=1.25), ["speed"]),
        (match(FIRST, COPY, share_b=0.5), ["added"]),
        (match(FIRST, COPY, share_a=0.7, share_b=0.7), None),
        (match(FIRST, COPY, kind="sound", share_a=0.2), None),
    ],
)
def test_a_copy_counts_where_its_match_shows_what_was_done(
    row: dict[str, Any], done: list[str] | None
) -> None:
    found = told(matches=[row]).get("media_copy")
    expected = None if done is None else [[COPY, done]]
    assert (None if found is None else found["facts"]["copies"]) == expected


@pytest.mark.parametrize(("length_s", "is_told"), [(3.0, False), (12.5, True)])
def test_another_speed_is_told_of_what_is_long_enough(length_s: float, is_told: bool) -> None:
    rows = media_rows(matches=[match(FIRST, COPY, speed=1.07)])
    for file in rows[MediaFiles]:
        file["duration_s"] = length_s
    found, _ = claims_of(campaign_tables(rows))
    assert [row["facts"]["changes"] for row in found if row["kind"] == "media_copy"] == (
        [[["speed", 1]]] if is_told else []
    )


def test_a_video_that_shows_an_earlier_picture_is_no_copy_of_it() -> None:
    shown = match(FIRST, COPY, kind="still", view_b="bars")
    assert "media_copy" not in told(matches=[shown])


def test_who_posted_it_before_and_is_not_of_the_campaign_is_told() -> None:
    facts = told(others=("x:p1",))["media"]["facts"]
    assert facts["before"] == {"at": "2023-08-07T09:00:00Z", "platform": "x"}
    assert facts["n_accounts"] == 3


def test_a_copy_is_told_against_the_earlier_even_if_that_is_the_one_that_looks_altered() -> None:
    carried = {"x:p1": ("a1", "x", FIRST, 2), "x:p2": ("a2", "x", MIRROR, 0)}
    facts = told(carried=carried)["media_copy"]["facts"]
    assert (facts["original"], facts["copies"]) == (MIRROR, [[FIRST, ["mirror"]]])


@pytest.mark.parametrize(
    ("hours", "precision"),
    [
        ((0, 0, 5), {}),  # at the same second
        ((-9, 0, 20), {"x:p1": "day"}),  # that day, at midnight for all that is known
        ((0, 0, 5), {"x:p1": "minute"}),
        ((0, 8, 30), {"x:p1": "estimate"}),
    ],
)
def test_nothing_is_called_a_copy_where_times_do_not_tell_which_was_first(
    hours: tuple[int, int, int], precision: dict[str, str]
) -> None:
    # The last is the second once more, encoded anew: altered only if the mirrored one was first.
    files = {"x:p1": MIRROR, "x:p2": FIRST, "x:p3": COPY}
    carried = {
        post: (f"a{n}", "x", file, hour)
        for n, ((post, file), hour) in enumerate(zip(files.items(), hours, strict=True))
    }
    matches = [match(FIRST, COPY), match(FIRST, MIRROR, view_a="mirror")]
    matches.append(match(COPY, MIRROR, view_a="mirror"))
    found = told(carried=carried, matches=matches, precision=precision)
    assert "media_copy" not in found


def test_a_day_that_is_over_is_earlier() -> None:
    carried = {"x:p1": ("a1", "x", FIRST, -9), "x:p2": ("a2", "x", MIRROR, 15)}
    for precision in ({}, {"x:p1": "day"}):
        facts = told(carried=carried, precision=precision)["media_copy"]["facts"]
        assert facts["original"] == FIRST
    told_late = {"x:p1": ("a1", "x", FIRST, -9), "x:p2": ("a2", "x", MIRROR, 14)}
    assert "media_copy" not in told(carried=told_late, precision={"x:p1": "day"})


def test_others_were_before_only_where_times_tell() -> None:
    assert told(others=("x:p1",), precision={"x:p1": "hour"})["media"]["facts"]["before"]
    found = told(others=("x:p1",), precision={"x:p1": "day"})
    assert found["media"]["facts"]["before"] is None


def test_nothing_is_said_where_there_are_no_media() -> None:
    claims, evidence = claims_of(campaign_tables({}))
    assert (claims, evidence) == ([], [])


def test_the_order_of_rows_does_not_matter() -> None:
    rows = media_rows(matches=MATCHES)
    turned = {spec: own[::-1] for spec, own in rows.items()}
    assert claims_of(campaign_tables(rows)) == claims_of(campaign_tables(turned))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_claim_is_said_in_both_languages(language: str) -> None:
    words = catalogue(language)
    claims = told()
    reuse = " ".join(map(words.say, reuse_sentences(claims["media"]["facts"])))
    copies = " ".join(map(words.say, copy_sentences(claims["media_copy"]["facts"])))
    assert "TikTok" in reuse
    assert FIRST[:12] in copies
    assert PICTURE[:12] not in reuse
    for text in (reuse, copies):
        assert "{" not in text


@pytest.mark.parametrize(("language", "day"), [("en", "7 August 2023"), ("fr", "7 août 2023")])
def test_a_post_that_is_known_by_its_day_has_no_time_of_day(language: str, day: str) -> None:
    facts = told(precision={"x:p1": "day"})["media"]["facts"]
    assert (facts["first_at"], facts["last_at"]) == ("2023-08-07", "2023-08-07T18:00:00Z")
    words = catalogue(language)
    reuse = " ".join(map(words.say, reuse_sentences(facts))).replace(chr(0xA0), " ")
    assert f"{day} " in reuse
    assert "18" in reuse
    assert "00:00" not in reuse
    assert "9:00" not in reuse
