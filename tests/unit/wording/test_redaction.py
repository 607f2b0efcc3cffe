"""What remains of hostile and private content."""

from __future__ import annotations

import pytest

from undertow.wording.redaction import MASK, clean, defang, redact, shorten


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://Evil.example/user/bob?x=1", "hxxps://Evil[.]example/…"),
        ("http://evil.example:8080/", "hxxp://evil[.]example[:]8080"),
        ("https://name:secret@evil.example", "hxxps://evil[.]example"),
        ("javascript://evil.example/%0aalert(1)", f"{MASK}evil[.]example/…"),
        ("www.evil.example", "www[.]evil[.]example"),
        ("/", MASK),
    ],
)
def test_defang(url: str, expected: str) -> None:
    assert defang(url) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see HTTPS://evil.example/a now", "see hxxps://evil[.]example/… now"),
        ("hi @Some_one.else!", f"hi @{MASK}!"),
        ("@a@b", f"@{MASK}@{MASK}"),
        ("write to a.b+c@evil.example", f"write to {MASK}"),
        ("call +1 (613) 555-0199", f"call {MASK}"),
        ("in 2023, 47 of 338", "in 2023, 47 of 338"),
        ("HTTP:// or _evil.example_", "HTTP[:]// or _evil[.]example_"),
        ("go to evil.example/x", "go to evil[.]example/…"),
        ("Ann Lee and ANN LEE, not Ann Leeson", f"{MASK} and {MASK}, not Ann Leeson"),
        ("听说罗佐伊说谎", f"听说{MASK}说谎"),
    ],
)
def test_redact(text: str, expected: str) -> None:
    assert redact(text, ["Ann Lee", "罗佐伊", "x", ""]) == expected


def test_clean_keeps_scripts_and_drops_controls() -> None:
    assert clean("a\u202eb\u2066c\x00\x1b[31m\n罗é") == "abc[31m 罗é"
    assert clean("e" + "\u0301" * 9) == "e\u0301\u0301"
    assert clean("a\u2028b") == "a b"


def test_shorten_cuts_between_words() -> None:
    assert shorten("one  two\tthree", 20) == "one two three"
    assert shorten("one two three", 9) == "one two …"
    assert shorten("长" * 9, 4) == "长长长长 …"


@pytest.mark.parametrize(
    "written",
    ["Zoé Roy", "ZOÉ ROY", "Zoe Roy", "Zoé\u00a0Roy", "Zo\u00ade Roy", "Zoe\u0301 Roy", "#ZoéRoy"],
)
def test_a_name_is_masked_however_it_is_written(written: str) -> None:
    assert "Ro" not in redact(f"They say {written} lied", ["Zoé Roy"])


def test_nothing_that_no_document_can_hold_is_shown() -> None:
    assert clean("a\ufffeb\uffffc\u200bd") == "abcd"
