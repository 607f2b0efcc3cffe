"""Batches of every layout have one shape, and their texts stand at like places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undertow.text.embedders.layout import ALONE, LAYOUTS, Layout


@pytest.mark.parametrize("layout", [*LAYOUTS, ALONE], ids=str)
@given(lengths=st.lists(st.integers(2, 500), max_size=60))
def test_texts_stand_once_at_like_places_of_one_shape(layout: Layout, lengths: list[int]) -> None:
    texts = [[1000 + place] * length for place, length in enumerate(lengths)]
    placed = []
    for places in layout.batches(lengths):
        batch, seats = layout.filled([texts[place] for place in places])
        assert [batch[seat] for seat in seats] == [texts[place] for place in places]
        placed += places
        if len(batch) == 1:
            continue
        assert all(batch)
        assert len(batch) == layout.n_texts
        assert sum(map(len, batch)) == layout.n_tokens
        assert set(seats) <= set(layout.seats)
        assert all(sum(map(len, batch[:seat])) % layout.stride == 0 for seat in seats)
    assert sorted(placed) == list(range(len(lengths)))


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_posts_share_batches(layout: Layout) -> None:
    assert len(list(layout.batches([20] * 110))) <= 10
