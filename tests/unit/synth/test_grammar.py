"""The grammar and the voices built on it."""

from __future__ import annotations

from random import Random

import pytest

from undertow.synth import voice
from undertow.synth.grammar import Grammar


def test_symbols_numbers_and_slots_are_filled() -> None:
    grammar = Grammar({"text": ("{who} has {n} {fruit}",), "fruit": ("pears",)}, frozenset({"who"}))
    start, number, fruit = grammar.write(Random(1), "text", who="Ada").rsplit(" ", 2)
    assert (start, fruit) == ("Ada has", "pears")
    assert int(number) >= 2


def test_an_unknown_symbol_is_found_when_the_rules_are_read() -> None:
    with pytest.raises(ValueError, match=r"rule text.*colour"):
        Grammar({"text": ("{colour}",)}, frozenset())


@pytest.mark.parametrize("language", voice.LANGUAGES)
@pytest.mark.parametrize(
    "symbol", ["reply", "nested", "post", "share", "hobby", "official", "headline", "protest"]
)
def test_every_language_can_write_every_kind(language: str, symbol: str) -> None:
    words = Random(3)
    texts = {voice.write(words, language, symbol, name="Ada Lark") for _ in range(200)}
    assert len(texts) > 60
    assert not any("{" in text or "  " in text for text in texts)


def test_roughening_keeps_most_of_a_text() -> None:
    words = Random(5)
    text = "The ferry schedule is finally moving."
    rough = [voice.roughen(words, text) for _ in range(200)]
    assert text in rough
    assert len(set(rough)) > 10
    assert all(abs(len(one) - len(text)) < 8 for one in rough)
