from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from account_scene import START, Scene, days
from engines import ENGINE
from group_scene import acts_of, batch, carrying, flood, people, roles, run_groups

from undertow.coordination import run_group_tests
from undertow.coordination.group_test import stage
from undertow.coordination.group_test.batches import find_batches
from undertow.schema import (
    Accounts,
    AccountTests,
    Actions,
    Edges,
    Engagement,
    GroupTests,
    Posts,
    PostText,
    Table,
    TargetAccounts,
)
from undertow.settings import GroupSettings

TEXT = "text:the same text"


def test_a_flood_of_accounts_made_in_a_batch_is_found_by_its_text() -> None:
    scene = Scene()
    people(scene, 120)
    network = flood(scene, batch(20))
    tests, members = run_groups(scene)
    assert carrying(members) == set(network)
    row = {row["group_id"]: row for row in tests.arrow.to_pylist()}[TEXT]
    assert row["q_value"] < 1e-9
    assert (row["n_members"], row["n_carrying"]) == (20, 20)
    assert row["p_batch"] < 1e-9
    assert row["p_dormancy"] is None
    assert row["n_tested"] == tests.n_rows


def test_who_quoted_the_text_is_present_and_no_more() -> None:
    scene = Scene()
    people(scene, 120)
    network = flood(scene, batch(20))
    quoting = flood(scene, [START - days(100 * i) for i in range(1, 5)], prefix="q")
    _, members = run_groups(scene)
    assert carrying(members) == set(network)
    assert {account: roles(members)[TEXT][account] for account in quoting} == dict.fromkeys(
        quoting, "present"
    )


def test_youth_makes_a_set_odd_and_is_carried_by_nobody() -> None:
    scene = Scene()
    people(scene, 120)
    flood(scene, [START - days(2.0 + 3 * i) for i in range(20)])
    tests, members = run_groups(scene)
    row = {row["group_id"]: row for row in tests.arrow.to_pylist()}[TEXT]
    assert row["p_age"] < 1e-6
    assert row["q_value"] < 0.01
    assert carrying(members) == set()


def test_accounts_made_for_the_occasion_are_no_batch() -> None:
    scene = Scene()
    people(scene, 120)
    flood(scene, [START + days(0.5) - timedelta(minutes=10 * i + 1) for i in range(20)])
    tests, members = run_groups(scene)
    assert {row["p_batch"] for row in tests.arrow.to_pylist()} <= {None, 1.0}
    assert carrying(members) == set()


def test_people_who_signed_up_together_and_use_their_own_words_carry_nothing() -> None:
    scene = Scene()
    people(scene, 120)
    flood(scene, batch(20), text=None)
    assert carrying(run_groups(scene)[1]) == set()


def test_a_flood_in_words_of_their_own_is_found_by_its_clip() -> None:
    scene = Scene()
    people(scene, 120)
    network = flood(scene, batch(20), text=None)
    fans = flood(scene, [START - days(150 * i) for i in range(1, 21)], prefix="f", text=None)
    for post in scene.posts:
        clip = {**dict.fromkeys(network, "media:a"), **dict.fromkeys(fans, "media:b")}
        post["media"] = [clip[post["account_uid"]]] if post["account_uid"] in clip else []
    _, members = run_groups(scene)
    assert carrying(members) == set(network)
    assert "media:media:a" in roles(members)
    assert "media:media:b" not in roles(members)


def test_a_petition_of_ordinary_people_is_not_odd() -> None:
    scene = Scene()
    people(scene, 120)
    rng = np.random.default_rng(1)
    flood(scene, [START - days(float(d)) for d in rng.uniform(10, 3000, 40)])
    tests, members = run_groups(scene)
    row = {row["group_id"]: row for row in tests.arrow.to_pylist()}[TEXT]
    assert row["q_value"] > 0.05
    assert members.n_rows == 0


def test_a_missing_creation_is_never_part_of_a_batch() -> None:
    scene = Scene()
    people(scene, 120)
    network = flood(scene, [*batch(12), *[None] * 4])
    _, members = run_groups(scene)
    assert carrying(members) == set(network[:12])
    unknown = Scene()
    people(unknown, 120)
    flood(unknown, [None] * 16)
    tests, members = run_groups(unknown)
    assert members.n_rows == 0
    assert TEXT not in tests.arrow.column("group_id").to_pylist()


def test_more_missing_fields_never_make_a_set_odder() -> None:
    p_values = []
    for n_missing in (0, 4, 8, 12):
        scene = Scene()
        people(scene, 120)
        flood(scene, [*batch(20 - n_missing), *[None] * n_missing])
        tests, _ = run_groups(scene)
        rows = {row["group_id"]: row for row in tests.arrow.to_pylist()}
        p_values.append(rows[TEXT]["p_batch"])
    assert p_values == sorted(p_values)


def test_accounts_back_from_a_silence_carry_a_set() -> None:
    scene = Scene()
    people(scene, 120)
    for post in list(scene.posts):
        scene.act(post["account_uid"], START - days(5), thread="x:old")
    network = flood(scene, [START - days(500 + 40 * i) for i in range(15)])
    for account in network:
        scene.act(account, START - days(200), thread="x:old")
    tests, members = run_groups(scene)
    row = {row["group_id"]: row for row in tests.arrow.to_pylist()}[TEXT]
    assert row["p_dormancy"] < 1e-9
    assert carrying(members) == set(network)


def test_whoever_owns_a_thread_is_not_compared_with_those_who_answer() -> None:
    scene = Scene()
    page = scene.act("x:official", START, thread=None)
    answer = scene.act("x:o1", START + days(0.1), thread=page)
    scene.act("x:official", START + days(0.2), thread=page)
    elsewhere = scene.act("x:official", START + days(0.3), thread="x:other")
    assert acts_of(scene).column("post_uid").to_pylist() == [answer, page, elsewhere]


def copying_world(*, n_members: int = 12, n_texts: int = 4) -> Scene:
    """A group whose members publish texts of one another, among people with their own words."""
    scene, rng = Scene(), np.random.default_rng(3)
    for i in range(150):
        scene.created[f"x:o{i:03}"] = None
        for _ in range(3):
            scene.act(f"x:o{i:03}", START, thread=None)
    for i in range(n_members):
        scene.created[f"x:m{i:03}"] = None
        for text in rng.choice(n_members, n_texts, replace=False):
            scene.act(f"x:m{i:03}", START, text=f"t{text:02}", thread=None)
        scene.act(f"x:m{i:03}", START, thread=None)
    return scene


def test_a_group_that_copies_is_found_and_one_that_quotes_it_is_not() -> None:
    scene = copying_world()
    scene.act("x:o000", START, text="t01", thread=None)
    scene.created["x:single"] = None
    scene.act("x:single", START, text="t02", thread=None)
    _, members = run_groups(scene)
    assert carrying(members) == {f"x:m{i:03}" for i in range(12)}
    assert roles(members)["copying:t01"]["x:o000"] == "present"
    assert roles(members)["copying:t02"]["x:single"] == "present"


def test_officials_are_members_of_no_set() -> None:
    scene = copying_world()
    members = [f"x:m{i:03}" for i in range(12)]
    assert carrying(run_groups(scene, officials=members[:3])[1]) == set(members[3:])


def test_a_text_beside_a_link_tells_of_no_group() -> None:
    scene = copying_world()
    for post in scene.posts:
        post["text"] = f"{post['group']} https://news.example/{post['group']}"
    assert run_groups(scene)[1].n_rows == 0


def test_nobody_copies_where_copying_has_nothing_to_do_with_who() -> None:
    scene, rng = Scene(), np.random.default_rng(5)
    for i in range(200):
        scene.created[f"x:o{i:03}"] = None
        for _ in range(3):
            common = f"t{rng.integers(60):02}" if rng.random() < 0.3 else None
            scene.act(f"x:o{i:03}", START, text=common, thread=None)
    tests, members = run_groups(scene)
    assert members.n_rows == 0
    assert tests.n_rows > 20


def test_accounts_created_together_tie_the_texts_of_a_flood() -> None:
    scene = Scene()
    people(scene, 120)
    created = batch(24)
    one = flood(scene, created[:12])
    other = flood(scene, created[12:], prefix="n", text="another text")
    found = roles(run_groups(scene)[1])
    ties = [own for group, own in found.items() if group.startswith("batch:")]
    assert any(set(one + other) <= {a for a, r in own.items() if r == "carries"} for own in ties)


def test_every_set_with_members_has_its_test() -> None:
    scene = Scene()
    people(scene, 120)
    for account in flood(scene, batch(12)):
        # The first act of each is on a day when nobody else is there: the batch has no control.
        scene.act(account, START - days(10), thread=f"x:empty{account}")
    tests, members = run_groups(scene)
    ids = tests.arrow.column("group_id").to_pylist()
    assert len(carrying(members)) == 12
    assert not any(name.startswith("batch:") for name in ids)
    assert set(roles(members)) <= set(ids)


def test_nothing_is_tested_where_nothing_was_published() -> None:
    specs = (Posts, Accounts, PostText, Engagement, Actions, Edges, AccountTests, TargetAccounts)
    empty = [Table.empty(spec) for spec in specs]
    tests, members = run_group_tests(*empty, GroupSettings(), engine=ENGINE, rng_seed=1)
    assert tests.arrow.equals(Table.empty(GroupTests).arrow)
    assert members.n_rows == 0


@pytest.mark.parametrize(("n_together", "n_batches"), [(2, 0), (10, 1)])
def test_a_batch_is_more_creations_than_the_weeks_around(n_together: int, n_batches: int) -> None:
    rng = np.random.default_rng(0)
    created_s = np.concatenate([rng.uniform(0, 400 * 86400, 200), np.full(n_together, 2e7)])
    batch_of, began_s, p_values = find_batches(np.zeros(len(created_s), np.int64), created_s, 24)
    assert len(began_s) == len(p_values) == n_batches
    assert (batch_of[200:] >= 0).all() == bool(n_batches)
    assert np.isin(batch_of[:200], [-1, 0]).all()
    assert (p_values <= 0.01).all()


def test_who_joined_that_day_and_signs_what_others_sign_carries_no_batch() -> None:
    scene = Scene()
    people(scene, 80)
    made = flood(scene, batch(30))
    joined = flood(scene, batch(6), prefix="j", text="a petition of other people")
    flood(
        scene,
        [START - days(500 + 20 * i) for i in range(60)],
        prefix="s",
        text="a petition of other people",
    )
    _, members = run_groups(scene)
    carrying = {
        row["account_uid"]
        for row in members.arrow.to_pylist()
        if row["role"] == "carries" and row["group_id"].startswith("batch:")
    }
    assert carrying.isdisjoint(joined)
    assert len(carrying & set(made)) >= 25


@pytest.mark.parametrize(("mostly", "is_tied"), [(0.5, False), (0.0, True)])
def test_a_batch_ties_nobody_whose_set_is_mostly_others(
    monkeypatch: pytest.MonkeyPatch, mostly: float, is_tied: bool
) -> None:
    """Four who joined on the day of a network spread an advert, as twelve do who did not."""
    monkeypatch.setattr(stage, "_MOSTLY", mostly)
    scene = Scene()
    people(scene, 120)
    made = flood(scene, batch(30))
    joined = flood(scene, batch(4), prefix="j", text="an advert")
    old = [START - days(500 + 20 * i) for i in range(12)]
    flood(scene, old, prefix="s", text="an advert")
    found = roles(run_groups(scene)[1])
    carrying = {
        account: group.partition(":")[0]
        for group, own in sorted(found.items(), reverse=True)
        for account, role in own.items()
        if role == "carries"
    }
    assert set(joined) <= set(carrying)
    assert {carrying[account] == "batch" for account in joined} == {is_tied}
    assert {carrying[account] for account in made} == {"batch"}
