from .entry import Hypothesis, Rating, shipped_hypotheses
from .stage import INAUTHENTIC, weigh_hypotheses

__all__ = ["INAUTHENTIC", "Hypothesis", "Rating", "shipped_hypotheses", "weigh_hypotheses"]
