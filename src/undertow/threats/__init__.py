"""Posts that may threaten physical harm or give private information away: for a person to judge."""

from __future__ import annotations

from undertow.threats.matching import Found, find_threats
from undertow.threats.screen import screen_threats

__all__ = ["Found", "find_threats", "screen_threats"]
