from __future__ import annotations

from datetime import UTC, datetime

import pytest

from undertow.ingest.outcomes import Rejection
from undertow.ingest.plain_text import (
    clean,
    find_hashtags,
    find_urls,
    html_to_text,
    unescape_once,
)
from undertow.ingest.times import epoch_text, named_month_text, parse_time


@pytest.mark.parametrize(
    ("text", "expected", "precision"),
    [
        ("2023-09-02T10:15:30Z", datetime(2023, 9, 2, 10, 15, 30, tzinfo=UTC), "second"),
        ("2023-09-02 10:15:30.25-04:00", datetime(2023, 9, 2, 14, 15, 30, 250000, UTC), "second"),
        ("2023-09-02t10:15z", datetime(2023, 9, 2, 10, 15, tzinfo=UTC), "minute"),
        ("2023-09-02T10+08", datetime(2023, 9, 2, 2, tzinfo=UTC), "hour"),
        ("2023-09-02T10:15:30.123456789Z", datetime(2023, 9, 2, 10, 15, 30, 123456, UTC), "second"),
    ],
)
def test_times_with_a_zone(text: str, expected: datetime, precision: str) -> None:
    assert parse_time(text, "$.created_at") == (expected, precision)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2023-09-02T10:15:30", "no_time_zone"),
        ("2023-09-02", "no_time_zone"),
        ("2023-13-02T10:15:30Z", "bad_time"),
        ("9/2/2023 10:15", "bad_time"),
        ("", "bad_time"),
        ("1970-01-01T00:00:00Z", "time_out_of_range"),
        ("0001-01-01T00:00:00+14:00", "bad_time"),
        ("9999-12-31T23:59:59Z", "time_out_of_range"),
    ],
)
def test_other_times_are_rejected(text: str, reason: str) -> None:
    with pytest.raises(Rejection) as caught:
        parse_time(text, "$.created_at")
    assert caught.value.reason_code == reason
    assert caught.value.json_path == "$.created_at"


def test_epochs() -> None:
    assert parse_time(epoch_text(1693650000, "$"), "$")[0] == datetime(
        2023, 9, 2, 10, 20, 0, 0, UTC
    )
    for value in (float("nan"), float("inf"), 1e18):
        with pytest.raises(Rejection):
            epoch_text(value, "$")
    assert epoch_text(1693650000500, "$", per_s=1000) == epoch_text(1693650000.5, "$")
    with pytest.raises(Rejection):
        epoch_text(10**400, "$", per_s=1000)


def test_clean_keeps_everything_but_nul_and_form() -> None:
    assert clean("a\0b") == "ab"
    assert clean("e\u0301 😀\n") == "é 😀\n"


def test_entities_are_decoded_once() -> None:
    assert unescape_once("&amp;lt;b&gt; &#39;") == "&lt;b> '"


def test_html_to_text() -> None:
    markup = 'One<br>two <a href="https://example.org">link</a> &amp; <b>bold</b></p>'
    assert html_to_text(markup) == "One\ntwo link & bold"


def test_find_urls() -> None:
    text = "See https://example.org/a?b=1, (http://example.org/Coup_(film)) and ftp://no."
    assert find_urls(text) == ["https://example.org/a?b=1", "http://example.org/Coup_(film)"]
    assert find_urls("nothing") == []


def test_find_hashtags() -> None:
    assert find_hashtags("#One #2 &#39; x#no ＃加拿大 #été2023!") == ["One", "加拿大", "été2023"]


def test_times_with_the_name_of_a_month() -> None:
    text = named_month_text("Sat Sep 02 10:15:00 +0800 2023", "$")
    assert parse_time(text, "$")[0] == datetime(2023, 9, 2, 2, 15, tzinfo=UTC)
    for other in ("Sat Sep 02 10:15:00 2023", "Sam sep 02 10:15:00 +0800 2023", "09-02 10:15", ""):
        with pytest.raises(Rejection, match="is not like"):
            named_month_text(other, "$.created_at")
