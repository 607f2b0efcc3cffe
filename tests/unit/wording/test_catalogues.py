"""Both languages say the same things: same keys, same values, and the typography of each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Formatter

import pytest

from undertow.errors import InputError, SchemaError
from undertow.export.phrases import indicators_en, indicators_fr
from undertow.notify.phrases import PHRASES as NOTIFY
from undertow.report.phrases import PHRASES as REPORT
from undertow.wording import en, fr
from undertow.wording.catalogue import catalogue
from undertow.wording.detection.verdicts import PHRASES as DETECTION
from undertow.wording.locale import NBSP, NNBSP
from undertow.wording.phrase import Phrase, phrase, plain, word
from undertow.wording.provenance.card import PHRASES as MEDIA

CATALOGUES: dict[str, Mapping[str, Mapping[str, str]]] = {
    "shared": {"en": en.PHRASES, "fr": fr.PHRASES},
    "report": REPORT,
    "notify": NOTIFY,
    "media": MEDIA,
    "detection": DETECTION,
    "export": {"en": indicators_en.PHRASES, "fr": indicators_fr.PHRASES},
}


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("name", CATALOGUES)
def test_languages_have_the_same_keys(name: str) -> None:
    assert list(CATALOGUES[name]["en"]) == list(CATALOGUES[name]["fr"])


@pytest.mark.parametrize("name", CATALOGUES)
def test_languages_set_the_same_values(name: str) -> None:
    for key, english in CATALOGUES[name]["en"].items():
        assert fields(english) == fields(CATALOGUES[name]["fr"][key]), key


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_template_says_more_than_the_table_of_terms(language: str) -> None:
    banned = (
        r"\bprov(?:e[sdn]?|en)\b|\bconfirm|\bdeepfake|\bprouv|hypertruc|\bChin(?:a|e)\b|\bPRC\b"
    )
    for name, catalogues in CATALOGUES.items():
        for key, template in catalogues[language].items():
            assert not re.search(banned, template), (name, key)


def test_likelihood_and_confidence_are_never_in_one_template() -> None:
    for key, template in en.PHRASES.items():
        if key.startswith("judgement."):
            assert "confidence" not in template.lower()
            assert "confiance" not in fr.PHRASES[key].lower()


def test_french_typography() -> None:
    words = catalogue("fr", {"fr": {"a": "Ainsi : « {x} » ; 5 % ! Non ?"}})
    n = NNBSP
    assert words.text("a", x=plain("a : b")) == f"Ainsi{n}: «{n}a : b{n}»{n}; 5{n}%{n}! Non{n}?"


def test_french_templates_have_no_straight_apostrophe_and_no_bare_mark() -> None:
    for name, catalogues in CATALOGUES.items():
        words = catalogue("fr", {"fr": dict(catalogues["fr"])})
        for key, template in words.templates.items():
            text = "".join(literal for literal, *_ in Formatter().parse(template))
            assert "'" not in text, (name, key)
            assert not re.search(r" [;:!?%»]|« ", text), (name, key)


@pytest.mark.parametrize(
    ("language", "n", "expected"),
    [
        ("en", 0, f"0{NBSP}posts have"),
        ("en", 1, f"1{NBSP}post has"),
        ("en", 12345, f"12,345{NBSP}posts have"),
        ("fr", 0, f"0{NBSP}post has"),
        ("fr", 1, f"1{NBSP}post has"),
        ("fr", 12345, f"12{NNBSP}345{NBSP}posts have"),
    ],
)
def test_counts_take_their_plural(language: str, n: int, expected: str) -> None:
    words = catalogue(language, {language: {"a": "{n:post|posts} {n:?has|have}"}})
    assert words.text("a", n=n) == expected


def test_lists_hold_phrases() -> None:
    items = [word("platform", "x"), word("platform", "unheard\u202e-of"), plain("c")]
    assert catalogue("en").text("list", items=items) == "X, unheard-of and c"
    assert catalogue("fr").text("list", items=items[:2]) == "X et unheard-of"
    assert catalogue("fr").text("list", items=[]) == ""


def test_values_are_never_read_as_templates() -> None:
    assert catalogue("en").say(plain("{n} {0.__class__}")) == "{n} {0.__class__}"


def test_missing_words_are_an_error() -> None:
    with pytest.raises(SchemaError, match="no phrase 'unknown'"):
        catalogue("en").say(Phrase("unknown"))
    with pytest.raises(SchemaError, match="lacks the value 'n'"):
        catalogue("en").say(phrase("integer"))
    with pytest.raises(InputError, match="'de': not available"):
        catalogue("de")
