"""The estimative terms and the ranges they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from undertow.wording.phrase import Phrase, phrase

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
CONFIDENCE = ("low", "moderate", "high")


def percentages(likelihood: str) -> Phrase:
    """Return the range of a term."""
    low, high = LIKELIHOOD[likelihood]
    return phrase("likelihood.range", low=low, high=high)


def judgement(likelihood: str, statement: Phrase) -> Phrase:
    """Return a statement with its likelihood; confidence is never part of the same sentence."""
    return phrase(
        f"judgement.{likelihood}", statement=statement, percentages=percentages(likelihood)
    )
