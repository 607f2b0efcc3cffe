"""Estimative terms: a probability put into a word, and how sure the basis allows us to be."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import mean

from undertow.accounts import AUTHENTICITY_SIGNALS, FAMILIES

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


def confidence_of(n_control: Mapping[str, int]) -> str:
    """Return how much the basis carries: ``low`` or ``moderate``.

    Parameters
    ----------
    n_control : mapping
        Significant sign -> size of the control it was found against.

    Returns
    -------
    str
        Moderate takes two significant signs that tell of different things, one of them of
        inauthenticity, each against at least a hundred accounts. High confidence takes sources
        other than this data, and a person.
    """
    founded = {sign for sign, n in n_control.items() if n >= _ENOUGH_CONTROL}
    families = {FAMILIES.get(sign, sign) for sign in founded}
    is_broad = len(families) > 1 and not founded.isdisjoint(AUTHENTICITY_SIGNALS)
    return "moderate" if is_broad else "low"
