"""Editions that differ in a claim, a number, a level or a section are not fit for release."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from undertow.case import Case
from undertow.errors import VerificationError
from undertow.report import write_report
from undertow.report.parity import differences, require_parity


@pytest.fixture
def editions(analysed: Case, tmp_path: Path) -> dict[str, str]:
    paths = write_report(analysed, ["en", "fr"], tmp_path / "out")
    return {path.name[7:9]: path.read_text("utf-8") for path in paths}


def test_what_is_written_is_the_same_in_both_languages(editions: dict[str, str]) -> None:
    require_parity(editions)


@pytest.mark.parametrize("missing", ["en", "fr"])
def test_a_missing_language_is_a_difference(editions: dict[str, str], missing: str) -> None:
    del editions[missing]
    (found,) = differences(editions)
    assert (found.what, missing in found.detail) == ("language", True)


CHANGES: dict[str, Callable[[str], str]] = {
    "number": lambda page: page.replace("au moins 12\u00a0comptes", "au moins 13\u00a0comptes"),
    "level": lambda page: page.replace("Il est probable (55", "Il est très probable (55"),
    "claim": lambda page: page.replace('href="#evidence-k-05"', 'href="#evidence-k-06"', 1),
    "section": lambda page: page.replace("<blockquote", "<p>x</p><blockquote", 1),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_of_one_edition_is_found(editions: dict[str, str], what: str) -> None:
    changed = CHANGES[what](editions["fr"])
    assert changed != editions["fr"]
    found = list(differences(editions | {"fr": changed}))
    assert {difference.what for difference in found} == {what}
    with pytest.raises(VerificationError, match=what):
        require_parity(editions | {"fr": changed})


def test_a_quotation_may_not_be_changed(editions: dict[str, str]) -> None:
    changed = editions["en"].replace("Elle ment", "Elle mentait", 1)
    assert changed != editions["en"]
    assert [d.what for d in differences(editions | {"en": changed})] == ["section"]


@pytest.mark.parametrize(
    ("changed", "into"),
    [
        ("<strong>moderate</strong>", "<strong>high</strong>"),
        ("coordinated and inauthentic", "coordinated, authenticity open"),
    ],
)
def test_confidence_and_verdicts_are_compared(
    editions: dict[str, str], changed: str, into: str
) -> None:
    page = editions["en"].replace(changed, into)
    assert page != editions["en"]
    assert {d.what for d in differences(editions | {"en": page})} == {"level"}


def test_numbers_are_compared_in_order(editions: dict[str, str]) -> None:
    page = editions["fr"].replace("2 sur 3", "3 sur 2", 1)
    assert page != editions["fr"]
    assert {d.what for d in differences(editions | {"fr": page})} == {"number"}
