"""Every measurement behind an innocent explanation has words in both languages."""

from __future__ import annotations

from types import ModuleType

import pytest

from undertow.accounts.explanations import EXPLANATIONS
from undertow.accounts.shared import Shared
from undertow.wording import en, fr


@pytest.mark.parametrize("language", [en, fr], ids=["en", "fr"])
def test_every_measure_has_words(language: ModuleType) -> None:
    shared = Shared(**{name: 1 for name in Shared.__annotations__})  # type: ignore[arg-type]
    measures = {name for weigh in EXPLANATIONS.values() for name in weigh(shared)[1]}
    phrases = next(
        found
        for found in vars(language).values()
        if isinstance(found, dict) and "measure.other" in found
    )
    assert measures
    assert {f"measure.{name}" for name in measures} <= set(phrases)
