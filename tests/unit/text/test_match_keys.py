from __future__ import annotations

import pyarrow as pa
import pytest

from undertow.text.canonical import is_mostly_han, match_keys


def key_of(text: str | None) -> str:
    return str(match_keys(pa.array([text], pa.string()))[0])


CASES = [
    # English
    ("Hello, World!", "hello world"),
    ("  many \n\t spaces  ", "many spaces"),
    ("HE TOOK   THE BRIBE!!!", "he took the bribe"),
    ("he took the b.r.i.b.e", "he took the bribe"),
    ("he took the b*r-i_b~e", "he took the bribe"),
    ("don't", "dont"),
    ("don’t", "dont"),
    ("“quoted” (aside) – dash", "quoted aside dash"),
    ("100% of 2.5", "100 of 25"),
    # French: accents stay, apostrophes and guillemets go
    ("C’est l’État, non ?", "cest létat non"),
    ("« À bientôt »", "à bientôt"),
    ("e\u0301te\u0301", "été"),
    ("cote", "cote"),
    ("côté", "côté"),
    ("aujourd'hui\u00a0!", "aujourdhui"),
    ("L’ŒUVRE", "lœuvre"),
    # Chinese: no word spaces, full-width forms are the plain ones
    ("他 收 了 贿 赂", "他收了贿赂"),
    ("他，收了。贿赂！", "他收了贿赂"),
    ("ＦＵＬＬ　ｗｉｄｔｈ１２３", "full width123"),
    ("总理 Trudeau 受贿", "总理trudeau受贿"),
    ("𠮷野家", "𠮷野家"),
    # Emoji, with selectors, skin tones, joiners, flags, keycaps
    ("so good 😀😀", "so good"),
    ("hello ❤️ world", "hello world"),
    ("👍🏽 yes 👩‍👩‍👧 no 🇨🇦", "yes no"),
    ("1️⃣ first", "1 first"),
    ("😀", ""),
    ("❤️", ""),
    # Links
    ("read https://t.co/AbC now", "read now"),
    ("read HTTP://Example.com/a?b=c#d", "read"),
    ("at www.example.com/x, really", "at really"),
    ("看这里https://t.co/AbC大家快看", "看这里大家快看"),
    ("看https://t.co/AbC，大家快看", "看大家快看"),
    # Handles
    ("@someone thanks", "thanks"),
    ("thanks @some_one-2.x!", "thanks"),
    ("@JustinTrudeau你受贿了", "你受贿了"),
    ("@张三 你受贿了", "你受贿了"),
    ("＠someone thanks", "thanks"),
    # Tags
    ("vote #Elxn44 now", "vote now"),
    ("vote #élection2023!", "vote"),
    ("#加拿大 总理受贿", "总理受贿"),
    ("#加拿大#总理受贿了", "总理受贿了"),
    ("#加拿大 选举#总理受贿了", "选举"),
    # Hand-made reposts
    ("RT @someone: He took it", "he took it"),
    ("rt @张三：他受贿了", "他受贿了"),
    ("the art @ home", "the art home"),
    # What no reader sees
    ("b\u200bri\u200dbe", "bribe"),
    ("\ufeffbribe\u00ad", "bribe"),
    ("\u202ebribe\u202c", "bribe"),
    ("bri\u034fbe", "bribe"),
    ("\u3164bribe\uffa0", "bribe"),
    ("@some\u200bone thanks", "thanks"),
    ("e\u200b\u0301tat", "état"),
    ("H\u0331", "\u1e96"),
    # Nothing
    ("", ""),
    (None, ""),
    ("?!…", ""),
]


@pytest.mark.parametrize(("text", "key"), CASES)
def test_match_key(text: str | None, key: str) -> None:
    assert key_of(text) == key


@pytest.mark.parametrize(
    ("one", "two"),
    [("côté", "cote"), ("état", "etat"), ("resume", "résumé"), ("贿赂", "赂贿"), ("12", "1 2")],
)
def test_different_texts_keep_different_keys(one: str, two: str) -> None:
    assert key_of(one) != key_of(two)


@pytest.mark.parametrize(
    ("plain", "disguised"),
    [
        # Latin letters in Cyrillic, beside Latin names that outnumber what is left of it
        ("Новый Samsung Galaxy Note показали", "Hoвый Samsung Galaxy Note пoкaзaли"),
        ("Новый Samsung Galaxy Note показали", "Новый Sаmsung Gаlахy Nоtе показали"),
        ("Первые фото: BMW", "Пepвыe фoтo: ВМW"),
        ("то, что он не сказал", "тo, чтo oн нe cкaзал"),
        # and the other way round
        ("He took the money from Москва", "Не tооk thе mоnеу frоm Mocквa"),
        ("Mom, I can be happy there", "Моm, І сan bе hарру thеrе"),
        ("αlphα of the people", "alpha of the people"),
    ],
)
def test_look_alikes_do_not_change_a_key(plain: str, disguised: str) -> None:
    assert plain != disguised
    assert key_of(plain) == key_of(disguised)


def test_chunks_and_nothing() -> None:
    chunked = pa.chunked_array([["One, two"], [], [None, "three!"]], pa.string())
    assert match_keys(chunked).to_pylist() == ["one two", "", "three"]
    assert match_keys(pa.chunked_array([["总理"], ["тo дa"]])).to_pylist() == ["总理", "то да"]
    assert match_keys(pa.chunked_array([], pa.string())).to_pylist() == []


def test_mostly_han_needs_more_than_half() -> None:
    keys = pa.array(["", "abc", "中a", "中文a", "中文"])
    assert is_mostly_han(keys).to_pylist() == [False, False, False, True, True]
