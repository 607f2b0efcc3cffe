"""Whom a community is compared with."""

from __future__ import annotations

import pytest
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


def two_platforms() -> Scene:
    """Members on two platforms; of the second everybody joined on its first evening."""
    scene = crowd(12, 40)
    for i in range(70):
        member = i < 30
        name = f"z:{'m' if member else 'o'}{i:03}"
        scene.created[name] = START - days(60 + i * 37 % 70 / 100)
        if member:
            scene.community[name] = "g-1"
        text = "the same text" if member else None
        scene.act(name, text=text, thread="z:page", platform="z")
        scene.posts[-1]["post_uid"] = f"z:p{i}"
    return scene


def test_members_are_compared_with_accounts_of_their_platform() -> None:
    scene = two_platforms()
    accounts = [{"account_uid": a, "platform": a[0]} for a in scene.created]
    known = table(Accounts, accounts, native_id="", n_posts=1, raw_sha256="")
    found = list(
        matched_controls(scene.communities, known, scene.post_rows, scene.actions, 20, ENGINE)
    )
    assert [(m.community_id, m.platform, m.members.num_rows) for m in found] == [
        ("g-1", "x", 12),
        ("g-1", "z", 30),
    ]
    for part in found:
        for side in (part.members, part.control, part.nearby):
            assert {uid[0] for uid in side.column("account_uid").to_pylist()} == {part.platform}


@pytest.mark.parametrize("signal", ["creation_batch", "new_account"])
def test_launch_of_a_platform_is_no_batch_and_no_youth(signal: str) -> None:
    rows = by_account(two_platforms().signals(), signal)
    assert len(rows) == 42
    assert {row["log_lr"] for row in rows.values()} == {0.0}


def test_batch_on_one_platform_says_nothing_of_the_launch_of_another() -> None:
    scene = two_platforms()
    scene.created |= {f"x:m{i:03}": START - days(500) for i in range(12)}
    rows = by_account(scene.signals(), "creation_batch")
    shown = {name for name, row in rows.items() if row["log_lr"] > 0}
    assert shown == {f"x:m{i:03}" for i in range(12)}


def test_platform_with_too_few_ordinary_accounts_says_nothing() -> None:
    """Five accounts of a platform are no control, however many there are on another."""
    scene = crowd(12, 40, member_age=1.0)
    rows = by_account(scene.signals(), "new_account")
    assert rows["x:m000"]["log_lr"] > 0
    scene.created["z:m0"] = START - days(1)
    scene.community["z:m0"] = "g-1"
    scene.act("z:m0", text="the same text", platform="z")
    for i in range(5):
        scene.created[f"z:o{i}"] = START - days(900)
        scene.act(f"z:o{i}", platform="z")
    rows = by_account(scene.signals(), "new_account")
    assert rows["x:m000"]["log_lr"] > 0 == rows["z:m0"]["log_lr"]
    assert rows["x:m000"]["n_control"] == 40
