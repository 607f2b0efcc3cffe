"""Numbers, probabilities and dates in each language."""

from __future__ import annotations

import math
from datetime import datetime, timedelta, timezone

import pytest

from undertow.wording.locale import ENGLISH, FRENCH, NBSP, NNBSP, Locale

AT = datetime(2023, 9, 1, 23, 5, tzinfo=timezone(timedelta(hours=-4)))


@pytest.mark.parametrize(
    ("x", "decimals", "english", "french"),
    [
        (0, 0, "0", "0"),
        (1234567, 0, "1,234,567", f"1{NNBSP}234{NNBSP}567"),
        (1234.56, 1, "1,234.6", f"1{NNBSP}234,6"),
        (math.nan, 1, "–", "–"),
    ],
)
def test_number(x: float, decimals: int, english: str, french: str) -> None:
    assert (ENGLISH.number(x, decimals), FRENCH.number(x, decimals)) == (english, french)


@pytest.mark.parametrize(
    ("x", "english", "french"),
    [
        (0.0, "0%", f"0{NNBSP}%"),
        (0.034, "3.4%", f"3,4{NNBSP}%"),
        (0.554, "55%", f"55{NNBSP}%"),
        (1.0, "100%", f"100{NNBSP}%"),
        (math.inf, "–", "–"),
    ],
)
def test_share(x: float, english: str, french: str) -> None:
    assert (ENGLISH.share(x), FRENCH.share(x)) == (english, french)


@pytest.mark.parametrize(
    ("p", "bare", "equals", "at_most"),
    [
        (0.05, "0.05", f"={NBSP}0.05", f"≤{NBSP}0.05"),
        (2.5e-31, f"2.5{NBSP}×{NBSP}10⁻³¹", f"={NBSP}2.5{NBSP}×{NBSP}10⁻³¹", None),
        (0.0, f"<{NBSP}10⁻³⁰⁰", f"<{NBSP}10⁻³⁰⁰", f"≤{NBSP}10⁻³⁰⁰"),
    ],
)
def test_probability(p: float, bare: str, equals: str, at_most: str | None) -> None:
    assert ENGLISH.probability(p) == bare
    assert ENGLISH.equals(p) == equals
    assert at_most is None or ENGLISH.at_most(p) == at_most
    assert FRENCH.probability(p) == bare.replace(".", ",")


def test_times_are_in_utc() -> None:
    assert ENGLISH.minute(AT) == f"2{NBSP}September{NBSP}2023, 03:05{NBSP}UTC"
    assert FRENCH.minute(AT) == f"2{NBSP}septembre{NBSP}2023, 3{NBSP}h{NBSP}05{NBSP}UTC"
    assert FRENCH.day("2023-09-01T00:00:00Z") == f"1er{NBSP}septembre{NBSP}2023"
    assert FRENCH.day_short(AT) == f"2{NBSP}sept."


@pytest.mark.parametrize("locale", [ENGLISH, FRENCH])
def test_a_date_alone_is_told_as_a_date(locale: Locale) -> None:
    assert locale.minute("2023-09-01") == locale.day("2023-09-01")
    assert locale.minute("2023-09-01T00:00:00Z") != locale.day("2023-09-01")
