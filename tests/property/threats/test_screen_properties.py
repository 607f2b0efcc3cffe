"""Laws of the screen: it never fails, places lie in the text, order and case do not matter."""

from __future__ import annotations

from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from undertow.schema import Posts, Table
from undertow.settings import NoSettings
from undertow.threats import find_threats, screen_threats
from undertow.threats.folding import bared, fold, folded

_PIECES = ["kill", "you", "je vais te", "tuer", "杀", "你", "殺", "1", "k.i.l.l", "@a", "\u200b",
           " ", "é", "613-555-0142", "https://t.co/x1", "#HangHim", "\ue000", "\ud800", "İ", "🔫",
           "*"]  # fmt: skip
TEXTS = st.one_of(
    st.text(st.characters(), max_size=60),
    st.lists(st.sampled_from(_PIECES), max_size=12).map("".join),
    st.lists(st.sampled_from(_PIECES), max_size=12).map(" ".join),
)


@given(st.lists(TEXTS, max_size=5))
def test_any_text_is_screened_and_places_lie_in_it(texts: list[str]) -> None:
    for index, places in find_threats(texts):
        assert places == sorted(places)
        for place in places:
            assert 0 <= place.start < place.end <= len(texts[index])


@given(TEXTS)
@example("`\x80")
def test_forms_know_where_they_came_from(text: str) -> None:
    form = folded(text)
    assert form.text == fold(text)
    other = bared(form)
    for one in (form, other):
        if one.places is not None:
            assert len(one.places) == len(one.text)
            assert list(one.places) == sorted(one.places)
            assert all(0 <= place < len(text) for place in one.places)


@given(st.lists(TEXTS, max_size=5))
def test_a_text_is_judged_by_itself(texts: list[str]) -> None:
    together = dict(find_threats(texts))
    for index, text in enumerate(texts):
        assert dict(find_threats([text])).get(0) == together.get(index)


def test_order_of_posts_does_not_matter(rows_of: Any) -> None:
    texts = ["I will kill you", "rien", "我要杀了你", "I will kill you", None]
    rows = [{"post_uid": f"x:{n}", "text": text} for n, text in enumerate(texts)]
    tables = [
        screen_threats(Table.checked(Posts, rows_of(Posts, *order)), NoSettings(), rng_seed=0)
        for order in (rows, rows[::-1])
    ]
    assert tables[0].arrow.equals(tables[1].arrow)
    assert tables[0].n_rows == 3
