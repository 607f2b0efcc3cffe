"""Taking away what was collected about an account never makes it look less authentic.

One exception is known and small: without the links or hashtags of its posts, which are part of the
habit, the score of a change may move either way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from account_scene import START, Scene, crowd
from hypothesis import given, settings
from hypothesis import strategies as st
from life_stories import posts_of, some_life, stories
from verdict_scene import Findings

MEMBERS = [f"m{i}" for i in range(10)]
ADDED = ("takeover", "dormant_return", "filler", "handle_template", "reused_profile")
Row = dict[str, Any]


def network() -> Scene:
    """Ten accounts that show every sign, and forty people who show few."""
    rng = np.random.default_rng(7)
    scene = crowd(0, 0)
    end = START
    for i in range(50):
        name = MEMBERS[i] if i < 10 else f"o{i:02}"
        scene.created[name] = START - timedelta(days=800 if i < 10 else 900 + 11 * i)
        if i < 10:
            scene.community[name] = "g-1"
            rows, told = stories(rng, "taken_over", 1, pause_days=250.0)
        else:
            rows = posts_of(rng, name, some_life(rng), 14, START - timedelta(days=560), 470)
        for n_posts, row in enumerate(rows, 900):
            thread = row["parent_uid"] and f"x:page{i}"
            seen = {"account_uid": name, "observed_at": row["created_at"], "n_posts": n_posts}
            if i < 10:
                is_new = row["created_at"] >= told[row["account_uid"]].changed_at
                scene.snapshots.append(seen | {"handle": f"h{is_new}", "avatar": f"a{is_new}{i}"})
            scene.act(name, row["created_at"], text=row["text"], thread=thread, urls=row["urls"])
        end = max(end, rows[-1]["created_at"])
        scene.handles[name] = f"abc_{10**7 + i}" if i < 10 else f"{'xyz' * (i % 3 + 1)}{i % 7}"
        text = "Mother, reader, lover of lakes" if i < 10 else f"I am number {i} of these people"
        scene.snapshots.append({"account_uid": name, "description": text})
    for k in range(3):
        for name in scene.created:
            text = f"shared {k}" if name in scene.community else None
            scene.act(name, end, text=text, urls=[])
            text = f"good morning {k if name in scene.community else scene.n_acts}"
            scene.act(name, end, text=text, thread=None, urls=[])
    for row in scene.posts:
        is_greeting = row["text"].startswith("good morning")
        row |= {"hashtags": [] if is_greeting else ["life"], "mentions": []}
    return scene


@dataclass(repr=False)
class Judged:
    """Findings by account, and the signs they rest on; hypothesis would print them whole."""

    findings: dict[str, Row]
    signals: list[Row]


def judged(scene: Scene) -> Judged:
    signals = scene.signals().arrow.to_pylist()
    # One of the signs that make a community inauthentic, for the others to add to.
    base = {"community_id": "g-1", "signal": "creation_batch", "value": 9.0, "log_lr": 1.0}
    base |= {"community_share": 0.9, "control_share": 0.1, "n_control": 100, "p_value": 0.0}
    signals = [row for row in signals if row["signal"] != "creation_batch"]
    signals += [base | {"account_uid": m, "innocent": "", "evidence": []} for m in MEMBERS]
    findings = Findings(signals=signals)
    for left, right in pairwise(MEMBERS):
        findings.edge(left, right)
    return Judged(findings.judge(), signals)


@pytest.fixture(scope="module")
def full() -> Judged:
    return judged(network())


def test_network_shows_the_signs(full: Judged) -> None:
    shown = {row["signal"] for row in full.signals if row["log_lr"] > 0}
    assert shown >= set(ADDED)
    assert full.findings["m0"]["verdict"] == "coordinated_inauthentic"


def without_field(scene: Scene, field: str, hidden: set[str]) -> Scene:
    if field == "handle":
        return replace(scene, handles={a: h for a, h in scene.handles.items() if a not in hidden})
    if field == "snapshots":
        seen = [row for row in scene.snapshots if row["account_uid"] not in hidden]
        return replace(scene, snapshots=seen)
    lost = {"created_precision": "day"}
    rows = [row | (lost if row["account_uid"] in hidden else {}) for row in scene.posts]
    return replace(scene, posts=rows)


def assert_nobody_is_incriminated(before: dict[str, Row], after: dict[str, Row]) -> None:
    for name in MEMBERS:
        was, now = before[name]["inauthenticity"], after[name]["inauthenticity"]
        assert now is None or now <= was + 1e-9


@pytest.mark.parametrize("field", ["handle", "snapshots", "precision"])
@settings(max_examples=2)
@given(hidden=st.sets(st.sampled_from(MEMBERS), min_size=1))
def test_fields_that_were_not_collected(full: Judged, field: str, hidden: set[str]) -> None:
    after = judged(without_field(network(), field, hidden))
    assert_nobody_is_incriminated(full.findings, after.findings)


@pytest.mark.parametrize("signal", ADDED[:3])
def test_records_behind_a_sign(full: Judged, signal: str) -> None:
    """Without the posts that a sign rests on, the account is no more suspicious than with them."""
    [row] = [r for r in full.signals if (r["signal"], r["account_uid"]) == (signal, "m3")]
    scene = network()
    gone = set(row["evidence"])
    assert gone <= {post["post_uid"] for post in scene.posts}
    scene.posts = [post for post in scene.posts if post["post_uid"] not in gone]
    after = judged(scene)
    assert after.findings["m3"]["inauthenticity"] <= full.findings["m3"]["inauthenticity"] + 1e-9


def test_history_that_was_not_collected(full: Judged) -> None:
    """Of an account of which nothing old is known neither silence nor change is known."""
    scene = network()
    last = max(post["created_at"] for post in scene.posts)
    scene.posts = [
        post for post in scene.posts if post["account_uid"] != "m3" or post["created_at"] == last
    ]
    after = judged(scene)
    shown = {
        row["signal"] for row in after.signals if row["account_uid"] == "m3" and row["log_lr"] > 0
    }
    assert not shown & {"dormant_return", "takeover"}
    assert_nobody_is_incriminated(full.findings, after.findings)
