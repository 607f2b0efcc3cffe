"""What was not collected is never suspicious: leaving fields out incriminates nobody."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from account_scene import START, Scene
from hypothesis import given, settings
from hypothesis import strategies as st
from verdict_scene import Findings

MEMBERS = [f"m{i}" for i in range(10)]
Row = dict[str, Any]

ages = st.lists(st.sampled_from([1.0, 1.3, 1.6, 40.0, 500.0, 1200.0]), min_size=10, max_size=10)
flags = st.lists(st.booleans(), min_size=10, max_size=10)
some = st.sets(st.sampled_from(MEMBERS), min_size=1)


def scene_of(age_days: list[float], copies: list[bool], answered: list[bool]) -> Scene:
    """Ten members who answer in a thread, each twice, and sixty others."""
    scene = Scene()
    for i, name in enumerate(MEMBERS):
        scene.community[name] = "g-1"
        scene.created[name] = START - timedelta(days=age_days[i])
        for k in range(2):
            counts = {"replies": 3 * k if answered[i] else 0, "reposts": 0}
            scene.act(name, text=f"shared {k}" if copies[i] else None, **counts)
    scene.act(MEMBERS[0], text="shared 0", replies=0, reposts=0)
    scene.act(MEMBERS[1], text="shared 0", replies=0, reposts=0)
    for i in range(60):
        scene.created[f"o{i}"] = START - timedelta(days=20 + 37 * i)
        scene.act(f"o{i}", replies=i % 3, reposts=0)
    return scene


def judged(scene: Scene) -> dict[str, Row]:
    findings = Findings(signals=scene.signals().arrow.to_pylist())
    for left, right in pairwise(MEMBERS):
        findings.edge(left, right)
    return findings.judge()


def assert_nobody_is_incriminated(before: dict[str, Row], after: dict[str, Row]) -> None:
    for name in MEMBERS:
        was, now = before[name], after[name]
        assert now["inauthenticity"] is None or now["inauthenticity"] <= was["inauthenticity"]
        if now["verdict"] == "coordinated_inauthentic":
            assert was["verdict"] == "coordinated_inauthentic"


@settings(max_examples=3)
@given(age_days=ages, copies=flags, answered=flags, hidden=some)
def test_unknown_creation_incriminates_nobody(
    age_days: list[float], copies: list[bool], answered: list[bool], hidden: set[str]
) -> None:
    """Neither the accounts whose creation is hidden nor the others of their community."""
    scene = scene_of(age_days, copies, answered)
    assert_nobody_is_incriminated(judged(scene), judged(scene.without(*hidden, created=True)))


@settings(max_examples=3)
@given(age_days=ages, copies=flags, answered=flags, posts=st.sets(st.integers(0, 21), min_size=1))
@pytest.mark.parametrize("fields", [("replies",), ("replies", "reposts")])
def test_uncounted_answers_incriminate_nobody(
    age_days: list[float],
    copies: list[bool],
    answered: list[bool],
    posts: set[int],
    fields: tuple[str, ...],
) -> None:
    scene = scene_of(age_days, copies, answered)
    before = judged(scene)
    for i in posts:
        scene.posts[i] |= dict.fromkeys(fields)
    assert_nobody_is_incriminated(before, judged(scene))


@pytest.mark.parametrize("what", [{"created": True}, {"counts": True}])
def test_field_that_no_source_gives_incriminates_nobody(what: dict[str, bool]) -> None:
    scene = scene_of([1.0] * 9 + [900.0], [True] * 10, [False] * 10)
    before = judged(scene)
    assert before["m0"]["verdict"] == "coordinated_inauthentic"
    after = judged(scene.without(*scene.created, **what))
    assert_nobody_is_incriminated(before, after)
    if "created" in what:
        assert {after[name]["verdict"] for name in MEMBERS} == {"coordinated"}


def test_hiding_an_old_account_does_not_make_the_community_newer() -> None:
    """Nine of ten are new. Without the tenth's creation date, still no more than nine are."""
    scene = scene_of([1.0] * 9 + [900.0], [True] * 10, [False] * 10)
    before = judged(scene)["m9"]["inauthenticity"]
    assert judged(scene.without("m9", created=True))["m9"]["inauthenticity"] <= before
