"""Settings: strict, frozen, explained, and with a digest that follows the values only."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from undertow.errors import SettingsError
from undertow.settings import CoordinationSettings, NoSettings, Section, Settings, TextSettings

SECTIONS = {
    name: field.annotation
    for name, field in Settings.model_fields.items()
    if isinstance(field.annotation, type) and issubclass(field.annotation, Section)
}


def test_nothing_given_is_the_defaults() -> None:
    assert Settings.parse({}) == Settings()


def test_one_setting_leaves_the_others() -> None:
    settings = Settings.parse({"coordination": {"q": 0.01}})
    assert settings.coordination == CoordinationSettings(q=0.01)
    assert settings.text == TextSettings()


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ({"coordinaton": {}}, "coordinaton"),
        ({"coordination": {"Q": 0.1}}, r"coordination\.Q"),
        ({"coordination": {"q": 0}}, r"coordination\.q"),
        ({"coordination": {"q": "often"}}, r"coordination\.q"),
        ({"coordination": {"windows_s": {"text": ["soon"]}}}, r"coordination\.windows_s\.text\.0"),
        ({"waves": {"bin_hours": 25}}, r"waves\.bin_hours"),
        ({"seed": -1}, "seed"),
    ],
)
def test_what_is_wrong_is_named(values: dict[str, Any], place: str) -> None:
    with pytest.raises(SettingsError, match=f"setting {place}: "):
        Settings.parse(values)


def test_settings_do_not_change_under_a_stage() -> None:
    with pytest.raises(ValidationError):
        Settings().seed = 1  # type: ignore[misc]


@given(st.integers(1, 100), st.integers(1, 100))
def test_digest_follows_the_values(left: int, right: int) -> None:
    same = TextSettings(min_chars=left).digest() == TextSettings(min_chars=right).digest()
    assert same == (left == right)


def test_digest_does_not_follow_the_order_of_keys() -> None:
    weights = {"text": 1.0, "url": 0.5}
    backwards = dict(reversed(weights.items()))
    assert (
        CoordinationSettings(layer_weights=weights).digest()
        == CoordinationSettings(layer_weights=backwards).digest()
    )


def test_digest_is_the_same_in_every_process() -> None:
    assert NoSettings().digest() == hashlib.sha256(b"{}").hexdigest()


@pytest.mark.parametrize("name", sorted(SECTIONS))
def test_every_setting_says_what_it_means(name: str) -> None:
    section = SECTIONS[name]
    assert section.__doc__
    for setting, field in section.model_fields.items():
        assert field.description, f"{name}.{setting} has no description"
        assert not field.is_required(), f"{name}.{setting} has no default"
