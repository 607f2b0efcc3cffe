"""Reference rates and tails of the account test, written out account by account."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from engines import ENGINE
from hypothesis import given
from hypothesis import strategies as st

from undertow.coordination.account_kernels import copying_tails
from undertow.coordination.ordinary import reference_rates
from undertow.coordination.trials import Division, Trials
from undertow.schema import Posts, Table

SHRINKAGE = 20.0
Texts = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.integers(0, 1),
        st.integers(0, 2),
        st.integers(0, 1),
        st.sampled_from([0.0, 0.25, 1.0]),
    ),
    min_size=1,
    max_size=30,
)
Row = tuple[int, int, int, int, float]


def slow_rates(texts: list[Row]) -> list[float]:
    """Shrunk mean of the weighted shares of the other accounts, coarse cell then fine cell."""
    rates = []
    for own, coarse, fine, _, _ in texts:
        rate, shrinkage = 0.5, 1.0
        for is_like in (
            lambda text, coarse=coarse: text[1] == coarse,
            lambda text, coarse=coarse, fine=fine: text[1:3] == (coarse, fine),
        ):
            total = size = 0.0
            for account in {text[0] for text in texts} - {own}:
                like = [text for text in texts if text[0] == account and is_like(text)]
                if like:
                    total += sum(text[3] * text[4] for text in like) / len(like)
                    size += sum(text[4] for text in like) / len(like)
            rate = (total + shrinkage * rate) / (size + shrinkage)
            shrinkage = SHRINKAGE
        rates.append(rate)
    return rates


@given(Texts)
def test_reference_rates(texts: list[Row]) -> None:
    accounts, coarse, fine, copied, weights = (
        np.array(column) for column in zip(*texts, strict=True)
    )
    trials = Trials(
        np.arange(6).astype(object),
        accounts,
        np.arange(len(texts)),
        np.zeros(7, np.int64),
        np.ones(len(texts), np.int64),
        np.array(["x"], object),
        tuple(Division.of(cell, accounts) for cell in (coarse, coarse * 3 + fine)),
    )
    found = reference_rates(trials, copied.astype(float), weights.astype(float))
    expected = np.clip(slow_rates(texts), 1e-6, 1 - 1e-6)
    assert found.tolist() == pytest.approx(expected.tolist(), abs=1e-12)


Accounts = st.lists(st.lists(st.floats(0, 1), max_size=8), min_size=1, max_size=6)


@given(Accounts, st.data())
def test_tails(accounts: list[list[float]], data: st.DataObject) -> None:
    n_copied = [data.draw(st.integers(0, len(rates))) for rates in accounts]
    starts = np.cumsum([0, *map(len, accounts)])
    found = copying_tails(
        starts, np.array([r for rates in accounts for r in rates]), np.array(n_copied)
    )
    for tail, rates, n in zip(found, accounts, n_copied, strict=True):
        law = np.array([1.0])  # the convolution of all texts, state by state
        for rate in rates:
            law = np.convolve(law, [1 - rate, rate])
        assert tail == pytest.approx(law[n:].sum(), abs=1e-12)


def test_a_trial_is_a_distinct_text_of_an_account() -> None:
    posts = pa.table(
        {
            "post_uid": ["p0", "p1", "p2", "p3"],
            "account_uid": ["b", "a", "a", "b"],
            "platform": ["x"] * 4,
            "kind": ["post", "reply", "post", "repost"],
        }
    )
    texts = pa.table(
        {"post_uid": posts["post_uid"], "n_chars": [30, 29, 19, 50], "unit": ["u", "u", "v", "v"]}
    )
    trials = Trials.of(Table(Posts, posts), texts, ENGINE)
    assert trials.account_ids.tolist() == ["a", "b"]
    assert [trials.accounts[a:b].tolist() for a, b in pairwise(trials.starts)] == [[0, 0], [1]]
    assert trials.is_copied.tolist() == [1, 0, 1]
    length, place = trials.divisions
    assert length.cell.tolist() == [1, 0, 2]
    assert place.cell.tolist() == [6 + 1, 0, 2]
    assert trials.share_of_others(np.array([True, False])).tolist() == [0, 0, 1]
