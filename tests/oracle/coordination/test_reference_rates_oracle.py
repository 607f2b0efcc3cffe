"""Reference rates of the account test, written out account by account."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undertow.coordination.account_test import reference_rates

SHRINKAGE = 20.0
Texts = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 1), st.integers(0, 2), st.integers(0, 1)),
    min_size=1,
    max_size=30,
)


def slow_rates(texts: list[tuple[int, int, int, int]], reference: set[int]) -> list[float]:
    """Shrunk mean of the shares of the other reference accounts, coarse cell then fine cell."""
    rates = []
    for own, coarse, fine, _ in texts:
        rate, weight = 0.5, 1.0
        for is_like in (
            lambda text, coarse=coarse: text[1] == coarse,
            lambda text, coarse=coarse, fine=fine: text[1:3] == (coarse, fine),
        ):
            shares = []
            for account in reference - {own}:
                copied = [text[3] for text in texts if text[0] == account and is_like(text)]
                if copied:
                    shares.append(sum(copied) / len(copied))
            rate = (sum(shares) + weight * rate) / (len(shares) + weight)
            weight = SHRINKAGE
        rates.append(rate)
    return rates


@given(Texts, st.sets(st.integers(0, 5)))
def test_reference_rates(texts: list[tuple[int, int, int, int]], reference: set[int]) -> None:
    accounts, coarse, fine, copied = (np.array(column) for column in zip(*texts, strict=True))
    found = reference_rates(
        [coarse, coarse * 3 + fine],
        accounts,
        copied.astype(float),
        np.isin(np.arange(6), list(reference)),
    )
    expected = np.clip(slow_rates(texts, reference), 1e-6, 1 - 1e-6)
    assert found.tolist() == pytest.approx(expected.tolist(), abs=1e-12)
