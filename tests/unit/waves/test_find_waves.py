from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from undertow.schema import CampaignPosts, Posts, Table, TargetHits, Waves
from undertow.settings import WaveSettings
from undertow.waves import find_waves

Times = list[datetime]
Finder = Callable[..., list[dict[str, Any]]]


def spread(begin: datetime, end: datetime, n: int) -> Times:
    return [begin + (end - begin) * i / n for i in range(n)]


def day(month: int, day_: int, hour: int = 0) -> datetime:
    return datetime(2023, month, day_, hour, tzinfo=UTC)


@pytest.fixture
def find(rows_of: Any) -> Finder:
    """Find the waves of campaign ``c`` among posts at ``others``."""

    def run(
        campaign: Times,
        others: Times,
        hits: dict[str, int] | None = None,
        precision: str = "second",
        **values: Any,
    ) -> list[dict[str, Any]]:
        posts = [{"post_uid": f"c{i}", "created_at": at} for i, at in enumerate(campaign)]
        members = [
            {"campaign_id": "c", "post_uid": f"c{i}", "at": p["created_at"]}
            for i, p in enumerate(posts)
        ]
        posts += [{"post_uid": f"o{i}", "created_at": at} for i, at in enumerate(others)]
        named = [
            {"post_uid": f"c{i}", "target_id": target, "via": via}
            for target, n in (hits or {}).items()
            for i in range(n)
            for via in ("reply", "alias")
        ]
        posts = [post | {"created_precision": precision} for post in posts]
        found = find_waves(
            Table.checked(CampaignPosts, rows_of(CampaignPosts, *members)),
            Table.checked(TargetHits, rows_of(TargetHits, *named)),
            Table.checked(Posts, rows_of(Posts, *posts)),
            WaveSettings(**values),
            rng_seed=1,
        )
        assert found.spec is Waves
        return found.arrow.to_pylist()

    return run


OTHERS = spread(day(7, 1, 3), day(10, 31), 500)
CAMPAIGN = [
    *spread(day(8, 7, 9), day(9, 2), 300),
    *spread(day(9, 2), day(9, 5), 900),
    *spread(day(9, 5), day(9, 11), 100),
]


def test_the_case_of_2023(find: Finder) -> None:
    (wave,) = find(CAMPAIGN, OTHERS)
    assert wave["series"] == "campaign:c"
    assert wave["start"] == day(8, 7, 9)
    assert abs(wave["surge_start"] - day(9, 2)) < timedelta(hours=6)
    assert abs(wave["surge_end"] - day(9, 5)) < timedelta(hours=6)
    assert wave["surge_start"] <= wave["peak"] <= wave["surge_end"]
    assert wave["end"] == max(CAMPAIGN)
    assert wave["start_low"] <= wave["start"] <= wave["start_high"]
    assert wave["end_low"] <= wave["end"] <= wave["end_high"]
    assert wave["end_high"] - wave["start_low"] < timedelta(days=38)
    assert (wave["n"], wave["bin_s"]) == (1300, 6 * 3600)
    assert wave["n_expected"] < 1
    assert wave["q_value"] < 1e-50


def test_targets_have_their_own_series_when_addressed_often_enough(find: Finder) -> None:
    waves = find(CAMPAIGN, OTHERS, hits={"t": 290, "u": 9}, min_posts=10)
    assert [wave["series"] for wave in waves] == ["campaign:c", "campaign:c/target:t"]
    assert waves[1]["n"] == 290


def test_a_wave_at_the_start_of_the_span_has_no_earlier_onset(find: Finder) -> None:
    (wave,) = find(spread(day(8, 1, 5), day(8, 3), 200), spread(day(8, 1, 5), day(9, 1), 300))
    assert wave["start_low"] == wave["start"] == day(8, 1, 5)


def test_days_without_hours_are_counted_by_day(find: Finder) -> None:
    days = [day(8, 20)] * 40 + [day(8, 21)] * 40
    others = [day(8, 1) + timedelta(days=i) for i in range(60)]
    (wave,) = find(days, others, precision="day")
    assert (wave["bin_s"], wave["n"]) == (86400, 80)


def test_long_spans_get_wide_bins(find: Finder) -> None:
    others = [datetime(2005, 1, 1, tzinfo=UTC), *OTHERS]
    waves = find(CAMPAIGN, others)
    assert waves[0]["bin_s"] == 2 * 86400
    assert waves[0]["n"] == len(CAMPAIGN)


def test_the_level_of_q_is_a_setting(find: Finder) -> None:
    few = spread(day(8, 20), day(8, 20, 4), 12)
    others = spread(day(8, 1), day(8, 31), 50)
    assert len(find(few, others, q=0.01)) == 1
    assert find(few, others, q=1e-30) == []


def test_nothing_to_search(find: Finder) -> None:
    assert find([], OTHERS) == []
    assert find([day(8, 7)], []) == []


def test_a_steady_campaign_has_no_wave(find: Finder) -> None:
    steady = np.random.default_rng(1).uniform(0, 60 * 86400, 1000)
    assert find([day(8, 1) + timedelta(seconds=float(s)) for s in steady], OTHERS[150:350]) == []
