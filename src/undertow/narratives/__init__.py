"""What a campaign says: claim groups assembled over time into narratives."""

from undertow.narratives.build import build_narratives

__all__ = ["build_narratives"]
