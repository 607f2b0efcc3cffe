from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undertow.ingest.formats.instagram_ids import code_in, media_id

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def written(number: int) -> str:
    code = ""
    while number:
        number, digit = divmod(number, 64)
        code = DIGITS[digit] + code
    return code


@given(st.integers(64**4, 64**11 - 1))
def test_codes_are_numbers_in_base_64(number: int) -> None:
    assert media_id(written(number)) == str(number)
    assert media_id(written(number).rjust(11, "A") + "SUFFIX_of_a_private_one") == str(number)


@pytest.mark.parametrize("code", ["", "abc", "a b c d e", "Cwr29iTgAAFé", "x" * 61])
def test_what_is_no_code(code: str) -> None:
    assert media_id(code) is None


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("https://www.instagram.com/p/Cwr29iTgAAF/?img_index=1", "Cwr29iTgAAF"),
        ("https://instagram.com/reel/Cwr29iTgAAF", "Cwr29iTgAAF"),
        ("https://www.instagram.com/ana.b/p/Cwr29iTgAAF/", "Cwr29iTgAAF"),
        ("https://www.instagram.com/ana/", None),
        ("https://example.org/p/Cwr29iTgAAF/", None),
    ],
)
def test_codes_in_addresses(address: str, code: str | None) -> None:
    assert code_in(address) == code
