"""How numbers of a scenario grow with its scale."""

from __future__ import annotations

import math


def count(n: int, scale: float, least: int) -> int:
    """Return a count at another scale, never below ``least``."""
    return max(least, round(n * scale))


def gently(scale: float) -> float:
    """Return the factor for what grows with the square root and never beyond scale 1."""
    return min(1.0, math.sqrt(scale))
