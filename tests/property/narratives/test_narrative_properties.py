"""Any text and any order: nothing crashes, nothing is invented, nothing drifts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from undertow.evaluate.frames import REGISTER
from undertow.narratives.assembly import Candidate, assemble
from undertow.narratives.frames import FrameReader
from undertow.narratives.medoids import mean_similarities
from undertow.narratives.posts import Group
from undertow.narratives.terms import class_weights, terms_of, top_terms

READER = FrameReader(REGISTER)
PIECES = st.sampled_from(
    ["Ann Lee", "Zoé Roy", "李安娜", "Carl Moss", "took bribes", "a touché des pots-de-vin",
     "收受贿赂", "accused", "of fraud", "被", "指控", "not", "n'a pas", "没有", "?", ".", " ", "，",
     "by", "par", "\ue000", "who", "and", "\u202e", "’", "MP ", "is a puppet of", "Beijing"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=12).map(" ".join))
START = datetime(2023, 8, 7, tzinfo=UTC)


@given(TEXTS, st.sampled_from(["en", "fr", "zh", "und"]))
def test_what_is_read_stands_in_the_text(text: str, language: str) -> None:
    for frame in READER.read(text, language):
        assert frame.predicate in text
        assert frame.actor.name in text
        assert frame.target is None or frame.target.name in text
        assert frame.target is None or frame.target.key != frame.actor.key


@given(TEXTS)
def test_question_says_nothing(text: str) -> None:
    sentence = text.translate({ord(mark): " " for mark in "!。！;；\n…?？."})
    for language in ("en", "fr", "zh"):
        assert READER.read(sentence + "?", language) == []


@given(st.lists(st.lists(TEXTS, max_size=4), max_size=5))
def test_terms_of_any_text(classes: list[list[str]]) -> None:
    for texts, weights in zip(classes, class_weights(classes), strict=True):
        assert set(weights) == {term for text in texts for term in terms_of(text)}
        assert all(weight > 0 for weight in weights.values())
        assert len(top_terms(weights, 3)) <= 3


@given(st.lists(TEXTS, max_size=8, unique=True))
def test_medoids_of_any_texts(texts: list[str]) -> None:
    means = mean_similarities(texts)
    assert means.shape == (len(texts),)
    assert ((means >= 0) & (means <= 1)).all()


@st.composite
def candidates(draw: st.DrawFn) -> list[Candidate]:
    n = draw(st.integers(0, 9))
    found = []
    for i in range(n):
        first = START + timedelta(days=draw(st.integers(0, 60)))
        row: dict[str, Any] = {
            "claim_group": f"g{i}",
            "n_posts": draw(st.integers(1, 4)),
            "first_seen": first,
            "last_seen": first + timedelta(days=draw(st.integers(0, 9))),
            "targets": draw(st.lists(st.sampled_from(["t1", "t2"]), max_size=2, unique=True)),
        }
        weights = draw(st.dictionaries(st.sampled_from("abcd"), st.just(1.0), max_size=4))
        found.append(Candidate(Group(row, ()), weights, None))
    return sorted(found, key=lambda c: (-c.group.row["n_posts"], c.group.row["claim_group"]))


@given(candidates())
def test_each_group_is_in_one_narrative_and_near_its_leader(groups: list[Candidate]) -> None:
    gap = timedelta(days=7)
    narratives = assemble(groups, min_similarity=0.5, max_gap=gap)
    placed = [m.candidate.group.row["claim_group"] for family in narratives for m in family]
    assert sorted(placed) == sorted(c.group.row["claim_group"] for c in groups)
    for family in narratives:
        leading = family[0].candidate.group.row
        assert all(member.similarity >= 0.5 for member in family)
        assert all(m.candidate.group.row["n_posts"] <= leading["n_posts"] for m in family)
        spans = sorted(
            (m.candidate.group.row["first_seen"], m.candidate.group.row["last_seen"])
            for m in family
        )
        reached = spans[0][1]
        for first, last in spans[1:]:
            assert first - reached <= gap
            reached = max(reached, last)
