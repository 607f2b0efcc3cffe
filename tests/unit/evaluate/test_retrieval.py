from __future__ import annotations

import numpy as np
import pytest

from undertow.evaluate.retrieval import (
    first_answers,
    jaccard,
    pair_recall,
    query_recall,
    recall_at_precision,
)


@pytest.mark.parametrize(
    ("scores", "truth", "precision", "expected"),
    [
        ([3, 2, 1], [1, 1, 0], 0.95, 1.0),
        ([3, 2, 1], [0, 1, 1], 0.95, 0.0),
        ([3, 2, 1], [0, 1, 1], 0.6, 1.0),
        ([3, 2, 2, 1], [1, 1, 0, 0], 0.95, 0.5),  # equals stand or fall together
        ([], [], 0.95, 0.0),
    ],
)
def test_recall_at_precision(
    scores: list[float], truth: list[int], precision: float, expected: float
) -> None:
    is_true = np.array(truth, bool)
    found = recall_at_precision(np.array(scores, float), is_true, precision, int(is_true.sum()))
    assert found == expected


SCORES = np.array([[9, 5, 1, 2], [5, 9, 1, 3], [1, 1, 9, 4], [2, 3, 4, 9]], float)
SAME = np.array([[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]], bool)
ALL = np.ones((4, 4), bool)


def test_pairs_and_queries() -> None:
    assert pair_recall(SCORES, SAME, ALL, 0.95) == 1.0
    assert query_recall(SCORES, SAME, ALL, 0.95) == 1.0
    unsaid = SCORES.copy()
    unsaid[0, 1] = unsaid[1, 0] = -np.inf
    assert pair_recall(unsaid, SAME, ALL, 0.95) == 0.0
    assert query_recall(unsaid, SAME, ALL, 0.95) == 0.0


def test_first_answers() -> None:
    right = np.eye(2, dtype=bool)
    scores = np.array([[1.0, 2.0], [0.0, 1.0]])
    assert first_answers(scores, right) == 0.5
    assert first_answers(scores, right, 2) == 1.0


def test_jaccard() -> None:
    found = jaccard(["abcd", "abce", "", "xy"])
    assert found[0, 1] == pytest.approx(1 / 3)
    assert found[0, 0] == 1.0
    assert found[2, 2] == found[0, 3] == 0.0
    assert found[3, 3] == 1.0
