from __future__ import annotations

import numpy as np

from undertow.waves.rhythm import FLAT, hourly_exposure, learn_rhythm

HOURS = np.arange(28 * 24)
ALL = np.ones(len(HOURS), dtype=bool)
DAYTIME = np.where((HOURS % 24 >= 8) & (HOURS % 24 < 20), 50, 0)
NONE = np.zeros(len(HOURS), dtype=np.int64)


def test_without_posts_nothing_is_known() -> None:
    assert np.allclose(hourly_exposure(NONE, NONE, ALL), 1)


def test_a_repeated_cycle_is_learnt() -> None:
    daily, weekly = learn_rhythm(DAYTIME, ALL, FLAT, strength=1)
    assert daily[8:20].min() > 1.8
    assert daily[:8].max() < 0.2
    assert np.allclose(weekly, 1)


def test_one_loud_day_is_no_rhythm() -> None:
    burst = np.where((HOURS >= 240) & (HOURS < 246), 10_000, NONE)
    quiet = DAYTIME // 10 + burst
    daily, weekly = learn_rhythm(quiet, ALL, FLAT, strength=3)
    assert daily[:6].max() < 0.35
    assert weekly.max() < 2


def test_a_short_series_has_the_rhythm_of_the_rest() -> None:
    own = np.where((HOURS >= 240) & (HOURS < 243), 5, 0)
    exposure = hourly_exposure(own, DAYTIME, ALL)
    assert exposure[HOURS % 24 == 12].mean() > 3 * exposure[HOURS % 24 == 22].mean()


def test_hours_outside_the_span_are_not_expected_to_hold_anything() -> None:
    observed = HOURS >= 10
    exposure = hourly_exposure(DAYTIME * observed, NONE, observed)
    assert not exposure[:10].any()
    assert (exposure[10:] > 0).all()


def test_a_first_day_seen_in_part_does_not_bend_the_rhythm() -> None:
    flat = np.full(len(HOURS), 20)
    observed = HOURS >= 18
    daily, weekly = learn_rhythm(flat * observed, observed, FLAT, strength=1)
    assert np.allclose(daily, 1)
    assert np.allclose(weekly, 1, atol=1e-6)
