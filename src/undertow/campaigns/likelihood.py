"""Estimative terms: a probability put into a word, and how sure the basis allows us to be."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import mean

from undertow.accounts import AUTHENTICITY_SIGNALS, FAMILIES
from undertow.estimative import term_of

# A machine's word on one kind of measurement is never "almost certainly": that takes a person.
_STRONGEST = "very_likely"
_ENOUGH_CONTROL = 100


def likelihood_of(probabilities: list[float]) -> str | None:
    """Return the term for the mean of the members' probabilities, None where there are none."""
    if not probabilities:
        return None
    term = term_of(mean(probabilities))
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
