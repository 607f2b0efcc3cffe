"""When people post: the rhythm of day and week, and the delay of an answer."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Final

import numpy as np
from numpy.typing import NDArray

HOUR_S: Final = 3600
DAY_S: Final = 86_400

# Relative activity by hour of the day (UTC) of a public that lives between UTC-8 and UTC-2:30.
_HOURLY: Final = np.array(
    [
        88,
        80,
        66,
        50,
        36,
        25,
        17,
        13,
        12,
        15,
        25,
        42,
        58,
        68,
        74,
        79,
        84,
        84,
        80,
        80,
        84,
        90,
        94,
        93,
    ],
    dtype=np.float64,
)
# Monday first; fewer posts at the weekend.
_DAILY: Final = np.array([1.05, 1.08, 1.06, 1.04, 1.0, 0.84, 0.88])
_CANDIDATES: Final = 4


def seconds(moment: datetime) -> int:
    """Return a UTC time as whole seconds since 1970."""
    return int(moment.timestamp())


def time_of_day(words: Random) -> int:
    """Draw a time of the day by the rhythm of people here, seconds after midnight UTC."""
    return words.choices(range(24), _HOURLY.tolist())[0] * HOUR_S + words.randrange(HOUR_S)


class Clock:
    """Draws times between ``start`` and ``end`` that follow the rhythm of day and week.

    Parameters
    ----------
    start, end : datetime
        Bounds, UTC; whole hours.
    rng : numpy Generator
        Source of the day-to-day noise (about 15 %).
    """

    def __init__(self, start: datetime, end: datetime, rng: np.random.Generator) -> None:
        self.start = seconds(start)
        self.end = seconds(end)
        hours = np.arange(self.start // HOUR_S, self.end // HOUR_S)
        days = hours // 24
        noise = rng.lognormal(0.0, 0.15, int(days[-1] - days[0]) + 1)
        # 1970-01-01 was a Thursday.
        weights = _HOURLY[hours % 24] * _DAILY[(days + 3) % 7] * noise[days - days[0]]
        self._weights: NDArray[np.float64] = weights
        self._cumulative: NDArray[np.float64] = np.concatenate([[0.0], np.cumsum(weights)])

    def draw(
        self, rng: np.random.Generator, n: int, start: int | None = None, end: int | None = None
    ) -> NDArray[np.int64]:
        """Draw ``n`` times in whole seconds, of [start, end) when given; not sorted."""
        grid = self.start + HOUR_S * np.arange(len(self._cumulative))
        low = np.interp(self.start if start is None else start, grid, self._cumulative)
        high = np.interp(self.end if end is None else end, grid, self._cumulative)
        places = np.interp(rng.uniform(low, high, n), self._cumulative, grid)
        return np.minimum(places.astype(np.int64), self.end - 1)

    def delayed(
        self,
        rng: np.random.Generator,
        after: NDArray[np.int64],
        median_s: float,
        sigma: float,
    ) -> NDArray[np.int64]:
        """Draw an answer time for each post, log-normal and seldom in the night.

        Notes
        -----
        Of several candidate delays the first is taken that the hour of the day accepts, else the
        last. Answers that would come after the end of the window come uniformly before it.
        """
        at = after.copy()
        waiting = np.ones(len(after), dtype=bool)
        for _ in range(_CANDIDATES):
            candidate = after + np.exp(rng.normal(np.log(median_s), sigma, len(after))).astype(
                np.int64
            )
            late = candidate >= self.end
            spread = after + (rng.random(len(after)) * (self.end - after)).astype(np.int64)
            candidate = np.where(late, spread, candidate)
            at = np.where(waiting, candidate, at)
            weight = _HOURLY[(candidate // HOUR_S) % 24] / _HOURLY.max()
            waiting &= rng.random(len(after)) > weight
        return np.clip(at, after + 5, max(self.end - 1, int(after.max(initial=0)) + 5))
