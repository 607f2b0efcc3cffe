"""What a campaign says: text families told as narratives."""

from undertow.narratives.families import build_narratives

__all__ = ["build_narratives"]
