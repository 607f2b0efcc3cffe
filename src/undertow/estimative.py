"""The estimative terms and the ranges they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# Intelligence Community Directive 203 (2015), D.6.e.(2)(a), in per cent.
LIKELIHOOD: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "almost_no_chance": (1, 5),
        "very_unlikely": (5, 20),
        "unlikely": (20, 45),
        "roughly_even": (45, 55),
        "likely": (55, 80),
        "very_likely": (80, 95),
        "almost_certainly": (95, 99),
    }
)
"""Term -> its range, least likely first."""

TERMS = tuple(LIKELIHOOD)
CONFIDENCE = ("low", "moderate", "high")


def term_of(probability: float) -> str:
    """Return the term in whose range a probability falls, the lower of two that meet in it.

    Raises
    ------
    ValueError
        It is no probability.
    """
    if not 0.0 <= probability <= 1.0:
        raise ValueError(f"{probability} is no probability")
    return next((t for t in TERMS if probability <= LIKELIHOOD[t][1] / 100.0), TERMS[-1])


def lowest(*terms: str) -> str:
    """Return the least likely of some terms."""
    return min(terms, key=TERMS.index)
