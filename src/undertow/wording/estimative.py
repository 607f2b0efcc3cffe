"""Sentences with an estimative term."""

from __future__ import annotations

from undertow.estimative import LIKELIHOOD
from undertow.wording.phrase import Phrase, phrase


def percentages(likelihood: str) -> Phrase:
    """Return the range of a term."""
    low, high = LIKELIHOOD[likelihood]
    return phrase("likelihood.range", low=low, high=high)


def judgement(likelihood: str, statement: Phrase) -> Phrase:
    """Return a statement with its likelihood; confidence is never part of the same sentence."""
    return phrase(
        f"judgement.{likelihood}", statement=statement, percentages=percentages(likelihood)
    )
