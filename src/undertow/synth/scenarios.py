"""The scenarios that ship with undertow."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from undertow.synth.knobs import (
    ActivistKnobs,
    CampaignKnobs,
    DiasporaProtestKnobs,
    FanRaidKnobs,
    OfficialKnobs,
    OrganicKnobs,
    PetitionKnobs,
    ScenarioKnobs,
    SyndicationKnobs,
    WaveKnobs,
)


def _day(month: int, day: int, hour: int = 0) -> datetime:
    return datetime(2023, month, day, hour, tzinfo=UTC)


DEMO_2023: Final = ScenarioKnobs(
    name="demo-2023",
    start=_day(7, 24),
    end=_day(9, 18),
    officials=OfficialKnobs(
        officials=120,
        presence={"x": 0.95, "facebook": 0.92, "instagram": 0.6, "youtube": 0.35, "tiktok": 0.25},
        posts_per_page={"x": 24, "facebook": 15, "instagram": 9, "youtube": 7, "tiktok": 7},
    ),
    organic=OrganicKnobs(
        accounts=18_000,
        posts=68_000,
        platform_shares={
            "x": 0.42,
            "facebook": 0.27,
            "youtube": 0.11,
            "reddit": 0.09,
            "tiktok": 0.05,
            "instagram": 0.06,
        },
        language_shares={"en": 0.72, "fr": 0.2, "zh": 0.08},
    ),
    campaign=CampaignKnobs(
        accounts=400,
        posts=3_000,
        targets=47,
        platform_shares={
            "x": 0.44,
            "facebook": 0.3,
            "youtube": 0.12,
            "tiktok": 0.05,
            "instagram": 0.05,
            "reddit": 0.04,
        },
        language_shares={"en": 0.5, "fr": 0.3, "zh": 0.2},
        batch_from=_day(7, 8),
        batch_to=_day(8, 27),
        waves=(
            WaveKnobs("wave", _day(8, 7), _day(8, 10), 0.15),
            WaveKnobs("lull", _day(8, 10), _day(8, 16), 0.04),
            WaveKnobs("wave", _day(8, 16), _day(8, 19), 0.15),
            WaveKnobs("lull", _day(8, 19), _day(8, 25), 0.04),
            WaveKnobs("wave", _day(8, 25), _day(8, 28), 0.12),
            WaveKnobs("lull", _day(8, 28), _day(9, 2), 0.04),
            WaveKnobs("surge", _day(9, 2), _day(9, 5), 0.4),
            WaveKnobs("lull", _day(9, 5), _day(9, 11, 16), 0.06),
        ),
    ),
    petition=PetitionKnobs(people=300, start=_day(8, 21)),
    syndication=SyndicationKnobs(outlets=25, stories=70),
    fan_raid=FanRaidKnobs(fans=600, start=_day(8, 12, 22)),
    diaspora_protest=DiasporaProtestKnobs(
        people=250,
        days=(_day(8, 13), _day(8, 20), _day(9, 3), _day(9, 10)),
        language_shares={"zh": 0.5, "en": 0.35, "fr": 0.15},
    ),
    activists=ActivistKnobs(people=60, organisation_posts=40),
)

MINI: Final = replace(
    DEMO_2023,
    name="mini",
    officials=OfficialKnobs(
        officials=50,
        presence={"x": 0.95, "facebook": 0.92, "youtube": 0.35, "instagram": 0.5},
        posts_per_page={"x": 12, "facebook": 8, "youtube": 5, "instagram": 5},
    ),
    organic=replace(
        DEMO_2023.organic,
        accounts=2_400,
        posts=9_000,
        platform_shares={"x": 0.5, "facebook": 0.3, "youtube": 0.12, "instagram": 0.08},
        outlets=8,
        posts_per_outlet=30,
    ),
    campaign=replace(
        DEMO_2023.campaign,
        accounts=60,
        posts=420,
        targets=20,
        platform_shares={"x": 0.5, "facebook": 0.3, "youtube": 0.12, "instagram": 0.08},
        batches=3,
        history_posts=(1, 3),
    ),
    petition=replace(DEMO_2023.petition, people=45),
    syndication=SyndicationKnobs(outlets=10, stories=25, sharers_per_story=4),
    fan_raid=replace(DEMO_2023.fan_raid, fans=80),
    diaspora_protest=replace(DEMO_2023.diaspora_protest, people=40),
    activists=ActivistKnobs(people=12, organisation_posts=16),
)

SCENARIOS: Final[dict[str, ScenarioKnobs]] = {knobs.name: knobs for knobs in (DEMO_2023, MINI)}
"""Scenario id -> its knobs."""
