from __future__ import annotations

from typing import Any

import msgspec
import pytest

from undertow.ingest.formats.values import (
    NumberId,
    chinese_count,
    id_text,
    known_absent,
    split_link,
    whole_number,
)
from undertow.ingest.outcomes import Rejection


def test_ids_written_as_numbers_keep_every_digit() -> None:
    decode = msgspec.json.Decoder(NumberId).decode
    assert id_text(decode(b"7178997441201524010")) == "7178997441201524010"
    assert id_text(decode(b'"0717"')) == "0717"
    for text in (b"7.178997441201524e18", b"1.0", b"true", b"-7", b"[1]"):
        with pytest.raises(msgspec.ValidationError):
            decode(text)


@pytest.mark.parametrize("value", [None, 0, "0", ""])
def test_zero_is_no_id(value: Any) -> None:
    assert id_text(value) is None


def test_known_absent_is_what_was_given_as_none() -> None:
    assert known_absent(a=None, b=msgspec.UNSET, c="", d=0) == ["a"]


@pytest.mark.parametrize(
    ("value", "count"),
    [
        (None, None),
        (0, 0),
        ("15", 15),
        ("1.2万", 12_000),
        ("1.2345万", 12_345),
        ("3亿", 300_000_000),
        ("100万+", None),
        ("999+", None),
    ],
)
def test_counts_of_chinese_platforms(value: Any, count: int | None) -> None:
    assert chinese_count(value, "$.n") == count


@pytest.mark.parametrize(
    "value",
    ["", "12K", "1.2", "-1", -1, "1.23456万", "万", "1,2万", 1 << 63, "999999999999亿", "٣"],
)
def test_other_counts_are_rejected(value: Any) -> None:
    with pytest.raises(Rejection) as caught:
        chinese_count(value, "$.n")
    assert (caught.value.reason_code, caught.value.json_path) == ("wrong_type", "$.n")


def test_only_digits_are_whole_numbers() -> None:
    assert whole_number("12", "$") == 12
    with pytest.raises(Rejection):
        whole_number("1.2万", "$")


def test_links_that_would_take_long_are_none() -> None:
    assert split_link("https://example.org/a?b=c").path == "/a"
    for link in ("https://e" + "\u0323\u0301" * 200_000, "https://[", "x" * 8_001):
        with pytest.raises(ValueError, match=r"."):
            split_link(link)
