"""Scores of a ranking of pairs: recall at a precision, and the best answer to each query."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def recall_at_precision(scores: Floats, is_true: Flags, precision: float, n_true: int) -> float:
    """Return the largest recall at which a ranking still has some precision.

    Parameters
    ----------
    scores : (n,) float64
        Of the items ranked; those with the same score stand or fall together.
    is_true : (n,) bool
        Whether each is right.
    precision : float
        Least share of right ones among those at or above a score.
    n_true : int
        Right items in all, ranked or not.
    """
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(is_true[order])
    is_last = np.append(scores[order][1:] != scores[order][:-1], True)
    enough = is_last & (hits >= precision * np.arange(1, len(order) + 1))
    return float(hits[enough].max() / n_true) if enough.any() and n_true else 0.0


def pair_recall(scores: Floats, same: Flags, allowed: Flags, precision: float) -> float:
    """Return the recall over unordered pairs.

    Parameters
    ----------
    scores : (n, n) float64
        Symmetric; minus infinity where a method cannot say.
    same, allowed : (n, n) bool
        Whether the two belong together; whether the pair is asked about.
    precision : float
        Least precision.
    """
    asked = np.triu(allowed, 1)
    values, truth = scores[asked], same[asked]
    said = np.isfinite(values)
    return recall_at_precision(values[said], truth[said], precision, int(truth.sum()))


def query_recall(scores: Floats, same: Flags, allowed: Flags, precision: float) -> float:
    """Return the share of queries with an answer whose best answer is right.

    Each row asks for the best other row; answers are ranked by their score and kept down to the
    precision. Queries without a right answer may only be answered wrongly.
    """
    asked = allowed & ~np.eye(len(scores), dtype=bool)
    answers = np.where(asked, scores, -np.inf)
    best = answers.argmax(axis=1)
    rows = np.arange(len(scores))
    values = answers[rows, best]
    said = np.isfinite(values)
    n_true = int((same & asked).any(axis=1).sum())
    return recall_at_precision(values[said], same[rows, best][said], precision, n_true)


def first_answers(scores: Floats, is_right: Flags, k: int = 1) -> float:
    """Return the share of rows with a right answer among their ``k`` best columns."""
    best = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    return float(np.take_along_axis(is_right, best, axis=1).any(axis=1).mean())


def jaccard(texts: list[str], size: int = 3) -> Floats:
    """Return the exact Jaccard similarity of the character n-grams of all pairs of texts.

    MinHash estimates this and cannot rank better. An empty text resembles none.
    """
    grams = [
        {t[i : i + size] for i in range(max(len(t) - size + 1, 1))} if t else set() for t in texts
    ]
    names = {gram: i for i, gram in enumerate(sorted(set().union(*grams)))}
    holds = np.zeros((len(texts), max(len(names), 1)), np.float32)
    for row, found in enumerate(grams):
        holds[row, [names[gram] for gram in found]] = 1
    shared = (holds @ holds.T).astype(np.float64)
    sizes = holds.sum(axis=1)
    together = sizes[:, None] + sizes[None, :] - shared
    similarity: Floats = np.where(together > 0, shared / np.maximum(together, 1), 0.0)
    return similarity
