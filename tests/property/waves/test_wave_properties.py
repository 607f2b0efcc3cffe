"""Waves do not depend on row order or calendar, and are rare where nothing happened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from undertow.schema import CampaignPosts, Posts, Table, TargetHits, Waves
from undertow.settings import WaveSettings
from undertow.waves import find_waves

BEGIN = datetime(2023, 7, 3, tzinfo=UTC)
FIXTURE_IS_PURE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
TIMES = [column.name for column in Waves.columns if pa.types.is_timestamp(column.type)]


def run(
    rows_of: Any, campaign_s: NDArray[np.float64], others_s: NDArray[np.float64], **order: int
) -> Table[Waves]:
    """Find waves with times in seconds after ``BEGIN``; ``order`` seeds a shuffle of all rows."""
    campaign = [BEGIN + timedelta(seconds=int(s)) for s in np.floor(campaign_s)]
    members = [{"campaign_id": "c", "post_uid": f"c{i}", "at": at} for i, at in enumerate(campaign)]
    posts = [{"post_uid": m["post_uid"], "created_at": m["at"]} for m in members]
    posts += [
        {"post_uid": f"o{i}", "created_at": BEGIN + timedelta(seconds=int(s))}
        for i, s in enumerate(np.floor(others_s))
    ]
    if order:
        rng = np.random.default_rng(order["seed"])
        members = [members[i] for i in rng.permutation(len(members))]
        posts = [posts[i] for i in rng.permutation(len(posts))]
    return find_waves(
        Table.checked(CampaignPosts, rows_of(CampaignPosts, *members)),
        Table.empty(TargetHits),
        Table.checked(Posts, rows_of(Posts, *posts)),
        WaveSettings(),
        rng_seed=1,
    )


def rhythmic(rng: np.random.Generator, n: int, n_days: int) -> NDArray[np.float64]:
    """Times of ``n`` posts with a daily and a weekly cycle and nothing else."""
    times = rng.uniform(0, n_days * 86400, 6 * n)
    hour, day = times / 3600 % 24, times // 86400 % 7
    rate = (1 + 0.7 * np.cos((hour - 20) / 12 * np.pi)) / 1.7 * np.where(day >= 5, 0.6, 1)
    return times[rng.random(len(times)) < rate][:n]


def with_waves(rng: np.random.Generator) -> NDArray[np.float64]:
    """A quiet level and a few bursts."""
    bursts = [
        rng.uniform(begin, begin + rng.uniform(3600, 4 * 86400), rng.integers(5, 60))
        for begin in rng.uniform(0, 50 * 86400, rng.integers(1, 4))
    ]
    return np.concatenate([rng.uniform(0, 60 * 86400, rng.integers(1, 40)), *bursts])


@FIXTURE_IS_PURE
@given(st.integers(0, 2**32))
def test_row_order_does_not_matter(rows_of: Any, seed: int) -> None:
    rng = np.random.default_rng(seed)
    campaign, others = with_waves(rng), rng.uniform(0, 60 * 86400, 60)
    assert run(rows_of, campaign, others).arrow.equals(
        run(rows_of, campaign, others, seed=seed).arrow
    )


@FIXTURE_IS_PURE
@given(st.integers(0, 2**32), st.integers(-400, 400))
def test_waves_move_with_the_posts(rows_of: Any, seed: int, n_days: int) -> None:
    rng = np.random.default_rng(seed)
    campaign, others = with_waves(rng), rng.uniform(0, 60 * 86400, 60)
    shift = n_days * 86400
    here = run(rows_of, campaign, others).arrow.to_pylist()
    there = run(rows_of, campaign + shift, others + shift).arrow.to_pylist()
    moved = [row | {name: row[name] + timedelta(days=n_days) for name in TIMES} for row in here]
    assert there == moved


@FIXTURE_IS_PURE
@given(st.integers(0, 2**32))
def test_times_of_a_wave_are_in_order(rows_of: Any, seed: int) -> None:
    rng = np.random.default_rng(seed)
    last = None
    for wave in run(rows_of, with_waves(rng), rng.uniform(0, 60 * 86400, 60)).arrow.to_pylist():
        assert wave["start_low"] <= wave["start"] <= wave["start_high"] <= wave["end"]
        assert wave["start"] <= wave["surge_start"] <= wave["surge_end"] <= wave["end"]
        assert wave["start"] <= wave["peak"] <= wave["end"]
        assert wave["start"] <= wave["end_low"] <= wave["end"] <= wave["end_high"]
        assert wave["n"] > wave["n_expected"]
        assert last is None or last < wave["start"]
        last = wave["end"]


@pytest.mark.parametrize("n_days", [14, 60])
def test_a_rhythm_alone_is_hardly_ever_a_wave(rows_of: Any, n_days: int) -> None:
    n_false = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        n = int(rng.integers(20, 600))
        found = run(rows_of, rhythmic(rng, n, n_days), rhythmic(rng, 1500, n_days))
        n_false += found.n_rows > 0
    assert n_false <= 1
