"""The group test: calibrated where membership means nothing, and invariant."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from account_scene import START, Scene, days
from group_scene import carrying, flood, people, run_groups
from hypothesis import given, settings
from hypothesis import strategies as st

from undertow.coordination.group_test.kernels import event_tails
from undertow.coordination.group_test.strata import Field, Strata

LEVELS = np.array([0.2, 0.05, 0.01])


def indifferent(seed: int, n: int = 150) -> Scene:
    """Accounts whose texts, threads and creations have nothing to do with one another."""
    scene, rng = Scene(), np.random.default_rng(seed)
    for i in range(n):
        account = f"x:a{i:03}"
        known = rng.random() < 0.8
        scene.created[account] = START - days(float(rng.gamma(1, 200)) + 1) if known else None
        for _ in range(int(rng.integers(1, 4))):
            text = f"t{rng.integers(25):02}" if rng.random() < 0.5 else None
            replies = int(rng.poisson(1))
            at = START + days(float(rng.uniform(0, 1.9)))
            place = f"x:page{rng.integers(3)}"
            scene.act(account, at, text=text, thread=place, replies=replies, reposts=0)
    return scene


def test_p_values_are_uniform_or_larger_where_membership_means_nothing() -> None:
    rows = [row for seed in range(8) for row in run_groups(indifferent(seed))[0].arrow.to_pylist()]
    for name in ("p_age", "p_batch", "p_engagement", "p_value"):
        p_values = np.array([row[name] for row in rows if row[name] is not None])
        assert len(p_values) > 150
        found = (p_values[:, None] <= LEVELS).mean(axis=0)
        spread = 3.5 * np.sqrt(LEVELS * (1 - LEVELS) / len(p_values) * 2)
        assert (found <= LEVELS + spread).all(), (name, found)


def test_tails_of_one_stratum_are_uniform_where_they_can_be() -> None:
    rng = np.random.default_rng(2)
    n, size, n_sets = 4000, 60, 400
    acts = pa.table(
        {
            "platform": ["x"] * n,
            "thread": ["post:x:1"] * n,
            "day": np.zeros(n, np.int64),
        }
    )
    accounts = np.arange(n)
    strata = Strata.of(acts, accounts)
    field = Field.of(strata, rng.uniform(0, 1, n), np.zeros(n, np.bool_))
    chosen = np.concatenate([rng.choice(n, size, replace=False) for _ in range(n_sets)])
    p_values = event_tails(
        np.arange(n_sets + 1) * size,
        np.sort(strata.narrow[chosen].reshape(n_sets, size)).ravel(),
        strata.stratum,
        field.key,
        field.is_control,
        field.starts,
        field.sorted_keys,
        0.0,
        0.5,
        20,
    )
    # Of a discrete statistic, half of the probability of what was seen lies on either side.
    assert abs(np.median(p_values) - 0.55) < 0.07
    assert abs(np.mean(p_values <= 0.1) - 0.08) < 0.05


def test_shuffled_memberships_validate_nothing() -> None:
    scene = Scene()
    people(scene, 120)
    flood(scene, [START - days(30 + i / 1000) for i in range(25)])
    assert len(carrying(run_groups(scene)[1])) == 25
    names = [post["account_uid"] for post in scene.posts]
    n_carrying = 0
    for seed in range(4):
        shuffled = np.random.default_rng(seed).permutation(names)
        for post, name in zip(scene.posts, shuffled, strict=True):
            post["account_uid"] = str(name)
        n_carrying += len(carrying(run_groups(scene)[1]))
    assert n_carrying == 0


@settings(max_examples=3, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_rows_in_any_order_give_the_same_tables(seed: int) -> None:
    scene = Scene()
    people(scene, 60)
    flood(scene, [START - days(30 + i / 1000) for i in range(10)])
    order = np.random.default_rng(seed).permutation(len(scene.posts))
    for one, other in zip(run_groups(scene), run_groups(scene, order=order), strict=True):
        assert one.arrow.equals(other.arrow)


def test_other_names_give_the_same_sets_under_those_names() -> None:
    scene, renamed = Scene(), Scene()
    for world in (scene, renamed):
        people(world, 60)
        flood(world, [START - days(30 + i / 1000) for i in range(10)])
    other = {name: f"x:{i * 7919 % 10007}" for i, name in enumerate(sorted(renamed.created))}
    renamed.created = {other[name]: at for name, at in renamed.created.items()}
    for post in renamed.posts:
        post["account_uid"] = other[post["account_uid"]]
    assert {other[name] for name in carrying(run_groups(scene)[1])} == carrying(
        run_groups(renamed)[1]
    )
