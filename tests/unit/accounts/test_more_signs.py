"""Signs read from history, rhythm, profile and idle posts: what shows them, and what is missing."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from account_scene import START, Row, Scene, by_account, crowd, days
from life_stories import posts_of, some_life, stories

from undertow.accounts.signals import FAMILIES, SIGNALS
from undertow.settings import AccountSettings

ALL = {signal.name for signal in SIGNALS}


def test_every_sign_says_what_would_explain_it() -> None:
    assert len(ALL) == len(SIGNALS) == 10
    assert all(signal.innocent.endswith(".") for signal in SIGNALS)
    assert set(FAMILIES) == ALL


def returned(silence: float = 200.0) -> Scene:
    """Members fell silent long before the event; the others posted last month."""
    scene = crowd(10, 40)
    for name in list(scene.created):
        before = silence if name in scene.community else 30.0
        scene.act(name, START - days(before), thread=None)
    return scene


def test_silence_is_the_longest_pause_that_an_act_ended() -> None:
    scene = returned()
    # It warms up with a post of its own before it takes part.
    scene.act("x:m001", START - days(5), thread=None)
    rows = by_account(scene.signals(), "dormant_return")
    assert rows["x:m000"]["value"] == pytest.approx(200.0)
    assert rows["x:m001"]["value"] == pytest.approx(195.0)
    assert rows["x:m000"]["log_lr"] > 0
    assert rows["x:m000"]["control_share"] == 0.0
    assert len(rows["x:m000"]["evidence"]) == 2


def test_silence_long_before_the_act_is_no_return() -> None:
    scene = returned()
    scene.act("x:m001", START - days(100), thread=None)
    rows = by_account(scene.signals(), "dormant_return")
    assert rows["x:m001"]["value"] == pytest.approx(100.0)
    assert rows["x:m001"]["log_lr"] == 0.0


def test_account_never_seen_before_was_not_silent() -> None:
    rows = by_account(crowd(10, 40).signals(), "dormant_return")
    assert rows == {}


@pytest.mark.parametrize(("silence", "shows"), [(179.9, False), (180.0, True)])
def test_silence_from_the_setting_on(silence: float, shows: bool) -> None:
    row = by_account(returned(silence).signals(), "dormant_return")["x:m000"]
    assert (row["community_share"] == 1.0) == shows


def hijacked(kind: str = "taken_over") -> Scene:
    """Members have one kind of life, and join the threads of others in the end."""
    rng = np.random.default_rng(2)
    scene = crowd(8, 0)
    scene.posts.clear()
    for name in scene.community:
        rows, told = stories(rng, kind, 1, pause_days=250.0)
        for i, row in enumerate(rows):
            scene.act(name, row["created_at"], **_plain(row))
            change = told[row["account_uid"]].changed_at
            is_new = kind == "taken_over" and row["created_at"] >= change
            seen = {"account_uid": name, "observed_at": row["created_at"], "n_posts": 900 + i}
            scene.snapshots.append(seen | {"handle": f"h{is_new}", "display_name": f"n{is_new}"})
    for i in range(40):
        name = f"x:o{i:03}"
        scene.created[name] = START - days(2000)
        last = max(row["created_at"] for row in scene.posts)
        for row in posts_of(rng, name, some_life(rng), 12, last - days(60), 60):
            scene.act(name, row["created_at"], **_plain(row))
    for name in scene.created:
        scene.act(name, last, text="shared" if name in scene.community else None)
    return scene


def _plain(row: Row) -> Row:
    thread = row["parent_uid"] and "x:elsewhere"
    return {"text": row["text"], "thread": thread, "urls": row["urls"]}


def test_takeover_is_read_from_the_changes_with_its_posts() -> None:
    scene = hijacked()
    rows = by_account(scene.signals(), "takeover")
    assert rows["x:m000"]["community_share"] >= 0.5
    assert rows["x:m000"]["control_share"] <= 0.05
    shown = [row for row in rows.values() if row["log_lr"] > 0]
    posts = {row["post_uid"]: row["account_uid"] for row in scene.posts}
    assert len(shown) >= 4
    for row in shown:
        assert {posts[uid] for uid in row["evidence"]} == {row["account_uid"]}
        assert len(row["evidence"]) >= 4


@pytest.mark.parametrize("kind", ["moved", "new_interest", "stays"])
def test_people_who_change_are_not_taken_over(kind: str) -> None:
    rows = by_account(hijacked(kind).signals(), "takeover")
    assert len(rows) == 8
    assert {row["log_lr"] for row in rows.values()} == {0.0}


def test_too_few_posts_are_no_change() -> None:
    assert by_account(crowd(10, 40).signals(), "takeover") == {}


def scheduled(pause_h: float, jitter_h: float = 0.0, n: int = 60) -> Scene:
    rng = np.random.default_rng(3)
    scene = crowd(6, 30)
    for name in list(scene.created):
        own, spread = (pause_h, jitter_h) if name in scene.community else (7.0, 6.9)
        at = START - timedelta(hours=own * (n + 1))
        for _ in range(n):
            at += timedelta(hours=max(own + rng.uniform(-spread, spread), 0.01))
            scene.act(name, at, thread=None)
    return scene


def test_account_that_never_rests() -> None:
    row = by_account(scheduled(1.5, 1.4).signals(), "regular_schedule")["x:m000"]
    assert row["value"] > 36.0
    assert row["log_lr"] > 0
    assert len(row["evidence"]) == 2


def test_account_as_even_as_a_clock() -> None:
    rows = by_account(scheduled(6.0, 0.2).signals(), "regular_schedule")
    assert rows["x:m000"]["value"] < 36.0
    assert rows["x:m000"]["log_lr"] > 0


@pytest.mark.parametrize("pause_h", [5.0, 7.0])
def test_account_that_rests_at_its_own_hours(pause_h: float) -> None:
    rows = by_account(scheduled(pause_h, pause_h - 0.1).signals(), "regular_schedule")
    assert {row["log_lr"] for row in rows.values()} == {0.0}


def test_few_posts_or_rough_times_tell_no_rest() -> None:
    scene = scheduled(1.5, 1.4, n=19)
    assert by_account(scene.signals(), "regular_schedule") == {}
    scene = scheduled(1.5, 1.4)
    for row in scene.posts:
        row["created_precision"] = "hour"
    assert by_account(scene.signals(), "regular_schedule") == {}


def named(own: str, others: str) -> Scene:
    """Handles from patterns: ``a`` is a random letter, ``9`` a random digit."""
    rng = np.random.default_rng(4)
    kinds = {"a": list("abcdefghäжы的"), "9": list("0123456789")}
    scene = crowd(12, 60)
    for name in scene.created:
        pattern = own if name in scene.community else others
        scene.handles[name] = "".join(str(rng.choice(kinds.get(c, [c]))) for c in pattern)
    return scene


def test_handles_of_one_pattern() -> None:
    rows = by_account(named("aaaa_99999999", "aaaaa99").signals(), "handle_template")
    assert {row["value"] for row in rows.values()} == {1.0}
    assert rows["x:m000"]["log_lr"] > 0
    assert rows["x:m000"]["evidence"] == ["x:m000"]


def test_pattern_that_everybody_has_is_nothing() -> None:
    rows = by_account(named("aaaa99999999", "aaaa99999999").signals(), "handle_template")
    assert {row["log_lr"] for row in rows.values()} == {0.0}


def test_script_and_length_of_a_name_are_no_pattern() -> None:
    """Names of one language are shorter than another's; that is nobody's pattern."""
    scene = named("aa99", "aaaaaaaaaaa99")
    rows = by_account(scene.signals(), "handle_template")
    assert {row["log_lr"] for row in rows.values()} == {0.0}


@pytest.mark.parametrize(
    "name", ["aaaa-aaa99", "a'aaaa99", "a\N{RIGHT SINGLE QUOTATION MARK}aaa99"]
)
def test_names_of_several_parts_are_no_pattern(name: str) -> None:
    """Hyphens and apostrophes stand in the names of some languages and not of others."""
    rows = by_account(named(name, "aaaaaaa99").signals(), "handle_template")
    assert {row["log_lr"] for row in rows.values()} == {0.0}


def test_words_and_unknown_handles_have_no_pattern() -> None:
    assert by_account(named("aaaa", "aaaa9").signals(), "handle_template") == {}
    assert by_account(crowd(12, 60).signals(), "handle_template") == {}


def profiled(own: str | None, others: str | None = None, **parts: str) -> Scene:
    scene = crowd(12, 60)
    for i, name in enumerate(scene.created):
        words = own if name in scene.community else others
        text = words.format(i) if words else None
        scene.snapshots.append({"account_uid": name, "description": text} | parts)
    return scene


def test_reused_profile_text() -> None:
    scene = profiled("Mother, reader, lover of mountain lakes", "I am number {} of the others here")
    rows = by_account(scene.signals(), "reused_profile")
    assert rows["x:m000"]["value"] == 12.0
    assert rows["x:m000"]["log_lr"] > 0
    assert set(rows["x:m000"]["evidence"]) == set(scene.community)


@pytest.mark.parametrize(
    ("own", "others"),
    [
        ("I am member {} of the long list", "I am number {} of the others here"),
        ("Hello!", "I am number {} of the others here"),
        ("We all say the same in our profiles", "We all say the same in our profiles"),
    ],
)
def test_own_short_or_common_profile_texts_are_nothing(own: str, others: str) -> None:
    rows = by_account(profiled(own, others).signals(), "reused_profile")
    assert {row["log_lr"] for row in rows.values()} <= {0.0}


def test_default_picture_is_everybodys() -> None:
    rows = by_account(profiled(None, avatar="default.png").signals(), "reused_profile")
    assert len(rows) == 12
    assert {row["log_lr"] for row in rows.values()} == {0.0}


def test_profiles_that_were_not_seen_are_not_alike() -> None:
    assert by_account(profiled(None).signals(), "reused_profile") == {}


def idle(text: str, **more: object) -> Scene:
    scene = crowd(10, 60)
    for row in scene.posts:
        row |= {"hashtags": [], "mentions": []}
    for name in list(scene.created):
        for k in range(3):
            words = text.format(k) if name in scene.community else f"{name} alone {k}"
            scene.act(name, thread=None, text=words, **({"urls": []} | more))
    return scene


def test_own_page_filled_with_copies() -> None:
    rows = by_account(idle("Good morning, world, it is day {}").signals(), "filler")
    assert rows["x:m000"]["value"] == 1.0
    assert rows["x:m000"]["log_lr"] > 0
    assert len(rows["x:m000"]["evidence"]) == 3


@pytest.mark.parametrize(
    "more", [{"urls": ["url:a"]}, {"hashtags": ["day"]}, {"mentions": ["x"]}, {"urls": None}]
)
def test_posts_that_point_somewhere_are_no_filler(more: dict[str, object]) -> None:
    assert by_account(idle("Good morning, day {}", **more).signals(), "filler") == {}


def test_evidence_never_exceeds_twenty_posts() -> None:
    scene = crowd(6, 30)
    for _ in range(30):
        for name in scene.community:
            scene.act(name, text=f"copied {len(scene.posts) // 6}")
    for row in scene.signals().arrow.to_pylist():
        assert 1 <= len(row["evidence"]) <= 21


def test_members_without_the_fields_lower_every_sign() -> None:
    """What is known of half of the members only is half as much evidence, never more."""
    scene = named("aaaa_99999999", "aaaaa99")
    scene.handles |= {f"x:o{i:03}": "ab_12345678" for i in range(10)}
    full = by_account(scene.signals(), "handle_template")
    for i in range(6):
        del scene.handles[f"x:m{i:03}"]
    half = by_account(scene.signals(), "handle_template")
    assert half["x:m011"]["log_lr"] < full["x:m011"]["log_lr"]
    assert half["x:m011"]["p_value"] > full["x:m011"]["p_value"]


def test_settings_decide() -> None:
    strict = AccountSettings(silent_days=400)
    row = by_account(returned().signals(strict), "dormant_return")["x:m000"]
    assert row["log_lr"] == 0.0
