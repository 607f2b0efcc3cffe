"""Laws of decisions: caution, history, and agreement against an independent computation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undertow.rulings import DECISIONS, Ruling, items
from undertow.rulings.agreement import cohens_kappa

PEOPLE = ("Ana Roy", "Bo Lin", "Cy Doe")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(PEOPLE), st.sampled_from(DECISIONS), st.sampled_from("ab"), st.booleans()
    ),
    max_size=30,
)


@given(STEPS)
def test_the_most_cautious_last_word_since_the_settlement_holds(steps) -> None:
    rulings = [
        Ruling(seq, "claim", ident, decision, who, "login", "at", "why", settles)
        for seq, (who, decision, ident, settles) in enumerate(steps, start=1)
    ]
    found = items(rulings)
    assert sum(len(item.history) for item in found.values()) == len(rulings)
    for (_, ident), item in found.items():
        own = [step for step in steps if step[2] == ident]
        last = max((i for i, step in enumerate(own) if step[3]), default=0)
        words = {who: decision for who, decision, *_ in own[last:]}
        assert {ruling.by: ruling.decision for ruling in item.standing} == words
        assert item.outcome == max(words.values(), key=DECISIONS.index)
        assert item.is_disputed == (len(set(words.values())) > 1)


@given(
    st.lists(
        st.tuples(st.sampled_from(DECISIONS), st.sampled_from(DECISIONS)), min_size=1, max_size=60
    )
)
def test_kappa_is_that_of_the_table_of_counts(both) -> None:
    table = np.zeros((3, 3))
    for one, other in both:
        table[DECISIONS.index(one), DECISIONS.index(other)] += 1
    table /= table.sum()
    chance = float(table.sum(0) @ table.sum(1))
    kappa = cohens_kappa(both)
    if len(set(both)) == 1 and both[0][0] == both[0][1]:
        assert kappa is None
    else:
        assert kappa == pytest.approx((np.trace(table) - chance) / (1 - chance))
        assert cohens_kappa([pair[::-1] for pair in both]) == pytest.approx(kappa)
