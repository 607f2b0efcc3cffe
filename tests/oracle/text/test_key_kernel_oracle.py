"""The words of a match key, against regular expressions that say the same."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import given
from hypothesis import strategies as st

from undertow.text.key_kernel import words_of_text

STEPS = (
    (r"(\p{Latin})\p{Mn}+", r"\1"),
    (r"([\p{L}\p{N}\p{M}])[\p{P}\p{S}]+([\p{L}\p{N}])", r"\1\2"),
    (r"([\p{L}\p{N}\p{M}])[\p{P}\p{S}]+([\p{L}\p{N}])", r"\1\2"),
    (r"[^\p{L}\p{N}\p{M}]+", " "),
    (r"\s*(\p{Han})\s*", r"\1"),
)
# Letters, marks, Han (also of another plane), noise, spaces, emoji; nothing newer than both tables.
CHARACTERS = "aéßжあ가中国𠀀\u0301\u0336\u0947\u093f1٣.!'’-_$+,。 \t\n\u3000😀❤🇨"
Texts = st.lists(st.text(st.sampled_from(CHARACTERS), max_size=30), max_size=10)


def by_expressions(texts: list[str]) -> list[str]:
    found = pa.array(texts, pa.string())
    for pattern, replacement in STEPS:
        found = pc.replace_substring_regex(found, pattern=pattern, replacement=replacement)
    words: list[str] = pc.utf8_trim_whitespace(found).to_pylist()
    return words


@given(Texts)
def test_words_are_those_of_the_expressions(texts: list[str]) -> None:
    assert words_of_text(pa.array(texts, pa.string())).to_pylist() == by_expressions(texts)


@given(Texts, st.integers(0, 5))
def test_a_slice_is_read_as_the_whole(texts: list[str], start: int) -> None:
    whole = pa.array(texts, pa.string())
    assert words_of_text(whole.slice(start)).to_pylist() == by_expressions(texts[start:])
