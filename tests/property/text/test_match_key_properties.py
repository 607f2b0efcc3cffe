"""Match keys of any text at all."""

from __future__ import annotations

import unicodedata

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from undertow.text import match_keys

HOSTILE = list(
    "eé\u0301\u0331H가각가.中国 \n@#'-_\u200b\u200d\u034f\ufe0f\u3164❤👍\U0001f3fdhtps:/w.RT1①Ａ"
)
Texts = st.lists(
    st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from(HOSTILE)), max_size=60),
    max_size=20,
)
INVISIBLE = ["\u200b", "\u200d", "\u00ad", "\u2060", "\ufeff", "\ufe0f", "\u034f", "\u3164"]

SWAPS = dict(zip("aoxyоа", "аохуoa", strict=True))


def keys_of(texts: list[str]) -> list[str]:
    keys: list[str] = match_keys(pa.array(texts, pa.string())).to_pylist()
    return keys


@given(Texts)
def test_the_key_of_a_key_is_itself(texts: list[str]) -> None:
    keys = keys_of(texts)
    assert keys_of(keys) == keys


@given(st.text(st.sampled_from(list("adsлжпоаеН \x01.-中αΑḱ5ь")), max_size=24))
def test_the_key_of_a_key_is_itself_where_scripts_mix(text: str) -> None:
    keys = keys_of([text])
    assert keys_of(keys) == keys


@given(
    st.lists(st.sampled_from("дом жил Samsung под Galaxy для London".split()), min_size=1),
    st.data(),
)
def test_look_alikes_anywhere_change_nothing(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    swapped = "".join(
        data.draw(st.sampled_from([letter, SWAPS.get(letter, letter)])) for letter in text
    )
    if any(word.isascii() for word in words) and not all(word.isascii() for word in words):
        assert keys_of([text]) == keys_of([swapped])


@given(Texts)
def test_a_key_holds_words_and_single_spaces(texts: list[str]) -> None:
    for key in keys_of(texts):
        assert key == " ".join(key.split(" ")).strip()
        assert unicodedata.is_normalized("NFKC", key)
        assert all(
            c == " " or unicodedata.category(c)[0] not in "PSZC" for c in key if ord(c) < 256
        )


@given(st.text(st.sampled_from(HOSTILE), max_size=30), st.sampled_from(INVISIBLE), st.data())
def test_an_invisible_character_anywhere_changes_nothing(
    text: str, invisible: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(text)))
    plain, hidden = keys_of([text, text[:place] + invisible + text[place:]])
    assert plain == hidden


@given(st.lists(st.sampled_from(["he", "took", "le", "café", "l'été"]), min_size=1, max_size=8))
def test_case_and_ornaments_change_nothing(words: list[str]) -> None:
    plain = " ".join(words)
    shouted = "RT @someone: " + " … ".join(words).upper() + " ❤️ #tag https://t.co/x !!!"
    assert keys_of([plain]) == keys_of([shouted])
