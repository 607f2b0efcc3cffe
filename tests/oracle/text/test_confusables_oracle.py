"""The compiled folding of look-alikes against regular expressions over Python strings."""

from __future__ import annotations

import re
import unicodedata

import disarm
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from undertow.text.confusables import fold_confusables

TO_CYRILLIC = str.maketrans("aceopxyikmhtbACEOPXYIKMHTB", "асеорхуікмнтвАСЕОРХУІКМНТВ")
WORD = re.compile(r"[^\s\x00-\x1f\x7f-\x9f\u3400-\u9fff\uf900-\ufaff]+")
CYRILLIC = [chr(code) for code in range(0x400, 0x530) if unicodedata.category(chr(code)) != "Cn"]
ALIKE = set("асеорхуікмнтвѕјѵһӏԁԍԛԝ")
BLOCKS = re.compile("[\u0250-\u02af\u0370-\u058f\u13a0-\u13ff\u1d00-\u1d7f\u2c60-\u2cff]")
Letters = st.one_of(
    st.sampled_from(list("aeoxdfgABCXW аеоходжАВСЖД\t中.é\U0001f525\U00020000αΡᴀ")),
    st.sampled_from(CYRILLIC),
    st.characters(codec="utf-8", exclude_categories=["Cn"]),
)


def only_cyrillic(letter: str) -> bool:
    return "\u0400" <= letter <= "\u052f" and letter.lower() not in ALIKE


def lean(word: str) -> int:
    n_cyrillic = sum(map(only_cyrillic, word))
    n_latin = sum(c.isascii() and c.lower() in "dfglnqruvwz" for c in word)
    return (n_cyrillic > n_latin) - (n_cyrillic < n_latin)


def latin(letter: str) -> str:
    for form in (letter, letter.lower()):
        if BLOCKS.fullmatch(form) and form.isalpha():
            found = disarm.strip_obfuscation(form)
            if len(found) == 1 and found.isascii() and found.isalpha():
                return str(found)
    return letter


def folded(text: str) -> str:
    if not BLOCKS.search(text) or not re.search("[A-Za-z]", text):
        return text
    of_text = sum(map(lean, WORD.findall(text)))

    def fold(match: re.Match[str]) -> str:
        word = match.group()
        if (lean(word) or of_text) > 0:
            return word.translate(TO_CYRILLIC)
        return "".join(map(latin, word))

    return WORD.sub(fold, text)


@settings(max_examples=120)
@given(st.lists(st.text(Letters, max_size=40), max_size=6))
def test_folding_is_that_of_plain_python(texts: list[str]) -> None:
    # Letters that no font has but that fold all the same are another list's affair.
    texts = [text for text in texts if not re.search("[\ua640-\ua7ff\uab30-\uabbf]", text)]
    found = fold_confusables(pa.array(texts, pa.string())).to_pylist()
    assert found == [folded(text) for text in texts]


def test_slices_and_pieces_are_read_from_their_place() -> None:
    texts = pa.array(["skip", "дoм на холме, London", "plain", "Моsсоw", ""])
    assert fold_confusables(texts[1:4]).to_pylist() == ["дом на холме, London", "plain", "Moscow"]
