"""What a cell means is what the map says, and nothing else."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from undertow.ingest.outcomes import Accepted, Ignored, Rejected

PARIS = 'created_at = {column = "At", format = "%d/%m/%Y %H:%M", zone = "Europe/Paris"'


@pytest.mark.parametrize(
    ("rule", "cell", "utc", "precision"),
    [
        (PARIS + "}", "02/09/2023 10:00", "2023-09-02T08:00:00+00:00", "minute"),
        (PARIS + "}", " 2/9/2023  9:05 ", "2023-09-02T07:05:00+00:00", "minute"),
        (PARIS + ', ambiguous = "hour"}', "29/10/2023 02:30", "2023-10-29T00:30:00+00:00", "hour"),
        (PARIS + ', precision = "day"}', "02/09/2023 00:00", "2023-09-01T22:00:00+00:00", "day"),
        (
            'created_at = {column = "At", format = "%Y-%m-%d", zone = "-05:00"}',
            "2023-09-02", "2023-09-02T05:00:00+00:00", "day",
        ),
        (
            'created_at = {column = "At", format = "%Y-%m-%d %H:%M:%S", zones = {BRT = "-03:00"}}',
            "2021-07-05 18:02:45 BRT", "2021-07-05T21:02:45+00:00", "second",
        ),
        (
            'created_at = {column = "At", format = "%Y年%m月%d日 %H:%M", zone = "Asia/Shanghai"}',
            "2023年09月02日 10:00", "2023-09-02T02:00:00+00:00", "minute",
        ),
        (
            'created_at = {column = "At", format = "%a %b %d %H:%M:%S %z %Y"}',
            "Sat Sep 02 10:00:00 +0200 2023", "2023-09-02T08:00:00+00:00", "second",
        ),
        (
            'created_at = {column = "At", format = "epoch_s"}',
            "1693648800", "2023-09-02T10:00:00+00:00", "second",
        ),
        (
            'created_at = {column = "At", format = "epoch_ms"}',
            "1693648800500", "2023-09-02T10:00:00.500000+00:00", "second",
        ),
        (
            'created_at = {column = "At", format = "iso", zone = "UTC"}',
            "2023-09-02 10:00", "2023-09-02T10:00:00+00:00", "minute",
        ),
        (
            'created_at = {column = "At", format = "iso", zone = "UTC"}',
            "2023-09-02T10:00+02:00", "2023-09-02T08:00:00+00:00", "minute",
        ),
    ],
)  # fmt: skip
def test_times(outcome, rule: str, cell: str, utc: str, precision: str) -> None:  # type: ignore[no-untyped-def]
    record = outcome(rule, {"At": cell}).record
    assert (record.created_at.isoformat(), record.created_precision) == (utc, precision)


@pytest.mark.parametrize(
    ("rule", "cell", "reason"),
    [
        (PARIS + "}", "13/13/2023 10:00", "bad_time"),
        (PARIS + "}", "02/09/2023 10:00 PM", "bad_time"),
        (PARIS + "}", "9" * 70, "bad_time"),
        (PARIS + "}", "29/10/2023 02:30", "time_ambiguous"),
        (PARIS + "}", "26/03/2023 02:30", "time_skipped"),
        (PARIS + "}", "02/09/1899 10:00", "time_out_of_range"),
        ('created_at = {column = "At", format = "iso"}', "2023-09-02T10:00:00", "no_time_zone"),
        ('created_at = {column = "At", format = "iso"}', "2023-02-30T10:00:00Z", "bad_time"),
        ('created_at = {column = "At", format = "epoch_s"}', "1e9", "bad_time"),
        ('created_at = {column = "At", format = "epoch_s"}', "999999999999999", "bad_time"),
        (
            'created_at = {column = "At", format = "%Y-%m-%d %H:%M", zones = {BRT = "-03:00"}}',
            "2021-07-05 18:02 CET", "bad_time",
        ),
    ],
)  # fmt: skip
def test_times_that_cannot_be_used(outcome, rule: str, cell: str, reason: str) -> None:  # type: ignore[no-untyped-def]
    found = outcome(rule, {"At": cell})
    assert isinstance(found, Rejected)
    assert found.reason_code == reason


@pytest.mark.parametrize(
    ("marks", "cell", "number"),
    [
        ("", "0407", 407),
        ('thousands = "."', "407.137", 407137),
        ('thousands = "."', "12", 12),
        ('thousands = " "', "1\u202f234\u00a0567", 1234567),
        ('thousands = ".", decimal = ","', "1.234,0", 1234),
        ('decimal = ".", suffixes = {K = 1000, "万" = 10000}', "1.2K", 1200),
        ('decimal = ".", suffixes = {K = 1000, "万" = 10000}', "1.2万", 12000),
        ("suffixes = {K = 1000}", "3 K", 3000),
    ],
)
def test_numbers(outcome, marks: str, cell: str, number: int) -> None:  # type: ignore[no-untyped-def]
    rule = f'like_count = {{column = "L"{", " + marks if marks else ""}}}'
    assert outcome(rule, {"L": cell}).record.like_count == number


@pytest.mark.parametrize(
    ("marks", "cell"),
    [
        ("", "407.137"),
        ("", "1,234"),
        ("", "-1"),
        ("", "1.2K"),
        ("", "٣"),
        ("", "9" * 20),
        ("", "9" * 50),
        ('thousands = ","', "1,23"),
        ('thousands = ","', "1234,567"),
        ('decimal = "."', "1.5"),
        ('decimal = ".", suffixes = {K = 1000}', "1.2345K"),
        ("suffixes = {K = 1000}", "1M"),
    ],
)
def test_numbers_that_are_none(outcome, marks: str, cell: str) -> None:  # type: ignore[no-untyped-def]
    rule = f'like_count = {{column = "L"{", " + marks if marks else ""}}}'
    found = outcome(rule, {"L": cell})
    assert isinstance(found, Rejected)
    assert found.stage == "schema"


def test_three_states_of_a_field(outcome) -> None:  # type: ignore[no-untyped-def]
    rule = (
        'like_count = {column = "L", missing = ["N/A"], absent = ["hidden"], '
        'empty = "known_absent"}\n'
        'hashtags = {column = "H", separator = ",", absent = ["none"]}\n'
        'author_id = {column = "A", absent = ["[deleted]"]}\ntext = "T"\nlang = "G"'
    )
    row = {"L": "hidden", "H": "none", "A": "[deleted]", "T": "-", "G": "-"}
    record = outcome(rule, row, more='missing = ["-"]\n').record
    assert record.known_absent == ["author_id", "like_count"]
    assert (record.like_count, record.author_id, record.hashtags) == (None, None, [])
    assert (record.text, record.lang) == ("-", None)  # a text may be a hyphen
    assert outcome(rule, {"L": "", "A": "7"}).record.known_absent == ["like_count"]
    unknown = outcome(rule, {"L": "N/A"}).record
    assert (unknown.known_absent, unknown.author_id, unknown.hashtags) == (None, None, None)


def test_ids_are_taken_out_of_links_and_put_into_a_namespace(outcome) -> None:  # type: ignore[no-untyped-def]
    rule = (
        'author_id = {column = "U", extract = "segment_after:user", prefix = ""}\n'
        'root_id = {column = "U", extract = "query:story"}\n'
        'quoted_id = {column = "U", extract = "last_segment"}\n'
        'page_id = {constant = "town"}\n'
        'repost_of_id = {column = "R", strip_start = "=\\"", strip_end = "\\""}'
    )
    link = "https://www.social.example/user/77/posts/900/?story=5&x=1"
    record = outcome(rule, {"U": link, "R": '="0012"'}, more='namespace = "mcl:"\n').record
    assert (record.id, record.author_id, record.root_id) == ("mcl:1", "77", "mcl:5")
    assert (record.quoted_id, record.page_id) == ("mcl:900", "mcl:town")
    assert record.repost_of_id == "mcl:0012"
    for bad in ("https://social.example/", "no link", "http://[", "https://a/user/" + "x" * 9000):
        found = outcome(rule, {"U": bad})
        assert isinstance(found, Rejected)
        assert (found.reason_code, found.json_path) == ("bad_value", "$.U")


def test_values_say_kind_and_platform(outcome) -> None:  # type: ignore[no-untyped-def]
    top = 'id = "map-t"\ndescription = "d"\nescaping = "plain"\n'
    rule = (
        'platform = {column = "U", extract = "host", values = {"twitter.com" = "x"}, '
        'unlisted = "ignore"}\n'
        'kind = {column = "K", values = {RT = "repost", Ad = "ignore"}}\n'
        'lang = {column = "G", values = {English = "en"}, unlisted = "not_collected"}'
    )
    row = {"U": "https://www.twitter.com/ana", "K": "RT", "G": "English"}
    record = outcome(rule, row, top=top).record
    assert (record.platform, record.kind, record.lang) == ("x", "repost", "en")
    assert outcome(rule, row | {"G": "Klingon"}, top=top).record.lang is None
    assert outcome(rule, row | {"K": "Ad"}, top=top) == Ignored("left_out_by_map")
    assert outcome(rule, row | {"U": "https://blog.example/a"}, top=top) == Ignored(
        "left_out_by_map"
    )
    assert outcome(rule, row | {"K": "rt"}, top=top).reason_code == "bad_value"


@pytest.mark.parametrize(
    ("escaping", "text"),
    [
        ("plain", "<b>A</b> &amp;amp; b"),
        ("entities", "<b>A</b> &amp; b"),
        ("html", "A &amp; b"),
        ("markdown", "<b>A</b> &amp;amp; b"),
    ],
)
def test_texts_are_unescaped_as_declared_and_once(outcome, escaping: str, text: str) -> None:  # type: ignore[no-untyped-def]
    top = f'id = "map-t"\ndescription = "d"\nplatform = "x"\nescaping = "{escaping}"\n'
    record = outcome(
        'text = "T"\nurl = "U"', {"T": "<b>A</b> &amp;amp; b", "U": "a&amp;b"}, top=top
    ).record
    assert record.text == text
    assert record.url == "a&amp;b"


def test_lists_flags_and_what_the_text_holds(outcome) -> None:  # type: ignore[no-untyped-def]
    rule = (
        'text = {columns = ["T1", "T2"]}\nurls = {from = "text"}\nhashtags = {from = "text"}\n'
        'mentions = {column = "M", json = true}\nmedia = {column = "P", separator = " | "}\n'
        'is_ad = {column = "Ad", true = ["Oui"], false = ["Non"]}\n'
        "text_truncated = {constant = true}"
    )
    row = {
        "T1": "Look #bread",
        "T2": "https://example.org/a.",
        "M": '["@ana"]',
        "P": "a | b",
        "Ad": "oui",
    }
    record = outcome(rule, row).record
    assert record.text == "Look #bread\n\nhttps://example.org/a."
    assert (record.urls, record.hashtags) == (["https://example.org/a"], ["bread"])
    assert (record.mentions, record.media) == (["ana"], ["a", "b"])
    assert (record.is_ad, record.text_truncated) == (True, True)
    assert outcome(rule, {}).record.urls is None  # no text, so nothing is known of its links
    assert outcome(rule, row | {"M": "[1]"}).reason_code == "wrong_type"
    assert outcome(rule, row | {"Ad": "maybe"}).reason_code == "wrong_type"


def test_parquet_values_are_taken_exactly_or_not_at_all(outcome) -> None:  # type: ignore[no-untyped-def]
    rule = (
        'author_id = "A"\nlike_count = "L"\nhashtags = {column = "H", json = true}\n'
        'is_ad = "Ad"\nedited_at = {column = "E", format = "iso", zone = "Asia/Tokyo"}'
    )
    at = datetime(2023, 9, 2, 10, tzinfo=timezone(timedelta(hours=2)))
    row = {"Id": 2**62 + 1, "At": at, "A": 7.0, "L": 3.0, "H": ["a"], "Ad": True}
    record = outcome(rule, row | {"E": datetime(2023, 9, 3, 9)}, parquet=True).record
    assert record.id == str(2**62 + 1)
    assert record.created_at.isoformat() == "2023-09-02T08:00:00+00:00"
    assert record.edited_at.isoformat() == "2023-09-03T00:00:00+00:00"
    assert (record.author_id, record.like_count, record.hashtags) == ("7", 3, ["a"])
    assert outcome(rule, row | {"L": float("nan")}, parquet=True).record.like_count is None
    day = outcome(rule, row | {"E": date(2023, 9, 3)}, parquet=True).record
    assert day.edited_at.isoformat() == "2023-09-02T15:00:00+00:00"
    assert outcome(rule, row | {"A": 1e18}, parquet=True).reason_code == "id_destroyed"
    assert outcome(rule, row | {"A": {"id": 1}}, parquet=True).reason_code == "wrong_type"
    assert outcome(rule, row | {"A": ["7"]}, parquet=True).reason_code == "wrong_type"
    naive = outcome(rule, row | {"At": datetime(2023, 9, 2)}, parquet=True)
    assert naive.reason_code == "no_time_zone"


def test_an_empty_id_is_no_record(outcome) -> None:  # type: ignore[no-untyped-def]
    found = outcome("", {"Id": ""})
    assert isinstance(found, Rejected)
    assert found.reason_code == "missing_field"
    assert isinstance(outcome("", {"Id": " 1 "}), Accepted)
