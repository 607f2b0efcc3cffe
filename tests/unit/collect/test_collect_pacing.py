"""How long to wait: what servers say, and what the bucket allows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from undertow.collect.pacing import Pace, backoff_s, reset_after_s, retry_after_s

NOON = datetime(2023, 9, 3, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("7", 7),
        ("0", 0),
        ("Sun, 03 Sep 2023 12:00:30 GMT", 30),
        ("Sun, 03 Sep 2023 11:00:00 GMT", 0),
        ("Sunday, 03-Sep-23 12:00:30 GMT", 30),
        ("soon", None),
        ("-3", None),
        ("nan", None),
        ("1e9", None),
        ("Sun, 03 Sep 99999999999999999999 12:00:30 GMT", None),
        ("Sun, 03 Sep 2023 99999999999999999999:00:30 GMT", None),
        ("Sun, 03 Sep 2023 12:00:30 +99999999999999999999", None),
        ("Sun, 99 Sep 2023 12:00:30 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 -2359", 31 * 86_400),
        ("Sat, 01 Jan 0001 00:00:00 +2359", 0),
        ("9" * 20, 31 * 86_400),
        ("9" * 5_000, None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after(value: str | None, expected: float | None) -> None:
    assert retry_after_s(value, NOON) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("41", 41),  # Reddit: seconds
        (str(int(NOON.timestamp()) + 90), 90),  # Bluesky: since 1970
        ("2023-09-03T12:05:00.000000Z", 300),  # Mastodon: a time
        ("2023-09-03T12:05:00", None),
        ("9999-12-31T23:59:59-23:59", 31 * 86_400),
        ("0001-01-01T00:00:00+23:59", 0),
        ("9" * 20, 31 * 86_400),
        ("later", None),
        (None, None),
    ],
)
def test_reset_in_the_dialect_of_each_platform(value: str | None, expected: float | None) -> None:
    assert reset_after_s(value, NOON) == expected


def test_bucket_lets_ten_through_and_then_one_a_second(passing) -> None:
    pace = Pace(60, passing.clock)
    waits = []
    for _ in range(13):
        waits.append(pace.wait_s())
        passing.waits.append(waits[-1])
        pace.take()
    assert waits[:10] == [0] * 10
    assert waits[10:] == pytest.approx([1, 1, 1])


@pytest.mark.parametrize("prefix", ["ratelimit", "x-ratelimit"])
def test_nothing_left_means_waiting_for_the_reset(passing, prefix: str) -> None:
    pace = Pace(600, passing.clock)
    pace.learn({f"{prefix}-remaining": "3.0", f"{prefix}-reset": "40"})
    assert pace.wait_s() == 0
    pace.learn({f"{prefix}-remaining": "0.0", f"{prefix}-reset": "40"})
    assert pace.wait_s() == 40
    passing.waits.append(40)
    assert pace.wait_s() == 0


def test_backoff_grows_and_is_bounded() -> None:
    for n_failures in range(1, 30):
        assert 0 <= backoff_s(n_failures) <= min(60, 2 ** (n_failures - 1))
    assert len({backoff_s(5) for _ in range(10)}) > 1
