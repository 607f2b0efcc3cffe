"""Every sign on hand-made tables: its values, and what it does when a field was not collected."""

from __future__ import annotations

from math import log

import pytest
from account_scene import START, Scene, by_account, crowd, days

from undertow.settings import AccountSettings


def test_age_is_measured_in_days_at_the_first_shared_act() -> None:
    scene = crowd(4, 30, member_age=200.0)
    # An earlier post of its own is not an act of the community.
    scene.act("x:m000", START - days(100), thread=None)
    scene.act("x:m001", START - days(50), text="the same text")
    rows = by_account(scene.signals(), "new_account")
    assert rows["x:m000"]["value"] == pytest.approx(200.0)
    assert rows["x:m001"]["value"] == pytest.approx(160.0)


@pytest.mark.parametrize(("age", "is_new"), [(89.99, True), (90.0, False), (0.0, True)])
def test_new_means_younger_than_the_setting(age: float, is_new: bool) -> None:
    scene = crowd(1, 30)
    scene.created["x:m000"] = START - days(age)
    scene.community["x:m001"] = "g-1"
    scene.act("x:m001", text="the same text")
    row = by_account(scene.signals(), "new_account")["x:m000"]
    assert row["community_share"] == float(is_new)


def test_significant_sign_raises_those_that_show_it_only() -> None:
    scene = crowd(12, 40, member_age=1.0)
    scene.created |= {f"x:m{i:03}": START - days(5 + i / 3) for i in range(12)}
    scene.created["x:m011"] = START - days(2000)
    rows = by_account(scene.signals(), "new_account")
    assert rows["x:m011"]["log_lr"] == 0.0
    assert {row["log_lr"] for name, row in rows.items() if name != "x:m011"} == {3.0}
    assert rows["x:m000"]["community_share"] == pytest.approx(11 / 12)
    assert rows["x:m000"]["control_share"] == 0.0
    assert rows["x:m000"]["n_control"] == 40


def test_ratio_is_of_shares_with_half_a_count_added() -> None:
    scene = crowd(12, 60)
    scene.created |= {f"x:m{i:03}": START - days(40) for i in range(9)}
    scene.created |= {f"x:o{i:03}": START - days(40) for i in range(10)}
    row = by_account(scene.signals(), "new_account")["x:m000"]
    assert row["log_lr"] == pytest.approx(log((9.5 / 13) / (10.5 / 61)))


def test_account_older_than_its_creation_is_a_contradiction_not_a_sign() -> None:
    scene = crowd(12, 40, member_age=1.0)
    scene.created["x:m003"] = START + days(3)
    rows = by_account(scene.signals(), "new_account")
    assert "x:m003" not in rows
    assert len(rows) == 11


def test_unknown_creation_is_measured_in_nobody() -> None:
    signals = crowd(12, 40, member_age=None).signals()
    assert by_account(signals, "new_account") == {}
    assert by_account(signals, "creation_batch") == {}


def test_unknown_creation_lowers_the_sign_of_the_community() -> None:
    scene = crowd(12, 40, member_age=1.0)
    scene.created |= {f"x:m{i:03}": START - days(5 + i / 3) for i in range(12)}
    scene.created |= {f"x:o{i:03}": START - days(5) for i in range(2)}
    full = by_account(scene.signals(), "new_account")
    fewer = by_account(
        scene.without(*(f"x:m{i:03}" for i in range(3)), created=True).signals(), "new_account"
    )
    assert set(fewer) == {f"x:m{i:03}" for i in range(3, 12)}
    assert fewer["x:m006"]["p_value"] > full["x:m006"]["p_value"]
    assert 0 < fewer["x:m006"]["log_lr"] < full["x:m006"]["log_lr"]
    # What is shown of those that were measured stays what it is.
    assert fewer["x:m006"]["community_share"] == 1.0


def test_batch_counts_the_accounts_created_together() -> None:
    scene = crowd(10, 60)
    scene.created |= {f"x:m{i:03}": START - days(400) + days(i / 24) for i in range(6)}
    rows = by_account(scene.signals(), "creation_batch")
    assert [rows[f"x:m{i:03}"]["value"] for i in range(10)] == [6.0] * 6 + [1.0] * 4
    assert [rows[f"x:m{i:03}"]["log_lr"] > 0 for i in range(10)] == [True] * 6 + [False] * 4


def test_batch_takes_three() -> None:
    scene = crowd(10, 200)
    scene.created |= {f"x:m{i:03}": START - days(400) for i in range(2)}
    rows = by_account(scene.signals(), "creation_batch")
    assert {row["value"] for row in rows.values()} == {1.0}


def test_dates_known_to_the_day_fill_one_window_of_a_day() -> None:
    """Accounts of two days in a row are not of one batch of 24 hours."""
    scene = crowd(12, 60)
    midnight = START.replace(hour=0) - days(400)
    scene.created |= {f"x:m{i:03}": midnight + days(i % 2) for i in range(12)}
    rows = by_account(scene.signals(), "creation_batch")
    assert {row["value"] for row in rows.values()} == {6.0}


def test_sign_ups_that_the_control_shares_are_no_batch() -> None:
    """When everybody joins on one day, the community does too."""
    scene = crowd(10, 60)
    scene.created |= {
        name: START - days(30) + days(i / 600) for i, name in enumerate(scene.created)
    }
    rows = by_account(scene.signals(), "creation_batch")
    assert {row["log_lr"] for row in rows.values()} == {0.0}


def test_copied_text_is_a_share_of_distinct_texts() -> None:
    scene = crowd(8, 40)
    for i in range(4):
        scene.act("x:m000", text=f"own {i}")
        scene.act("x:m000", text="own 0")
    rows = by_account(scene.signals(), "copied_text")
    assert rows["x:m000"]["value"] == pytest.approx(1 / 5)
    assert rows["x:m001"]["value"] == 1.0
    assert rows["x:m000"]["log_lr"] == 0.0 < rows["x:m001"]["log_lr"]


def test_reposts_are_not_copies() -> None:
    scene = Scene(created=dict.fromkeys(["x:a", "x:b"]), community={"x:a": "g-1", "x:b": "g-1"})
    for name in ("x:a", "x:b"):
        scene.act(name, kind="repost", reposted_uid="x:o", text="the reposted text")
    assert by_account(scene.signals(), "copied_text") == {}


def engaged(n_members: int = 12, n_control: int = 60) -> Scene:
    """Nobody answers the members; most of the others are answered."""
    scene = crowd(n_members, n_control)
    for i, row in enumerate(scene.posts):
        is_member = row["account_uid"] in scene.community
        row |= {"replies": 0 if is_member or i % 4 == 0 else 2, "reposts": 0}
    return scene


def test_closed_engagement_is_answers_from_outside_per_post() -> None:
    scene = engaged()
    scene.act("x:m001", replies=3, reposts=1)
    rows = by_account(scene.signals(), "closed_engagement")
    assert rows["x:m000"]["value"] == 0.0
    assert rows["x:m001"]["value"] == 2.0
    assert rows["x:m000"]["log_lr"] > 0.0 == rows["x:m001"]["log_lr"]


def test_answers_from_the_own_community_do_not_count() -> None:
    scene = engaged()
    post = scene.act("x:m001", replies=1, reposts=1)
    scene.act("x:m002", thread=post, replies=0, reposts=0)
    scene.act("x:m003", kind="repost", thread=None, reposted_uid=post)
    assert by_account(scene.signals(), "closed_engagement")["x:m001"]["value"] == 0.0


def test_ordinary_accounts_do_not_answer_themselves_either() -> None:
    """A thread of one's own draws nobody, in a community and outside of one."""
    scene = engaged(n_control=20)
    for i in range(20):
        scene.posts[12 + i] |= {"replies": 1}
        scene.act(f"x:o{i:03}", thread=scene.posts[12 + i]["post_uid"], replies=0, reposts=0)
    rows = by_account(scene.signals(), "closed_engagement")
    assert rows["x:m000"]["control_share"] == 1.0


@pytest.mark.parametrize("field", ["replies", "reposts"])
def test_half_of_the_counts_does_not_say_that_nobody_answered(field: str) -> None:
    """An account with answers known from one count must not look closed without it."""
    scene = engaged()
    other = "reposts" if field == "replies" else "replies"
    scene.posts[0] |= {field: 9, other: 0}
    assert by_account(scene.signals(), "closed_engagement")["x:m000"]["log_lr"] == 0.0
    scene.posts[0] |= {field: None}
    assert "x:m000" not in by_account(scene.signals(), "closed_engagement")


def test_uncounted_post_does_not_say_that_nobody_answered() -> None:
    scene = engaged()
    scene.act("x:m000")
    assert "x:m000" not in by_account(scene.signals(), "closed_engagement")


def test_count_that_nobody_collected_is_not_zero() -> None:
    """Without the column of reposts nobody is known to be reposted by no one."""
    scene = engaged()
    for row in scene.posts:
        row |= {"reposts": None}
    assert by_account(scene.signals(), "closed_engagement") == {}


def test_count_that_a_source_says_it_does_not_keep_is_not_waited_for() -> None:
    scene = engaged()
    for row in scene.posts:
        row |= {"reposts": None, "uncounted": ["repost_count"]}
    rows = by_account(scene.signals(), "closed_engagement")
    assert len(rows) == 12
    assert rows["x:m000"]["log_lr"] > 0


def test_small_control_counts_for_nothing() -> None:
    scene = crowd(12, 19, member_age=1.0)
    rows = scene.signals().arrow.to_pylist()
    assert {row["n_control"] for row in rows} == {19}
    assert {row["log_lr"] for row in rows} == {0.0}
    assert min(row["p_value"] for row in rows) < 1e-4
    assert max(row["log_lr"] for row in crowd(12, 20, member_age=1.0).signals().arrow.to_pylist())


def test_control_without_dates_counts_for_nothing() -> None:
    rows = by_account(crowd(12, 60, member_age=1.0, control_age=None).signals(), "new_account")
    assert {(row["n_control"], row["log_lr"]) for row in rows.values()} == {(0, 0.0)}


def test_significance_pays_for_every_community_and_sign() -> None:
    """What is significant in one community need not be when a hundred are looked at."""
    scene = crowd(6, 60)
    scene.created |= {f"x:m{i:03}": START - days(20 + 12 * i) for i in range(5)}
    scene.created |= {f"x:o{i:03}": START - days(20 + 12 * i) for i in range(5)}
    alone = by_account(scene.signals(), "new_account")["x:m000"]
    assert alone["log_lr"] > 0
    for group in range(60):
        for i in range(2):
            name = f"x:z{group}-{i}"
            scene.created[name] = None
            scene.community[name] = f"g-{group + 2}"
            scene.act(name, text=f"text {group}", thread=None)
    among_many = by_account(scene.signals(), "new_account")["x:m000"]
    assert among_many["p_value"] == alone["p_value"]
    assert among_many["log_lr"] == 0.0


def test_no_sign_counts_for_more_than_the_setting() -> None:
    signals = crowd(12, 60, member_age=1.0).signals(AccountSettings(max_abs_log_lr=1.5))
    assert max(row["log_lr"] for row in signals.arrow.to_pylist()) == 1.5


def test_no_communities_no_signs() -> None:
    scene = crowd(0, 30)
    assert scene.signals().n_rows == 0
    assert scene.explanations().n_rows == 0
