"""How people write: the grammars of the languages, and the untidiness of real typing."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from random import Random
from typing import Final

from undertow.synth.grammar import Grammar

LANGUAGES: Final = ("en", "fr", "zh")

_SENTENCE: Final = re.compile(r"^\w|(?<=[.?!] )\w")
_SLOTS: Final = frozenset({"name", "deed"})
_EMOJI: Final = ("😂", "🙏", "👏", "👍", "❤️", "🤔", "😡", "🍁", "🎉", "😢", "🔥", "💯")


@cache
def grammar(language: str) -> Grammar:
    """Return the grammar of a language (en, fr or zh)."""
    file = resources.files("undertow.synth") / "lexicon" / f"{language}.toml"
    rules = tomllib.loads(file.read_text(encoding="utf-8"))
    return Grammar({symbol: tuple(options) for symbol, options in rules.items()}, _SLOTS)


def write(words: Random, language: str, symbol: str, **slots: str) -> str:
    """Write a text of the kind ``symbol``; every sentence begins with a capital."""
    text = grammar(language).write(words, symbol, **slots)
    return _SENTENCE.sub(lambda first: first[0].upper(), text)


def roughen(words: Random, text: str) -> str:
    """Return the text as a hurried person types it: small letters, slips, emoji, no full stop."""
    if words.random() < 0.25:
        text = text.rstrip(".。!")
    if words.random() < 0.15:
        text = text[:1].lower() + text[1:]
    if words.random() < 0.12 and len(text) > 12:
        place = 1 + int(words.random() * (len(text) - 3))
        text = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    if words.random() < 0.06:
        text += "!" * (1 + int(words.random() * 3))
    if words.random() < 0.14:
        text += " " + pick(words, _EMOJI) * (1 + int(words.random() * 2))
    return text


def pick(words: Random, options: tuple[str, ...]) -> str:
    """Choose one of the options."""
    return options[int(words.random() * len(options))]
