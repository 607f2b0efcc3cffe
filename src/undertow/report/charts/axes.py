"""Axes: round ticks for counts, whole days for times."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from undertow.wording import Catalogue

_DAY_STEPS = (1, 2, 3, 7, 14, 28, 91, 182, 364)


@dataclass(frozen=True, slots=True)
class TimeScale:
    """A linear map from times to places.

    Attributes
    ----------
    start, end : datetime
        What is shown.
    left, right : float
        Where it is shown.
    """

    start: datetime
    end: datetime
    left: float
    right: float

    def __call__(self, at: datetime) -> float:
        """Return the place of a time; what lies outside is put on the edge."""
        share = (at - self.start) / (self.end - self.start)
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)

    def ticks(self, n_wanted: int = 8) -> list[datetime]:
        """Return at most about ``n_wanted`` midnights at even steps."""
        first = self.start.replace(hour=0, minute=0, second=0, microsecond=0)
        n_days = max((self.end - first).days, 1)
        step = next((s for s in _DAY_STEPS if n_days / s <= n_wanted), _DAY_STEPS[-1])
        ticks = [first + timedelta(days=i) for i in range(0, n_days + 1, step)]
        return [tick for tick in ticks if self.start <= tick <= self.end]


def count_ticks(largest: float, n_wanted: int = 3) -> list[int]:
    """Return round counts from 0 to at least ``largest``."""
    rough = max(largest, 1) / n_wanted
    power = 10 ** math.floor(math.log10(rough)) if rough >= 1 else 1
    step = next(int(m * power) for m in (1, 2, 5, 10) if m * power >= rough)
    return list(range(0, math.ceil(max(largest, 1) / step) * step + 1, step))


def short_day(words: Catalogue, at: datetime) -> str:
    """Return the label of a tick."""
    return words.text("day.short", at=at)
