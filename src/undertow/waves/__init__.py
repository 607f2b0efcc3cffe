"""Counts in time -> waves: onset, surge and end, with intervals."""

from __future__ import annotations

from undertow.waves.find import find_waves

__all__ = ["find_waves"]
