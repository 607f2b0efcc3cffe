"""What a text says in numbers and in graded words, whatever its language; and what it may not say.

Editions are written from one set of phrases, so they agree by construction. That is checked here on
the finished text, by other means: numbers, months and estimative terms are read back from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from undertow.wording import en, fr
from undertow.wording.locale import ENGLISH, FRENCH, NBSP, NNBSP, Locale

_LOCALES: Final[Mapping[str, Locale]] = MappingProxyType({"en": ENGLISH, "fr": FRENCH})
_NUMBERS: Final = {
    "en": re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?"),
    "fr": re.compile(rf"\d+(?:{NNBSP}\d{{3}})*(?:,\d+)?"),
}
# Titles say "probable" where sentences say "likely": see the table of terms.
_TERMS: Final = {
    "en": {
        "almost_no_chance": r"almost no chance",
        "very_unlikely": r"very unlikely",
        "unlikely": r"unlikely",
        "roughly_even": r"roughly even",
        "very_likely": r"very likely|highly probable",
        "likely": r"likely|probable",
        "almost_certainly": r"almost certain(?:ly)?|nearly certain",
    },
    "fr": {
        "almost_no_chance": r"presque aucune chance",
        "very_unlikely": r"très improbable",
        "unlikely": r"improbable",
        "roughly_even": r"à peu près égales",
        "very_likely": r"très probable",
        "likely": r"probable",
        "almost_certainly": r"presque certaine?(?:ment)?",
    },
}
_GRADED: Final = {
    language: re.compile(
        r"\b(?:" + "|".join(f"(?P<{level}>{words})" for level, words in terms.items()) + r")\b",
        re.IGNORECASE,
    )
    for language, terms in _TERMS.items()
}
_CONFIDENCE: Final = {
    "en": re.compile(r"\bconfidence\b", re.IGNORECASE),
    "fr": re.compile(r"\b(?:degrés? de )?confiance\b", re.IGNORECASE),
}
# An assessment is an estimate. "Preuve" is evidence, and may stay.
_CLAIMS_TOO_MUCH: Final = {
    "en": re.compile(
        r"\b(?:prove[sdn]?|proving|proofs?|confirm\w*|demonstrat\w+)\b", re.IGNORECASE
    ),
    "fr": re.compile(r"\b(?:prouv\w+|confirm\w+|démontr\w+|avérée?s?)\b", re.IGNORECASE),
}
# Words that grade without being in the table: nobody knows how likely they mean.
_UNGRADED: Final = {
    "en": re.compile(
        r"\b(?:probably|possibly|perhaps|maybe|presumably|apparently|doubtless|undoubtedly|"
        r"(?<!almost )certainly|conceivably|arguably|seems?|seemingly|appears? to|might|"
        r"virtually certain|(?:highly|most) (?:un)?likely)\b",
        re.IGNORECASE,
    ),
    "fr": re.compile(
        r"\b(?:probablement|peut-être|vraisemblable(?:ment)?|sans doute|apparemment|"
        r"(?<!presque )certainement|assurément|sembl(?:e|ent|erait)|paraît|paraissent|"
        r"pourrai(?:t|ent)|(?:fort|hautement) (?:im)?probable)\b",
        re.IGNORECASE,
    ),
}
_SENTENCE: Final = re.compile(r"(?<=[.!?…])\s+")


def numbers(text: str, language: str) -> list[str]:
    """Return the numbers of a text in order, written alike in every language."""
    locale = _LOCALES[language]
    return [_plain(match[0], locale) for match in _NUMBERS[language].finditer(text)]


def months(text: str, language: str) -> list[int]:
    """Return the months that a text names in full, by number, in order.

    March and May are words too, "may", "march", "mars": they count beside a number.
    """
    return [int((match.lastgroup or "")[1:]) for match in _MONTHS[language].finditer(text)]


def _month(number: int, name: str) -> str:
    words = rf"\b{re.escape(name)}\b"
    if number in _AMBIGUOUS:
        words = rf"(?<=\d[ {NBSP}{NNBSP}]){words}|{words}(?=[ {NBSP}{NNBSP}]\d)"
    return f"(?P<m{number}>{words})"


_AMBIGUOUS: Final = frozenset({3, 5})
_MONTHS: Final = {
    language: re.compile(
        "|".join(_month(number, name) for number, name in enumerate(locale.months, start=1)),
        re.IGNORECASE,
    )
    for language, locale in _LOCALES.items()
}


def levels(text: str, language: str) -> list[str]:
    """Return the estimative terms of a text, in the order of the table."""
    found = (match.lastgroup for match in _GRADED[language].finditer(text))
    order = list(_TERMS[language])
    return sorted((level for level in found if level is not None), key=order.index)


def terms(text: str, language: str) -> list[str]:
    """Return all graded words of a text: likelihood, confidence where it is spoken of, verdicts."""
    found = levels(text, language)
    if _CONFIDENCE[language].search(text):
        found += sorted(m.lastgroup or "" for m in _CONFIDENT[language].finditer(text))
    verdicts = _VERDICTS[language]
    return found + sorted(verdicts[m[0]] for m in _VERDICT[language].finditer(text))


_CONFIDENT: Final = {
    "en": re.compile(r"\b(?:(?P<low>low)|(?P<moderate>moderate)|(?P<high>high))\b"),
    "fr": re.compile(r"\b(?:(?P<low>faible)|(?P<moderate>moyen(?:ne)?)|(?P<high>élevée?))\b"),
}
_VERDICTS: Final = {
    name: {words: key for key, words in catalogue.PHRASES.items() if key.startswith("verdict.")}
    for name, catalogue in (("en", en), ("fr", fr))
}
_VERDICT: Final = {
    name: re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
    for name, words in _VERDICTS.items()
}


@dataclass(frozen=True, slots=True)
class Fault:
    """A sentence that says what no assessment may, and the words at fault."""

    sentence: str
    words: str
    rule: str


def faults(text: str, language: str) -> Iterator[Fault]:
    """Yield what in a text goes against the rules of estimative language.

    Parameters
    ----------
    text : str
        Of our own, or of the people who assess; not of captures.
    language : str
        ``en`` or ``fr``.

    Yields
    ------
    Fault
        ``claims_too_much``: prove, confirm. ``ungraded``: a grading word outside the table.
        ``confidence_and_likelihood``: both in one sentence (ICD 203, D.6.e.(2)(b)).
    """
    for sentence in _SENTENCE.split(text):
        for rule, pattern in (
            ("claims_too_much", _CLAIMS_TOO_MUCH[language]),
            ("ungraded", _UNGRADED[language]),
        ):
            if found := pattern.search(sentence):
                yield Fault(sentence, found[0], rule)
        graded = _GRADED[language].search(sentence)
        if graded and _CONFIDENCE[language].search(sentence):
            yield Fault(sentence, graded[0], "confidence_and_likelihood")


def _plain(number: str, locale: Locale) -> str:
    """Return a number with a point for decimals, no groups and no leading zeros."""
    plain = number.replace(locale.group, "").replace(locale.point, ".")
    return plain.lstrip("0") or "0"
