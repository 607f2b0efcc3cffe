"""Taking a whole column away, or making it coarse, incriminates nobody.

The same posts are judged with and without a field that some sources do not give. One exception is
known: links, hashtags and mentions are part of the habit, and without them the score of a change
may move either way; so nobody here has a history.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from account_scene import START, Scene
from verdict_scene import Findings

Row = dict[str, Any]

N_MEMBERS = 60
# Members made together, ahead; the others are as old as the people around them.
N_BATCH = 10


def scene(every: int) -> Scene:
    """Members publish the same headlines, some answered; others chat.

    Of the accounts, one in ``every`` puts a link to its posts.
    """
    scene = Scene()
    for i in range(N_MEMBERS + 300):
        is_member = i < N_MEMBERS
        name = f"x:m{i:02}" if is_member else f"x:o{i:02}"
        age = 40 + i / 100 if i < N_BATCH else 300 + 37 * i
        scene.created[name] = START - timedelta(days=age)
        scene.handles[name] = f"{'reader' if is_member else 'a' * (i % 5 + 1)}_{10**6 + i}"
        seen = {"account_uid": name, "observed_at": START, "avatar": f"a{i % 7}"}
        text = "Mother, reader, lover of lakes" if i % 8 == 0 else f"I am number {i} of many people"
        scene.snapshots.append(seen | {"description": text})
        if is_member:
            scene.community[name] = "g-1"
        for k in range(3):
            counts = {"replies": (i + k) % 4 // 3, "reposts": (i + k) % 3 // 2}
            text = f"headline number {k} of the day" if is_member else f"own words {i} {k}"
            links = [f"https://news.example/{k}"] if i % every == 0 else []
            more = {"urls": links, "hashtags": ["news"], "mentions": []}
            at = START + timedelta(minutes=10 * k + i)
            scene.act(name, at, text=text, thread=None, **counts, **more)
    return scene


def judged(scene: Scene) -> dict[str, Row]:
    signals = scene.signals()
    findings = Findings(
        signals=signals.arrow.to_pylist(),
        explained=scene.explanations(signals).arrow.to_pylist(),
        members=sorted(scene.community),
    )
    for member in findings.members[1:]:
        findings.edge(findings.members[0], member)
    return findings.judge()


@cache
def full(every: int) -> dict[str, Row]:
    return judged(scene(every))


def posts_with(scene: Scene, **fields: Any) -> Scene:
    return replace(scene, posts=[row | fields for row in scene.posts])


def snapshots_with(scene: Scene, **fields: Any) -> Scene:
    return replace(scene, snapshots=[row | fields for row in scene.snapshots])


COLUMNS = {
    "urls": lambda s: posts_with(s, urls=None),
    "hashtags": lambda s: posts_with(s, hashtags=None),
    "mentions": lambda s: posts_with(s, mentions=None),
    "repost_count": lambda s: posts_with(s, reposts=None),
    "reply_count": lambda s: posts_with(s, replies=None),
    "both counts": lambda s: posts_with(s, replies=None, reposts=None),
    "created_at of accounts": lambda s: replace(s, created=dict.fromkeys(s.created)),
    "precision of times": lambda s: posts_with(s, created_precision="day"),
    "handle": lambda s: replace(s, handles={}),
    "description": lambda s: snapshots_with(s, description=None),
    "avatar": lambda s: snapshots_with(s, avatar=None),
    "snapshots": lambda s: replace(s, snapshots=[]),
}


def test_verdicts_that_a_column_could_change() -> None:
    """Of a batch among people some are accused; of syndication nobody is."""
    accused = [name for name, row in full(4).items() if row["verdict"] == "coordinated_inauthentic"]
    assert accused == [f"x:m{i:02}" for i in range(N_BATCH)]
    assert {row["verdict"] for name, row in full(1).items() if name != "o"} == {
        "coordinated_explained"
    }


@pytest.mark.parametrize(
    ("column", "every"), [*((column, 4) for column in sorted(COLUMNS)), ("urls", 1)]
)
def test_column_that_no_source_gives_incriminates_nobody(column: str, every: int) -> None:
    before, after = full(every), judged(COLUMNS[column](scene(every)))
    for name, was in before.items():
        now = after[name]
        if now["inauthenticity"] is not None:
            assert now["inauthenticity"] <= (was["inauthenticity"] or 0.1) + 1e-9
        if now["verdict"] == "coordinated_inauthentic":
            assert was["verdict"] == "coordinated_inauthentic"
