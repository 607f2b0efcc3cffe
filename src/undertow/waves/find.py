"""The waves stage: every campaign, and every target that a campaign addresses often enough."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import scipy  # scipy.stats takes a second to load: who first asks for it waits
from numpy.typing import NDArray

from undertow.engine import connect, register
from undertow.schema import CampaignPosts, Posts, Table, TargetHits, Waves
from undertow.settings import WaveSettings
from undertow.waves.detect import BinnedWave, detect_waves
from undertow.waves.rhythm import DAY_H, hourly_exposure

HOUR_US = 3_600_000_000
MAX_BINS = 4000
"""Most bins of a series; a longer span gets wider bins."""

MAX_DAY_PRECISE = 0.05
"""Share of posts whose hour is unknown from which a bin is a whole day."""

SERIES_SQL = """
WITH campaign AS (
    SELECT c.campaign_id, c.post_uid, epoch_us(c.at) AS at_us, p.created_precision = 'day' AS is_day
    FROM campaign_posts c JOIN posts p USING (post_uid)
), addressed AS (
    SELECT campaign_id, target_id, at_us, is_day,
           count(*) OVER (PARTITION BY campaign_id, target_id) AS n
    FROM campaign JOIN (SELECT DISTINCT post_uid, target_id FROM target_hits) USING (post_uid)
)
SELECT campaign_id, 'campaign:' || campaign_id AS series, at_us, is_day FROM campaign
UNION ALL
SELECT campaign_id, 'campaign:' || campaign_id || '/target:' || target_id, at_us, is_day
FROM addressed WHERE n >= $min_posts
ORDER BY series, at_us
"""


@dataclass(frozen=True, slots=True)
class _Span:
    """The observation span of the case: from its first to its last post, in whole hours."""

    first_us: int
    last_us: int
    total: NDArray[np.int64]

    @classmethod
    def of(cls, times_us: NDArray[np.int64]) -> _Span:
        first, last = int(times_us.min()), int(times_us.max())
        span = cls(first, last, np.zeros(0, dtype=np.int64))
        return cls(first, last, span.hourly(times_us))

    @property
    def midnight_us(self) -> int:
        """Midnight (UTC) before the first post: bins, days and weeks are counted from here."""
        return self.first_us - self.first_us % (DAY_H * HOUR_US)

    def hourly(self, times_us: NDArray[np.int64]) -> NDArray[np.int64]:
        """Count posts in each hour from midnight to the last post."""
        n_hours = (self.last_us - self.midnight_us) // HOUR_US + 1
        return np.bincount((times_us - self.midnight_us) // HOUR_US, minlength=n_hours)

    @property
    def is_observed(self) -> NDArray[np.bool_]:
        """Hours from that of the first post on."""
        hour = np.arange(len(self.total))
        observed: NDArray[np.bool_] = hour >= (self.first_us - self.midnight_us) // HOUR_US
        return observed


def find_waves(
    campaign_posts: Table[CampaignPosts],
    target_hits: Table[TargetHits],
    posts: Table[Posts],
    settings: WaveSettings,
    *,
    rng_seed: int,
) -> Table[Waves]:
    """Find when each campaign rose, surged and fell, as a whole and for each target.

    A series that never leaves its own baseline has no wave; one with several bursts has several,
    and the onset of the first and the end of the last bound it.

    Parameters
    ----------
    campaign_posts, target_hits, posts : Table
        Posts of campaigns, officials they address, and all posts. Those outside a campaign show
        the rhythm of ordinary traffic and the span that was observed.
    settings : WaveSettings
        Bins, penalty, false discovery rate, smallest target series.
    rng_seed : int
        Not used.

    Returns
    -------
    Table[Waves]
        Waves with q at most ``settings.q``. A wave that runs to an end of the observation span has
        no interval there: what happened outside is not known.
    """
    if posts.n_rows == 0 or campaign_posts.n_rows == 0:
        return Table.empty(Waves)
    span = _Span.of(_microseconds(posts.columns("created_at").column(0)))
    found: list[dict[str, Any]] = []
    for name, times_us, own_hourly, width_h in _series(
        campaign_posts, target_hits, posts, span, settings
    ):
        rest = np.maximum(span.total - own_hourly, 0)
        edges_us, counts, exposure = _bins(span, times_us, rest, width_h)
        found += [
            _row(name, wave, times_us, edges_us, span, width_h)
            for wave in detect_waves(
                counts, exposure, settings.penalty, bins_per_day=max(1, DAY_H // width_h)
            )
        ]
    if not found:
        return Table.empty(Waves)
    q_values = scipy.stats.false_discovery_control([row["q_value"] for row in found])
    kept = [row | {"q_value": float(q)} for row, q in zip(found, q_values, strict=True)]
    rows = [row for row in kept if row["q_value"] <= settings.q]
    return Table.checked(Waves, pa.Table.from_pylist(rows, schema=Waves.arrow_schema()))


def _series(
    campaign_posts: Table[CampaignPosts],
    target_hits: Table[TargetHits],
    posts: Table[Posts],
    span: _Span,
    settings: WaveSettings,
) -> Iterator[tuple[str, NDArray[np.int64], NDArray[np.int64], int]]:
    """Yield name, sorted times, hourly counts of its campaign and bin width of each series."""
    with connect() as connection:
        register(connection, "campaign_posts", campaign_posts)
        register(connection, "target_hits", target_hits)
        register(connection, "posts", posts)
        rows = connection.execute(SERIES_SQL, {"min_posts": settings.min_posts}).fetchnumpy()
    names = np.asarray(rows["series"], dtype=object)
    bounds = [0, *(np.flatnonzero(names[1:] != names[:-1]) + 1).tolist(), len(names)]
    campaign_hourly: dict[str, NDArray[np.int64]] = {}
    for start, stop in pairwise(bounds if len(names) else []):
        times_us = np.asarray(rows["at_us"][start:stop], dtype=np.int64)
        campaign = str(rows["campaign_id"][start])
        # The series of a campaign sorts before those of its targets.
        hourly = campaign_hourly.setdefault(campaign, span.hourly(times_us))
        is_coarse = float(np.mean(rows["is_day"][start:stop])) > MAX_DAY_PRECISE
        width_h = DAY_H if is_coarse else settings.bin_hours
        while len(span.total) > width_h * MAX_BINS:
            width_h *= 2
        yield str(names[start]), times_us, hourly, width_h


def _bins(
    span: _Span, times_us: NDArray[np.int64], rest: NDArray[np.int64], width_h: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return edges, counts and exposure of the bins that the observation span touches."""
    own = span.hourly(times_us)
    exposure = hourly_exposure(own, rest, span.is_observed)
    begins = np.arange(0, len(own), width_h)
    is_touched = np.add.reduceat(exposure, begins) > 0
    edges_us = span.midnight_us + np.append(begins, begins[-1] + width_h) * HOUR_US
    return (
        edges_us[np.concatenate((is_touched, [True]))],
        np.add.reduceat(own, begins)[is_touched],
        np.add.reduceat(exposure, begins)[is_touched],
    )


def _row(
    name: str,
    wave: BinnedWave,
    times_us: NDArray[np.int64],
    edges_us: NDArray[np.int64],
    span: _Span,
    width_h: int,
) -> dict[str, Any]:
    """Turn edges into times: the first post at or after, or the last before, an edge."""

    def first_post(edge: int) -> int:
        position = np.searchsorted(times_us, edges_us[edge])
        return int(times_us[min(position, len(times_us) - 1)])

    def last_post(edge: int) -> int:
        position = np.searchsorted(times_us, edges_us[edge])
        return int(times_us[max(position, 1) - 1])

    start, end = first_post(wave.start), last_post(wave.stop)
    return {
        "series": name,
        "start": start,
        "start_low": max(int(edges_us[wave.start_interval[0]]), span.first_us),
        "start_high": min(first_post(wave.start_interval[1]), end),
        "surge_start": first_post(wave.surge_start),
        "peak": first_post(wave.peak),
        "surge_end": last_post(wave.surge_stop),
        "end": end,
        "end_low": max(last_post(wave.stop_interval[0]), start),
        "end_high": min(int(edges_us[wave.stop_interval[1]]), span.last_us),
        "bin_s": width_h * 3600,
        "n": wave.n,
        "n_expected": wave.n_expected,
        "q_value": wave.p_value,
    }


def _microseconds(column: pa.ChunkedArray) -> NDArray[np.int64]:
    """Return a time column as microseconds since 1970."""
    values: NDArray[np.int64] = column.cast(pa.int64()).to_numpy()
    return values
