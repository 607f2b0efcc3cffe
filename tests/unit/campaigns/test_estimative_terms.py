"""Probability to term and basis to confidence, at the edges of the bands."""

from __future__ import annotations

import pytest

from undertow.campaigns.likelihood import confidence_of, likelihood_of


@pytest.mark.parametrize(
    ("probability", "term"),
    [
        (0.0, "almost_no_chance"),
        (0.05, "almost_no_chance"),
        (0.0500001, "very_unlikely"),
        (0.20, "very_unlikely"),
        (0.2000001, "unlikely"),
        (0.45, "unlikely"),
        (0.4500001, "roughly_even"),
        (0.55, "roughly_even"),
        (0.5500001, "likely"),
        (0.80, "likely"),
        (0.8000001, "very_likely"),
        (0.95, "very_likely"),
        # What a machine says is never almost certain.
        (0.9500001, "very_likely"),
        (1.0, "very_likely"),
    ],
)
def test_term_of_a_probability(probability: float, term: str) -> None:
    assert likelihood_of([probability]) == term
    assert likelihood_of([probability] * 7) == term


def test_term_is_of_the_mean() -> None:
    assert likelihood_of([0.0, 1.0]) == "roughly_even"


def test_nothing_measured_has_no_term() -> None:
    assert likelihood_of([]) is None


@pytest.mark.parametrize(
    ("n_control", "confidence"),
    [
        ({}, "low"),
        ({"new_account": 5000}, "low"),
        ({"new_account": 100, "creation_batch": 100}, "low"),  # both tell of the creation
        ({"new_account": 100, "copied_text": 100}, "moderate"),
        ({"new_account": 99, "copied_text": 100}, "low"),
        ({"new_account": 100, "copied_text": 99}, "low"),
        ({"copied_text": 5000, "closed_engagement": 5000}, "low"),
        ({"new_account": 100, "copied_text": 100, "closed_engagement": 3}, "moderate"),
    ],
)
def test_confidence(n_control: dict[str, int], confidence: str) -> None:
    assert confidence_of(n_control) == confidence
