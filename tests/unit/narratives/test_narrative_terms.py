"""Key terms and medoids."""

from __future__ import annotations

import math

import numpy as np
import pytest

from undertow.narratives.medoids import mean_similarities
from undertow.narratives.terms import class_weights, similarity, terms_of, top_terms


def test_words_without_the_common_ones() -> None:
    assert terms_of("The MP took BRIBES, https://a.example/x @who #Now2023") == {
        "mp", "took", "bribes", "2023",
    }  # fmt: skip
    assert terms_of("a cousin's company") == {"cousin", "company"}
    assert terms_of("L’argent d'un promoteur, qu’elle a pris") == {"argent", "promoteur", "pris"}


def test_han_runs_between_function_words() -> None:
    assert {"收受贿赂", "贿赂"} <= terms_of("她收受贿赂,必须辞职")
    assert "辞职" in terms_of("她收受贿赂,必须辞职")
    assert not any("她" in term for term in terms_of("她收受贿赂"))


def test_weights_are_those_of_the_formula() -> None:
    left, right = class_weights([["red fish", "red boat"], ["blue fish"]])
    # Terms: 3 + 1 in two texts = 4, and 2: mean 3; red occurs 2 times, fish 2, boat and blue once.
    assert left["red"] == pytest.approx((1 + math.log(2)) * math.log1p(3 / 2))
    assert left["boat"] == pytest.approx(math.log1p(3))
    assert right == pytest.approx({"blue": math.log1p(3), "fish": math.log1p(3 / 2)})


def test_copies_of_a_text_are_counted_by_distinct_texts_of_the_caller() -> None:
    assert top_terms({"a1": 1.0, "b1": 2.0, "2023": 9.0}, 2) == ["b1", "a1"]


def test_ties_are_by_name_and_no_term_is_part_of_another() -> None:
    assert top_terms({"beta": 1.0, "alfa": 1.0}, 5) == ["alfa", "beta"]
    assert top_terms({"贿赂": 1.0, "收受贿赂": 1.0}, 5) == ["收受贿赂"]
    assert top_terms({"贿赂": 2.0, "收受贿赂": 1.0}, 5) == ["收受贿赂"]


def test_similarity() -> None:
    assert similarity({}, {}) == 0.0
    assert similarity({"a": 1.0}, {"a": 1.0}) == 1.0
    assert similarity({"a": 1.0, "b": 1.0}, {"a": 1.0, "c": 1.0}) == pytest.approx(1 / 3)


def test_medoid_is_like_the_others() -> None:
    texts = ["she took bribes", "she took bribes again", "look she took bribes", "nice weather"]
    means = mean_similarities(texts)
    assert means.argmax() == 0
    assert means.argmin() == 3
    assert ((means >= 0) & (means <= 1)).all()


def test_medoid_of_none_one_and_equals() -> None:
    assert mean_similarities([]).tolist() == []
    assert mean_similarities(["a"]).tolist() == [0.0]
    found = mean_similarities(["", "", ""])
    assert np.isfinite(found).all()
    assert (found == found[0]).all()
