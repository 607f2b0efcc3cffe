from .entry import Hypothesis, Rating, shipped_hypotheses
from .stage import COMMERCIAL, INNOCENT, PUBLISHED_ITEM, weigh_hypotheses

__all__ = [
    "COMMERCIAL",
    "INNOCENT",
    "PUBLISHED_ITEM",
    "Hypothesis",
    "Rating",
    "shipped_hypotheses",
    "weigh_hypotheses",
]
