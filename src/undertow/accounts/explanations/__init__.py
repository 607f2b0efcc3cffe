"""What else could a community be: each innocent explanation in a module of its own."""

from undertow.accounts.explanations.registry import EXPLANATIONS
from undertow.accounts.explanations.stage import weigh_explanations

__all__ = ["EXPLANATIONS", "weigh_explanations"]
