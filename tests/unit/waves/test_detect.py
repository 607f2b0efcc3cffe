from __future__ import annotations

import numpy as np
import pytest

from undertow.waves.detect import detect_waves
from undertow.waves.segments import change_point_interval, estimate_dispersion


def series(*levels: tuple[int, int]) -> np.ndarray:
    """Bins of (count, repeated)."""
    return np.concatenate([np.full(n, count) for count, n in levels])


def test_a_wave_with_its_surge() -> None:
    counts = series((0, 20), (6, 30), (60, 10), (8, 10), (0, 30))
    (wave,) = detect_waves(counts, np.ones(100), 3)
    assert (wave.start, wave.stop) == (20, 70)
    assert (wave.surge_start, wave.surge_stop) == (50, 60)
    assert wave.peak == 50
    assert wave.n == counts.sum()
    assert wave.n_expected == 0
    assert wave.p_value < 1e-100


def test_several_bursts_are_several_waves() -> None:
    counts = series((1, 20), (40, 4), (1, 20), (30, 2), (1, 30))
    waves = detect_waves(counts, np.ones(len(counts)), 3)
    assert [(wave.start, wave.stop) for wave in waves] == [(20, 24), (44, 46)]
    assert waves[0].n_expected == pytest.approx(4)


def test_a_constant_rate_has_no_wave() -> None:
    assert detect_waves(series((7, 50)), np.ones(50), 3) == []
    assert detect_waves(series((7, 1)), np.ones(1), 3) == []


def test_exposure_explains_what_it_can() -> None:
    exposure = np.tile([1.0, 4.0], 30)
    assert detect_waves((5 * exposure).astype(int), exposure, 3) == []


def test_a_short_lull_is_no_baseline() -> None:
    counts = series((10, 60), (0, 2), (10, 60))
    assert detect_waves(counts, np.ones(len(counts)), 3) == []


def test_waves_may_reach_the_ends_of_the_span() -> None:
    first, last = detect_waves(series((20, 10), (1, 30), (20, 10)), np.ones(50), 3)
    assert (first.start, first.start_interval) == (0, (0, 0))
    assert (last.stop, last.stop_interval) == (50, (50, 50))


def test_the_interval_is_wide_where_the_step_is_small() -> None:
    rng = np.random.default_rng(3)
    for low, high, width in ((2, 4, 10), (2, 60, 1)):
        counts = np.concatenate([rng.poisson(low, 60), rng.poisson(high, 60)])
        first, last = change_point_interval(counts, np.ones(120), (0, 60, 120), 1.0)
        assert first <= 60 <= last
        assert last - first <= width


def test_dispersion() -> None:
    rng = np.random.default_rng(5)
    ones = np.ones(400)
    assert estimate_dispersion(rng.poisson(40, 400), ones) < 1.4
    mixed = rng.poisson(40 * rng.gamma(4, 1 / 4, 400))
    assert 5 < estimate_dispersion(mixed, ones) < 20
    assert estimate_dispersion(rng.poisson(0.2, 400), ones) == 1
    daily = np.tile([10, 40, 80, 40], 100)
    assert estimate_dispersion(daily, ones, lags=(1, 4)) == 1
