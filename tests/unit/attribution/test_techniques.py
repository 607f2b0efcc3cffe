"""Techniques: by rule from what was found, pinned to a version, and the two traps of names."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from account_scene import START, table

from undertow.attribution.signs import CONTEXT, SIGNS
from undertow.attribution.techniques import RULES, map_techniques, read_framework
from undertow.schema import Campaigns, CampaignSigns
from undertow.settings import NoSettings

DATA = Path(os.environ.get("UNDERTOW_DATA", Path(__file__).parents[4] / "shared" / "data"))
SHARED = DATA / "disarm" / "DISARM_stix.json"
COUNTS = tuple(c.name for c in Campaigns.columns if c.name.startswith("n_"))
TIMES = ("start", "end")
ALL = tuple(sign.name for sign in SIGNS)


def mapped(
    *shown: str,
    platforms: tuple[str, ...] = ("x",),
    verdict: str = "coordinated_inauthentic",
    state: str = "shown",
) -> dict[str, dict[str, Any]]:
    campaign = {"campaign_id": "c-1", "community_id": "g-1", "verdict": verdict}
    campaign |= {"platforms": list(platforms), "languages": [], "strength": 1.0}
    signs = [
        {"campaign_id": "c-1", "sign": name, "state": state, "records": [f"x:{name}"]}
        for name in shown
    ]
    found = map_techniques(
        table(Campaigns, [campaign], **dict.fromkeys(COUNTS, 1), **dict.fromkeys(TIMES, START)),
        table(CampaignSigns, signs, sign_group="texts", n=1),
        NoSettings(),
        rng_seed=0,
    )
    return {row["technique_id"]: row for row in found.arrow.to_pylist()}


def test_every_rule_speaks_of_a_technique_and_of_signs_that_are_measured() -> None:
    framework = read_framework()
    assert {rule.technique_id for rule in RULES} == framework.techniques.keys()
    assert len(RULES) == len(framework.techniques)
    assert {sign for rule in RULES for sign in rule.signs} <= set(ALL)


def test_what_is_shown_is_mapped_with_what_shows_it() -> None:
    found = mapped("new_account", "waves", "near_duplicate_text")
    assert set(found) == {"T0049", "T0084.001", "T0150.001", "T0151.008"}
    assert found["T0049"]["records"] == ["x:near_duplicate_text", "x:waves"]
    assert found["T0049"]["framework"] == "DISARM 1.6"
    assert (found["T0151.008"]["signs"], found["T0151.008"]["platforms"]) == ([], ["x"])


@pytest.mark.parametrize("state", ["not_shown", "not_measured"])
def test_what_is_not_shown_is_not_mapped(state: str) -> None:
    assert set(mapped(*ALL, state=state)) == {"T0151.008"}


def test_people_who_act_together_use_no_technique() -> None:
    assert mapped(*ALL, verdict="coordinated") == {}


@pytest.mark.parametrize(
    ("platform", "technique"),
    [("facebook", "T0151.001"), ("x", "T0151.008"), ("youtube", "T0152.006"),
     ("medium", "T0152.001"), ("reddit", None)],
)  # fmt: skip
def test_platforms(platform: str, technique: str | None) -> None:
    assert set(mapped(platforms=(platform,))) == ({technique} if technique else set())


def test_everything_shown_falls_into_no_trap() -> None:
    """T0049.004 is not the network of that name; T0140.001 is harm as the whole aim."""
    found = mapped(*ALL, platforms=("x", "facebook", "youtube", "medium"))
    assert set(found) == set(read_framework().techniques)
    assert not {"T0049.004", "T0140.001"} & set(found)
    assert {"T0129.002", "T0049", "T0135.001"} <= set(found)


def test_media_are_reused_and_nobody_says_that_they_mislead() -> None:
    assert set(mapped("media")) == {"T0084", "T0151.008"}
    families = {rule.technique_id.partition(".")[0] for rule in RULES}
    assert families.isdisjoint({"T0086", "T0087", "T0088"})


def test_context_alone_is_no_technique() -> None:
    """Languages are told of, with copies in them; nothing is mapped from hours at all."""
    assert set(mapped("languages")) == {"T0151.008"}
    assert not [rule for rule in RULES if set(rule.signs) == {"languages"}]
    assert "languages" in CONTEXT


def test_ids_of_the_version_before() -> None:
    framework = read_framework()
    assert framework.current("T0099") == "T0143.003"
    assert framework.current("T0049") == "T0049"


@pytest.mark.skipif(not SHARED.exists(), reason="the framework itself is not here")
def test_ids_and_names_are_those_of_the_pinned_version() -> None:
    objects = json.loads(SHARED.read_text())["objects"]
    names = {
        own["external_references"][0]["external_id"]: own["name"]
        for own in objects
        if own["type"] == "attack-pattern"
    }
    framework = read_framework()
    assert {ident: names[ident] for ident in framework.techniques} == framework.techniques
    assert set(framework.crosswalk.values()) <= set(names)
    assert not set(framework.crosswalk) & set(names)
