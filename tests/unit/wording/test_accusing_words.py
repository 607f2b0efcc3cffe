"""That media were manipulated is said in one place, with a basis; nowhere else, in no language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

import undertow
from undertow.errors import InputError
from undertow.export.phrases import PHRASES as EXPORT
from undertow.notify.phrases import PHRASES as NOTIFY
from undertow.report.phrases import PHRASES as REPORT
from undertow.wording import catalogue, en, fr
from undertow.wording.graded import numbers
from undertow.wording.media import BASES, MediaFinding, finding_sentences

CATALOGUES: dict[str, Mapping[str, Mapping[str, str]]] = {
    "shared": {"en": en.PHRASES, "fr": fr.PHRASES},
    "report": REPORT,
    "notify": NOTIFY,
    "export": EXPORT,
}
NEEDS_A_BASIS = {"statement.media.manipulated"}
# "False findings" and accounts that give a false picture of themselves are of statistics, accounts.
ACCUSING = {
    "en": r"\b(?:deep ?fake\w*|fak(?:e|es|ed|ing|ery)|manipulat\w*|doctored|forge\w*|tamper\w*|"
    r"falsif\w*|synthetic\w*|ai.generated|computer.generated|counterfeit\w*)\b",
    "fr": r"\b(?:deep ?fake\w*|hypertru\w*|truqu\w*|manipul\w*|trafiqu\w*|falsifi\w*|contref\w*|"
    r"bidonn\w*|synthétique\w*|généré\w* par|faux(?! constats)|"
    r"fausses?(?! (?:découvertes|image)))\b",
}
FILE = "5" * 64


@pytest.mark.parametrize("language", ["en", "fr"])
def test_words_that_accuse_stand_where_a_basis_is_needed_and_nowhere_else(language: str) -> None:
    found = {
        key
        for catalogues in CATALOGUES.values()
        for key, template in catalogues[language].items()
        if re.search(ACCUSING[language], template, re.IGNORECASE)
    }
    assert found == NEEDS_A_BASIS


def test_what_needs_a_basis_is_said_by_findings_alone() -> None:
    root = Path(undertow.__file__).parent
    places = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        for key in NEEDS_A_BASIS
        if key in path.read_text(encoding="utf-8")
    }
    words = {"wording/media_phrases/en.py", "wording/media_phrases/fr.py"}
    assert places == {"wording/media.py", *words}


def finding(**given: object) -> MediaFinding:
    values: dict[str, object] = {
        "media_uid": FILE, "says": "manipulated", "basis": "analyst", "reason": "Two shadows",
        "by": "Ana Roy", "at": "2023-10-24T10:00:00+00:00",
    }  # fmt: skip
    return MediaFinding(**values | given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"basis": None}, "needs a basis"),
        ({"basis": "score"}, "needs a basis"),
        ({"basis": "original"}, "go together"),
        ({"original": FILE}, "go together"),
        ({"reason": " ?! "}, "reason in words"),
        ({"by": " "}, "a name"),
        ({"says": "deepfake"}, "choose one of"),
        ({"likelihood": "roughly_even"}, "must be one of"),
    ],
)
def test_no_finding_is_made_without_a_basis(given: dict[str, object], why: str) -> None:
    with pytest.raises(InputError, match=why):
        finding(**given)


@pytest.mark.parametrize("basis", BASES)
@pytest.mark.parametrize("likelihood", ["likely", "very_likely", "almost_certainly"])
def test_the_basis_is_told_in_both_languages(basis: str, likelihood: str) -> None:
    original = "7" * 64 if basis == "original" else None
    own = finding(basis=basis, likelihood=likelihood, original=original)
    said = {
        name: " ".join(map(catalogue(name).say, finding_sentences(own))) for name in ("en", "fr")
    }
    assert numbers(said["en"], "en") == numbers(said["fr"], "fr")
    for name, text in said.items():
        assert catalogue(name).text(f"media.basis.{basis}", original="7" * 12) in text
        assert "Ana Roy" in text


def test_satire_is_told_without_accusing() -> None:
    own = finding(says="satire", basis=None)
    (said,) = finding_sentences(own)
    assert re.search(ACCUSING["en"], catalogue("en").say(said)) is None
