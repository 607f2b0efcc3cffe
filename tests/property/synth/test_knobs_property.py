"""Scaling keeps a scenario possible, and a scenario of any size keeps its promises."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from undertow.synth import SCENARIOS, write_scenario


@given(st.sampled_from(sorted(SCENARIOS)), st.floats(0.001, 20))
def test_scaling_grows_counts_and_keeps_room(name: str, scale: float) -> None:
    whole, part = SCENARIOS[name], SCENARIOS[name].scaled(scale)
    assert (part.start, part.end) == (whole.start, whole.end)
    assert 0 < part.officials.officials <= whole.officials.officials
    if whole.campaign is not None:
        assert part.campaign.waves == whole.campaign.waves
        assert 0 < part.campaign.targets < part.officials.officials
        assert part.campaign.accounts <= part.campaign.posts
    if scale >= 1:
        assert part.organic.posts >= whole.organic.posts
        assert whole.campaign is None or part.campaign.posts >= whole.campaign.posts
    else:
        assert part.organic.posts <= whole.organic.posts


def test_scale_one_is_the_scenario_itself() -> None:
    for knobs in SCENARIOS.values():
        assert knobs.scaled(1.0) is knobs


@settings(max_examples=8)
@given(st.integers(0, 2**32), st.floats(0.15, 0.3))  # below, some day may stay without a post
def test_any_seed_and_size_keeps_the_promises(seed: int, scale: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        truth = write_scenario("demo-2023", Path(folder) / "out", seed=seed, scale=scale)
        knobs = SCENARIOS["demo-2023"].scaled(scale)
        assert len(truth.network) == truth.n_accounts("network") == knobs.campaign.accounts
        assert len(truth.target_ids) == knobs.campaign.targets
        assert truth.planted.onset.date() == knobs.campaign.onset.date()
        assert truth.planted.end.date() == knobs.campaign.end.date()
        assert truth.n_accounts("petition", "writer") == knobs.petition.people
        assert truth.n_accounts("fan_raid") == knobs.fan_raid.fans
