"""Whatever the text, nothing live, private or controlling is left."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from undertow.wording.redaction import clean, redact, shorten

PIECES = st.sampled_from(
    "https:// http:// www. evil.example /x @ bob \u202e 5550199 a@b.ca . : 罗 hxxp [ ( -".split()
) | st.sampled_from([" ", "\n", "\x00", "e\u0301"])
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join))


@given(TEXTS)
def test_no_live_link_is_left(text: str) -> None:
    left = redact(text)
    assert not re.search(r"\bhttps?://", left, re.IGNORECASE)
    assert not re.search(r"[a-z0-9-]\.example", left)


@given(TEXTS)
def test_no_handle_and_no_control_character_is_left(text: str) -> None:
    left = redact(text)
    assert not re.search(r"[@＠]\w", left)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in left)
    assert not set(left) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200f")


@given(TEXTS)
def test_cleaning_is_idempotent(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(TEXTS, st.integers(1, 40))
def test_shortened_text_is_short(text: str, limit: int) -> None:
    assert len(shorten(text, limit)) <= limit + 2
