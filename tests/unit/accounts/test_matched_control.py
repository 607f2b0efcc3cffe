"""Whom a community is compared with."""

from __future__ import annotations

from account_scene import START, Scene, by_account, crowd, days, table
from engines import ENGINE

from undertow.accounts.control import matched_controls
from undertow.schema import Accounts


def control_of(scene: Scene, min_control: int = 20) -> set[str]:
    accounts = [{"account_uid": a, "created_at": at} for a, at in scene.created.items()]
    known = table(Accounts, accounts, platform="x", native_id="", n_posts=1, raw_sha256="")
    matched = list(
        matched_controls(
            scene.communities, known, scene.post_rows, scene.actions, min_control, ENGINE
        )
    )
    assert [m.community_id for m in matched] == sorted(set(scene.community.values()))
    return set(matched[0].control.column("account_uid").to_pylist())


def test_control_answers_in_the_same_threads() -> None:
    scene = crowd(4, 25)
    scene.act("x:elsewhere", thread="x:other")
    scene.act("x:post", thread=None)
    assert control_of(scene) == {f"x:o{i:03}" for i in range(25)}


def test_control_answers_on_the_same_days() -> None:
    scene = crowd(4, 25)
    scene.act("x:late", START + days(1))
    assert "x:late" not in control_of(scene)
    scene.act("x:m000", START + days(1), text="the same text")
    assert "x:late" in control_of(scene)


def test_host_of_a_thread_does_not_answer_in_it() -> None:
    scene = crowd(4, 25)
    scene.act("x:host", thread=None, root_uid="x:page")
    assert "x:host" not in control_of(scene)


def test_thread_known_only_by_the_account_it_answers() -> None:
    scene = Scene()
    for i in range(30):
        name = f"x:{'m' if i < 4 else 'o'}{i}"
        scene.created[name] = START - days(900)
        scene.act(
            name,
            root_uid=None,
            parent_uid=None,
            addressed_account_uid="x:host",
            text="same" if i < 4 else None,
        )
        scene.posts[-1]["thread"] = "account:x:host"
    scene.community = {f"x:m{i}": "g-1" for i in range(4)}
    scene.act("x:elsewhere", thread=None)
    assert control_of(scene) == {f"x:o{i}" for i in range(4, 30)}


def test_few_in_the_threads_means_all_of_the_platform_and_days() -> None:
    scene = crowd(4, 19)
    scene.act("x:elsewhere", thread="x:other")
    scene.act("x:post", thread=None)
    scene.act("x:late", START + days(1))
    scene.act("y:platform", platform="y")
    assert control_of(scene) == {f"x:o{i:03}" for i in range(19)} | {"x:elsewhere", "x:post"}


def test_members_of_no_community_are_control() -> None:
    scene = crowd(4, 25)
    scene.community |= {f"x:o{i:03}": "g-2" for i in range(5)}
    assert control_of(scene) == {f"x:o{i:03}" for i in range(5, 25)}


def test_age_of_the_control_is_taken_at_its_first_act_on_those_days() -> None:
    scene = crowd(12, 30, member_age=10.0, control_age=100.0)
    scene.created |= {f"x:m{i:03}": START - days(10) for i in range(12)}
    row = by_account(scene.signals(), "new_account")["x:m000"]
    assert row["control_share"] == 0.0
    for i in range(30):
        scene.act(f"x:o{i:03}", START - days(50))
    row = by_account(scene.signals(), "new_account")["x:m000"]
    assert row["control_share"] == 0.0
