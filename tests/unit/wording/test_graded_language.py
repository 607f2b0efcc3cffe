"""Numbers and terms are read back from finished text; what no assessment may say is found."""

from __future__ import annotations

import pytest

from undertow.estimative import TERMS
from undertow.wording import catalogue
from undertow.wording.graded import faults, levels, months, numbers
from undertow.wording.phrase import Phrase, decimal, integer, probability


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_term_is_read_back(language: str) -> None:
    words = catalogue(language)
    for term in TERMS:
        assert levels(words.text(f"likelihood.{term}"), language) == [term]
        said = words.text(f"judgement.{term}", statement="x", percentages="1")
        assert levels(said, language) == [term]


@pytest.mark.parametrize(
    "phrase", [integer(0), integer(1_234_567), decimal(2345.6), probability(0.0123), decimal(-0.5)]
)
def test_numbers_are_the_same_in_both_languages(phrase: Phrase) -> None:
    said = {name: catalogue(name).say(phrase) for name in ("en", "fr")}
    assert numbers(said["en"], "en") == numbers(said["fr"], "fr") != []


def test_times_are_the_same_in_both_languages() -> None:
    moment = Phrase("minute", {"at": "2023-08-01T03:05:00+00:00"})
    said = {name: catalogue(name).say(moment) for name in ("en", "fr")}
    assert numbers(said["en"], "en") == numbers(said["fr"], "fr")
    assert months(said["en"], "en") == months(said["fr"], "fr") == [8]


@pytest.mark.parametrize(
    ("language", "text", "rule", "words"),
    [
        ("en", "This proves it.", "claims_too_much", "proves"),
        ("en", "The source confirmed it.", "claims_too_much", "confirmed"),
        ("en", "It is probably so.", "ungraded", "probably"),
        ("en", "It seems so.", "ungraded", "seems"),
        ("en", "It is likely, with high confidence.", "confidence_and_likelihood", "likely"),
        ("fr", "Cela prouve tout.", "claims_too_much", "prouve"),
        ("fr", "C’est peut-être vrai.", "ungraded", "peut-être"),
        (
            "fr", "C’est probable, avec grande confiance.", "confidence_and_likelihood",
            "probable",
        ),
    ],
)  # fmt: skip
def test_what_no_assessment_may_say(language: str, text: str, rule: str, words: str) -> None:
    assert [(fault.rule, fault.words) for fault in faults(text, language)] == [(rule, words)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "It is almost certain. Confidence: high."),
        ("en", "Evidence for this is in the annex; improvement is possible."),
        ("fr", "Les preuves sont en annexe. C’est presque certain."),
    ],
)
def test_what_an_assessment_may_say(language: str, text: str) -> None:
    assert list(faults(text, language)) == []


def test_months_that_are_words_too_count_beside_a_number() -> None:
    english = "From 7\u00a0March\u00a02023 to May\u00a02023; they may march in August"
    assert months(english, "en") == [3, 5, 8]
    assert months("du 1er\u00a0mars\u00a02023 au 7\u00a0mai; mais mars en août", "fr") == [3, 5, 8]
