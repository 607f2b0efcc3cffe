"""The estimative terms at the edges of their ranges."""

from __future__ import annotations

import math

import pytest

from undertow.estimative import LIKELIHOOD, TERMS, lowest, term_of


@pytest.mark.parametrize("term", TERMS)
def test_an_edge_belongs_to_the_lower_term(term: str) -> None:
    upper = LIKELIHOOD[term][1] / 100.0
    assert term_of(upper) == term
    if term != TERMS[-1]:
        assert term_of(math.nextafter(upper, 1.0)) == TERMS[TERMS.index(term) + 1]


def test_ends() -> None:
    assert (term_of(0.0), term_of(1.0)) == (TERMS[0], TERMS[-1])


@pytest.mark.parametrize("value", [math.nan, -0.1, 1.1, math.inf])
def test_what_is_no_probability_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="no probability"):
        term_of(value)


def test_lowest() -> None:
    assert lowest("very_likely", "unlikely", "likely") == "unlikely"
