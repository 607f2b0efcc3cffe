"""Estimative terms: a probability put into a word, and how sure the basis allows us to be."""

from __future__ import annotations

from statistics import mean

from undertow.accounts import AUTHENTICITY_SIGNALS

# Upper ends of the bands of Intelligence Community Directive 203 (2015), D.6.e.(2)(a).
_TERMS: tuple[tuple[float, str], ...] = (
    (0.05, "almost_no_chance"),
    (0.20, "very_unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly_even"),
    (0.80, "likely"),
    (0.95, "very_likely"),
    (1.00, "almost_certainly"),
)
# A machine's word on one kind of measurement is never "almost certainly": that takes a person.
_STRONGEST = "very_likely"
_ENOUGH_CONTROL = 100


def likelihood_of(probabilities: list[float]) -> str | None:
    """Return the term for the mean of the members' probabilities, None where there are none."""
    if not probabilities:
        return None
    term = next(term for upper, term in _TERMS if mean(probabilities) <= upper)
    return _STRONGEST if term == "almost_certainly" else term


def confidence_of(significant: set[str], n_control: list[int]) -> str:
    """Return how much the basis carries: ``low`` or ``moderate``.

    Moderate takes two significant signs, one of them of inauthenticity, against a control of at
    least a hundred accounts. High confidence takes sources other than this data, and a person.
    """
    is_broad = len(significant) > 1 and bool(significant & set(AUTHENTICITY_SIGNALS))
    is_founded = bool(n_control) and max(n_control) >= _ENOUGH_CONTROL
    return "moderate" if is_broad and is_founded else "low"
