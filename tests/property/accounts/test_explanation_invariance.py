"""What an explanation measures depends on no order and on nobody's name."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest
from account_scene import Row, Scene
from explanation_scenes import SCENES

from undertow.schema import AccountSignals, Table

UIDS = ("account_uid", "addressed_account_uid", "reposted_account_uid")


def weighed(scene: Scene) -> list[Row]:
    return scene.explanations(Table.empty(AccountSignals)).arrow.to_pylist()


def disguised(scene: Scene, seed: int) -> Scene:
    """Return the same scene with other names and its records in another order."""
    rng = random.Random(seed)
    known = {post[name] for post in scene.posts for name in UIDS if post.get(name)}
    accounts = sorted(known | set(scene.created) | set(scene.profiles))
    numbers = rng.sample(range(10_000), len(accounts))
    name = {old: f"x:{number:04}" for old, number in zip(accounts, numbers, strict=True)}
    order = rng.sample(range(len(scene.posts)), len(scene.posts))
    post = {row["post_uid"]: f"x:q{order[i]}" for i, row in enumerate(scene.posts)}
    posts = [
        row
        | {key: name[row[key]] for key in UIDS if row.get(key)}
        | {"post_uid": post[row["post_uid"]]}
        | ({"group": post[row["group"]]} if row["group"] in post else {})
        for row in scene.posts
    ]
    rng.shuffle(posts)
    return replace(
        scene,
        created={name[old]: at for old, at in scene.created.items()},
        community={name[old]: group for old, group in scene.community.items()},
        profiles={name[old]: text for old, text in scene.profiles.items()},
        posts=posts,
        hits={(post[uid], target) for uid, target in scene.hits},
        edges=[
            edge | dict(zip("ab", sorted((name[edge["a"]], name[edge["b"]])), strict=True))
            for edge in scene.edges
        ],
    )


@pytest.mark.parametrize("name", sorted(SCENES))
def test_names_and_order_change_nothing(name: str) -> None:
    scene = SCENES[name]()
    found = weighed(scene)
    own = next(row for row in found if row["explanation"] == name)
    assert any(json.loads(own["facts"]).values())
    assert weighed(disguised(scene, seed=len(name))) == found
