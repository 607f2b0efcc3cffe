from __future__ import annotations

import pyarrow as pa
import pytest

from undertow.settings import ClaimSettings
from undertow.text.claims.phrases import background, generic_phrases
from undertow.text.claims.units import is_long_enough


@pytest.mark.parametrize(
    ("view", "is_enough"),
    [
        ("one two three four", True),
        ("one two three", False),
        ("l'état don't e-mail x", True),
        ("说得好说得好", True),
        ("说得好说得", False),
        ("two words 说得好", True),
        ("one 说得", False),
        ("", False),
    ],
)
def test_length_gate(view: str, is_enough: bool) -> None:
    assert is_long_enough(pa.array([view]), ClaimSettings()).to_pylist() == [is_enough]


def test_background_is_the_same_in_every_language() -> None:
    views, languages = background()
    assert len(views) == len(languages)
    assert {languages.count(code) for code in set(languages)} == {40}
    assert set(languages) == {"en", "fr", "zh"}
    assert len(set(views.to_pylist())) == len(views)


def test_generic_phrases_are_views() -> None:
    phrases = generic_phrases().to_pylist()
    assert "well said" in phrases
    assert len(set(phrases)) == len(phrases)
