"""Waves in one binned series: runs of segments above the baseline, and how sure each is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

from undertow.waves.segments import (
    change_point_interval,
    estimate_dispersion,
    log_likelihood,
    optimal_partition,
)

MIN_BASELINE_SHARE = 0.05
"""Share of the exposure that a baseline needs: a lull of an hour is not how quiet a series is."""


@dataclass(frozen=True, slots=True)
class BinnedWave:
    """A wave in bins; intervals of bins are half open, edges are counted from 0.

    Parameters
    ----------
    start, stop : int
        Edges between which the wave runs.
    start_interval, stop_interval : tuple of int
        First and last edge that the data do not rule out (95 %).
    surge_start, surge_stop : int
        Edges of the part that stands out most from the rest of the wave.
    peak : int
        Bin with the most posts, the first of equals.
    n : int
        Posts in the wave.
    n_expected : float
        Posts expected at the baseline rate.
    p_value : float
        Probability of a wave like it at the baseline rate anywhere in the series.
    """

    start: int
    stop: int
    start_interval: tuple[int, int]
    stop_interval: tuple[int, int]
    surge_start: int
    surge_stop: int
    peak: int
    n: int
    n_expected: float
    p_value: float


@dataclass(frozen=True, slots=True)
class _Series:
    """A series cut into segments, with the counts and exposure of each."""

    counts: NDArray[np.int64]
    exposure: NDArray[np.float64]
    dispersion: float
    cuts: NDArray[np.int64]
    n: NDArray[np.float64]
    e: NDArray[np.float64]


def detect_waves(
    counts: NDArray[np.int64],
    exposure: NDArray[np.float64],
    penalty: float,
    *,
    bins_per_day: int = 1,
) -> list[BinnedWave]:
    """Find the waves of a series.

    Parameters
    ----------
    counts : (n,) int64
        Posts in each bin; n >= 1.
    exposure : (n,) float64
        Relative activity that the rhythm of the series gives each bin; > 0.
    penalty : float
        Cost of a change point, in units of log(n).
    bins_per_day : int
        Distance of bins at the same time of day; 1 when a bin is a day or longer.

    Returns
    -------
    list of BinnedWave
        In time order, none tested yet against a level; empty when the rate never leaves its
        baseline.
    """
    cost = penalty * float(np.log(max(len(counts), 2)))
    dispersion = estimate_dispersion(counts, exposure, lags=(1, bins_per_day))
    cuts = optimal_partition(counts, exposure, cost, dispersion)
    series = _Series(
        counts,
        exposure,
        dispersion,
        cuts,
        n=np.add.reduceat(counts, cuts[:-1]).astype(float),
        e=np.add.reduceat(exposure, cuts[:-1]),
    )
    above = ~_is_baseline(series, cost)
    steps = np.diff(np.concatenate(([0], above.astype(np.int8), [0])))
    runs = zip(np.flatnonzero(steps == 1), np.flatnonzero(steps == -1), strict=True)
    return [_wave(series, above, int(first), int(last)) for first, last in runs]


def _is_baseline(series: _Series, cost: float) -> NDArray[np.bool_]:
    """Mark the segments that make up the low-rate level of the series.

    The lowest segment, and upwards every next one that would not be worth a change point of its
    own against all before it, or without which the baseline is too short to be one.
    """
    is_baseline = np.zeros(len(series.n), dtype=bool)
    n = e = 0.0
    for segment in np.argsort(series.n / series.e, kind="stable"):
        n_all, e_all = n + series.n[segment], e + series.e[segment]
        if e >= MIN_BASELINE_SHARE * series.e.sum():
            apart = log_likelihood(n, e) + log_likelihood(series.n[segment], series.e[segment])
            if (apart - log_likelihood(n_all, e_all)) / series.dispersion > cost:
                break
        n, e = n_all, e_all
        is_baseline[segment] = True
    return is_baseline


def _wave(series: _Series, above: NDArray[np.bool_], first: int, last: int) -> BinnedWave:
    """Describe the wave that holds the segments ``first`` to ``last`` (exclusive)."""
    cuts = series.cuts
    start, stop = int(cuts[first]), int(cuts[last])
    n, exposure = float(series.n[first:last].sum()), float(series.e[first:last].sum())
    n_low, e_low = float(series.n[~above].sum()), float(series.e[~above].sum())
    surge_first, surge_last = _surge(series.n[first:last], series.e[first:last])
    return BinnedWave(
        start=start,
        stop=stop,
        start_interval=_interval(series, first),
        stop_interval=_interval(series, last),
        surge_start=int(cuts[first + surge_first]),
        surge_stop=int(cuts[first + surge_last]),
        peak=start + int(np.argmax(series.counts[start:stop])),
        n=int(n),
        n_expected=n_low / e_low * exposure,
        p_value=_p_value(series, (n, exposure), (n_low, e_low)),
    )


def _interval(series: _Series, cut: int) -> tuple[int, int]:
    """Return the interval of a change point; at the ends of the series there is nothing to vary."""
    at = int(series.cuts[cut])
    if cut in (0, len(series.cuts) - 1):
        return at, at
    around = int(series.cuts[cut - 1]), at, int(series.cuts[cut + 1])
    return change_point_interval(series.counts, series.exposure, around, series.dispersion)


def _surge(n: NDArray[np.float64], e: NDArray[np.float64]) -> tuple[int, int]:
    """Return the run of segments that stands out most from the rest of its wave.

    The run of higher rate inside than outside with the largest Poisson likelihood ratio (scan
    statistic; Kulldorff 1997, doi:10.1080/03610929708831995). Unlike the segment of highest rate,
    it does not shrink to a single busy hour.
    """
    best, run = 0.0, (0, len(n))
    n_all, e_all = n.sum(), e.sum()
    n_before = np.concatenate(([0.0], np.cumsum(n)))
    e_before = np.concatenate(([0.0], np.cumsum(e)))
    for first in range(len(n)):
        n_in = n_before[first + 1 :] - n_before[first]
        e_in = e_before[first + 1 :] - e_before[first]
        n_out, e_out = n_all - n_in, e_all - e_in
        proper = np.arange(first + 1, len(n) + 1) - first < len(n)
        n_in, e_in, n_out, e_out = n_in[proper], e_in[proper], n_out[proper], e_out[proper]
        ratio = log_likelihood(n_in, e_in) + log_likelihood(n_out, e_out)
        ratio = np.where(n_in * e_out > n_out * e_in, ratio - log_likelihood(n_all, e_all), 0.0)
        if len(ratio) and ratio.max() > best:
            best, run = float(ratio.max()), (first, first + 1 + int(np.argmax(ratio)))
    return run


def _p_value(series: _Series, wave: tuple[float, float], low: tuple[float, float]) -> float:
    """Test a wave against the baseline, for as many intervals as could have been picked.

    Conditional Poisson test: given all posts of wave and baseline, those in the wave are binomial
    with the share of exposure it has. This needs no known baseline, so one without any post is
    allowed. Counts are divided by the dispersion (the binomial tail extends to real numbers).
    """
    share = wave[1] / (wave[1] + low[1])
    tail = betainc(wave[0] / series.dispersion, low[0] / series.dispersion + 1, share)
    n_intervals = len(series.counts) * (len(series.counts) + 1) / 2
    return min(1.0, float(tail) * n_intervals)
