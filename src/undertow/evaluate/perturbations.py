"""What people do to a text so that a machine does not see that it is a copy."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

import opencc

_FOR_LATIN = {
    latin: others
    for latin, others in zip(
        "aceijopsvxyABCEHIJKMNOPSTXYZ",
        "аα с е іι ј оο рρ ѕ ν х у АΑ ВΒ С ЕΕ НΗ І Ј КΚ МΜ Ν ОΟ РΡ Ѕ ТΤ ХΧ УΥ Ζ".split(),
        strict=True,
    )
}
_FOR_CYRILLIC = dict(zip("асеорхуАСЕОРХУКМТВН", "aceopxyACEOPXYKMTBH", strict=True))
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
_EMOJI = ("🔥", "😡", "🇨🇦", "👍🏽", "❤️", "‼️", "🤦‍♀️", "💰")
_MARKS = ("!!!", "...", "—", "*", ",", "?!", ";")
_IN_WORDS = (".", "-", "*", "'", "_", "🔥", "•")
_WORD = re.compile(r"\w")
_NO_WORD = re.compile(r"(?i)https?://|www\.|@|#")
_SCRIPTS = {"Latin": ("A", "\u024f"), "Cyrillic": ("\u0400", "\u04ff"), "Han": ("\u3400", "\u9fff")}

Change = Callable[[str, Random, Sequence[str]], str]


@dataclass(frozen=True, slots=True)
class Perturbation:
    """A way of changing a text.

    Attributes
    ----------
    name : str
        What is done.
    change : callable
        Text, source of randomness, words of other texts -> changed text.
    min_recall : float or None
        Share of changed texts that should be found; None where nothing was promised.
    script : str
        Script of the texts that it is for; empty for any with spaces between words.
    """

    name: str
    change: Change
    min_recall: float | None
    script: str = ""


def homoglyphs(share: float, look_alikes: Mapping[str, str]) -> Change:
    """Replace a share of the letters by letters of another script that look the same."""

    def change(text: str, source: Random, _: Sequence[str]) -> str:
        letters = list(text)
        places = [i for i in _places(text) if text[i].isalpha()]
        able = [i for i in places if text[i] in look_alikes]
        for i in source.sample(able, min(len(able), round(share * len(places)))):
            letters[i] = source.choice(look_alikes[text[i]])
        return "".join(letters)

    return change


def zero_width(text: str, source: Random, _: Sequence[str]) -> str:
    """Put an invisible character after three letters in ten, inside words."""
    inside = {i for i in _places(text) if text[i : i + 2].isalpha() and source.random() < 0.3}
    return "".join(
        letter + (source.choice(_INVISIBLE) if i in inside and i + 1 < len(text) else "")
        for i, letter in enumerate(text)
    )


def address(text: str, source: Random, words: Sequence[str]) -> str:
    """Put one or two handles before the text, a link and a tag after it."""
    handles = " ".join(f"@user{source.randrange(10**6)}" for _ in range(source.randint(1, 2)))
    tag = re.sub(r"\W", "", source.choice(words)) or "tag"
    return f"{handles} {text} https://t.co/{source.getrandbits(48):x} #{tag}"


def decorate(text: str, source: Random, _: Sequence[str]) -> str:
    """Put emoji and punctuation between every second word and inside every fifth."""
    shown = []
    for word in text.split():
        if _is_word(word) and len(word) > 3 and source.random() < 0.2:
            place = source.randrange(1, len(word))
            word = word[:place] + source.choice(_IN_WORDS) + word[place:]
        shown.append(word)
        if source.random() < 0.5:
            mark = source.choice(_EMOJI if source.random() < 0.5 else _MARKS)
            glued = source.random() < 0.5 and _is_word(word)
            shown[-1:] = [word + mark] if glued else [word, mark]
    return " ".join(shown)


def to_traditional(text: str, _: Random, __: Sequence[str]) -> str:
    """Write Chinese in traditional characters, as OpenCC does it."""
    written: str = _converter().convert(text)
    return written


def cut(share: float) -> Change:
    """Keep a share of the characters of the words; links, handles and tags go."""

    def change(text: str, _: Random, __: Sequence[str]) -> str:
        plain = " ".join(word for word in text.split() if not _NO_WORD.match(word))
        return plain[: round(share * len(plain))]

    return change


def insert(n: int) -> Change:
    """Put words of other texts at random places."""

    def change(text: str, source: Random, words: Sequence[str]) -> str:
        shown = text.split()
        for _ in range(n):
            shown.insert(source.randint(0, len(shown)), source.choice(words))
        return " ".join(shown)

    return change


def substitute(share: float) -> Change:
    """Replace a share of the words, at least one, by words of other texts."""

    def change(text: str, source: Random, words: Sequence[str]) -> str:
        shown = text.split()
        able = [i for i, word in enumerate(shown) if _is_word(word)]
        for i in source.sample(able, min(len(able), max(1, round(share * len(able))))):
            shown[i] = source.choice(words)
        return " ".join(shown)

    return change


PERTURBATIONS = (
    Perturbation("30 % of letters Cyrillic or Greek", homoglyphs(0.3, _FOR_LATIN), 0.98, "Latin"),
    Perturbation(
        "30 % of Cyrillic letters Latin", homoglyphs(0.3, _FOR_CYRILLIC), 0.98, "Cyrillic"
    ),
    Perturbation("zero-width characters in words", zero_width, 0.98),
    Perturbation("handles, link and tag added", address, 0.98),
    Perturbation("emoji and punctuation, between and in words", decorate, 0.98),
    Perturbation("Hans to Hant", to_traditional, 0.98, "Han"),
    Perturbation("cut to 70 % of characters", cut(0.7), 0.98),
    Perturbation("5 words inserted", insert(5), 0.98),
    Perturbation("10 % of words substituted", substitute(0.1), None),
    Perturbation("20 % of words substituted", substitute(0.2), 0.90),
    Perturbation("35 % of words substituted", substitute(0.35), None),
)
"""What the suite does to texts."""


def script_of(text: str) -> str:
    """Return Latin, Cyrillic or Han where most letters of a text are, else nothing."""
    letters = [letter for letter in text if letter.isalpha()]
    for script, (first, last) in _SCRIPTS.items():
        if 2 * sum(first <= letter <= last for letter in letters) > len(letters):
            return script
    return ""


def plain_words(texts: Sequence[str]) -> list[str]:
    """Return the words of texts that are no links, handles or tags, as often as they occur."""
    return [word for text in texts for word in text.split() if _is_word(word)]


def _is_word(token: str) -> bool:
    return bool(_WORD.search(token)) and not _NO_WORD.match(token)


def _places(text: str) -> list[int]:
    """Return the places of a text that are not in links, handles and tags."""
    return [
        i
        for match in re.finditer(r"\S+", text)
        if not _NO_WORD.match(match.group())
        for i in range(*match.span())
    ]


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")
