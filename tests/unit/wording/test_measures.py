"""Every explanation and every measurement behind one has words in both languages."""

from __future__ import annotations

from types import ModuleType

import pytest

from undertow.accounts.explanations import EXPLANATIONS
from undertow.wording import en, fr


@pytest.mark.parametrize("language", [en, fr], ids=["en", "fr"])
def test_every_explanation_and_measure_has_words(language: ModuleType) -> None:
    named = {f"explanation.{explanation.name}" for explanation in EXPLANATIONS}
    measured = {
        f"measure.{fact}"
        for explanation in EXPLANATIONS
        for fact in explanation.weigh(explanation.nothing).facts
    }
    assert measured
    assert named | measured <= set(language.PHRASES)
