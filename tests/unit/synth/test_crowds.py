"""The crowds of the scenario everyday do what they are there for."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from undertow.synth import CROWDS, SCENARIOS, ScenarioTruth, write_scenario
from undertow.synth.generate import build_world

Records = list[dict[str, Any]]
KNOBS = SCENARIOS["takeovers"]


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> ScenarioTruth:
    return write_scenario("takeovers", tmp_path_factory.mktemp("crowds") / "out", seed=3)


@pytest.fixture(scope="module")
def of(truth: ScenarioTruth) -> dict[str, Records]:
    groups: dict[str, Records] = defaultdict(list)
    for path in truth.captures:
        for line in path.read_bytes().splitlines():
            record = msgspec.json.decode(line)
            label = truth.accounts[uid(record)]
            groups[label.group].append(record)
            groups[label.role].append(record)
    return groups


def uid(record: dict[str, Any]) -> str:
    return f"{record['platform']}:{record['author_id']}"


def at(record: dict[str, Any], field: str = "created_at") -> datetime:
    return datetime.fromisoformat(record[field])


def test_every_crowd_is_there(truth: ScenarioTruth) -> None:
    assert {label.group for label in truth.accounts.values()} >= set(CROWDS)


@pytest.mark.parametrize("group", ["petition_drive", "joining_fans"])
def test_newcomers_sign_up_shortly_before_they_act(
    truth: ScenarioTruth, of: dict[str, Records], group: str
) -> None:
    delays: dict[str, timedelta] = {}
    for record in of[group]:
        if truth.accounts[uid(record)].role == "newcomer" and "author_created_at" in record:
            delay = at(record) - at(record, "author_created_at")
            delays[uid(record)] = min(delay, delays.get(uid(record), delay))
    assert len(delays) >= 8
    assert all(timedelta(0) < delay < timedelta(days=1) for delay in delays.values())
    assert any(truth.accounts[uid(r)].role != "newcomer" for r in of[group])


def test_a_class_signs_up_days_before_it_writes() -> None:
    petition = KNOBS.petition_drive
    assert petition is not None
    drive = replace(petition, newcomer_share=1.0, join_days=4.0)
    world = build_world(replace(KNOBS, petition_drive=drive).scaled(0.1), 3)
    pupils = {post.author.handle: post for post in world.posts if post.author.role == "newcomer"}
    pupils = {name: post for name, post in pupils.items() if post.author.group == "petition_drive"}
    assert len(pupils) >= 8
    waited = [post.at - post.author.created_at for post in pupils.values()]
    assert sum(seconds > 86400 for seconds in waited) > len(waited) / 2


def test_viewers_repost_within_minutes(of: dict[str, Records]) -> None:
    posted = {r["id"]: at(r) for r in of["live_event"]}
    delays = sorted(
        at(r) - posted[r["repost_of_id"]] for r in of["viewer"] if r.get("repost_of_id") in posted
    )
    assert len(delays) > 100
    assert delays[len(delays) // 2] < timedelta(minutes=5)


def test_a_brand_answers_customers_with_few_texts(of: dict[str, Records]) -> None:
    texts = Counter(
        r["text"].split(" ", 1)[1] if r["platform"] == "x" else r["text"]
        for r in of["brand"]
        if "in_reply_to_id" in r
    )
    assert sum(texts.values()) > 30
    assert texts.most_common(1)[0][1] > 10
    assert any("root_id" in r for r in of["customer"])


def test_spam_links_to_shops_and_spares_no_thread(of: dict[str, Records]) -> None:
    assert KNOBS.commercial is not None
    assert len(of["commercial"]) == KNOBS.commercial.posts
    shops = {r["urls"][0].split("/")[2] for r in of["commercial"]}
    assert len(shops) <= KNOBS.commercial.offers


def test_a_known_text_is_quoted_word_by_word(of: dict[str, Records]) -> None:
    verses = [r for r in of["quoter"] if "light still burning" in r["text"]]
    assert len(verses) > 15
    assert any("root_id" in r for r in verses)
    assert any("root_id" not in r for r in verses)


@pytest.mark.parametrize("role", ["mover", "convert", "returner", "hijacked"])
def test_a_change_lies_between_past_and_present(
    truth: ScenarioTruth, of: dict[str, Records], role: str
) -> None:
    posts: dict[str, list[datetime]] = defaultdict(list)
    for record in of[role]:
        posts[uid(record)].append(at(record))
    assert len(posts) == truth.n_accounts(role=role)
    for account, times in posts.items():
        changed = truth.accounts[account].changed_at
        assert changed in times
        assert sum(t < changed for t in times) >= 5
        if role in ("returner", "hijacked"):
            assert changed - max(t for t in times if t < changed) > timedelta(days=150)


def test_movers_change_language_and_hijacked_accounts_often_their_name(
    truth: ScenarioTruth, of: dict[str, Records]
) -> None:
    for role, field, low, high in (
        ("mover", "lang", 0.6, 1.0),
        ("mover", "author_name", 0.05, 0.6),
        ("hijacked", "author_name", 0.2, 0.8),
    ):
        differs = []
        for account in {uid(r) for r in of[role] if r["platform"] == "x"}:
            changed = truth.accounts[account].changed_at
            assert changed is not None
            usual = [
                Counter(
                    r[field] for r in of[role] if uid(r) == account and (at(r) < changed) is past
                ).most_common(1)[0][0]
                for past in (True, False)
            ]
            differs.append(usual[0] != usual[1])
        assert low <= sum(differs) / len(differs) <= high, (role, field)


def test_people_in_another_zone_post_when_others_sleep(
    truth: ScenarioTruth, of: dict[str, Records]
) -> None:
    hours = {True: Counter[bool](), False: Counter[bool]()}
    for record in of["organic"]:
        is_night = 6 <= at(record).hour < 11  # UTC: night in the Americas, day in UTC+8
        hours[truth.accounts[uid(record)].lives_abroad][is_night] += 1
    share = {abroad: own[True] / sum(own.values()) for abroad, own in hours.items()}
    assert share[True] > 2 * share[False]


def test_jokes_of_the_season_go_round(of: dict[str, Records]) -> None:
    jokes = [r for r in of["organic"] if r["text"].startswith(("Nobody:", "My toxic trait"))]
    assert len(jokes) >= 4
    assert len({r["text"] for r in jokes}) > 1


@pytest.mark.parametrize("engagement", ["zero", "bought"])
def test_engagement_of_the_campaign_is_a_knob(engagement: str, tmp_path: Path) -> None:
    from dataclasses import replace

    assert KNOBS.campaign is not None
    knobs = replace(KNOBS, campaign=replace(KNOBS.campaign, engagement=engagement))
    truth = write_scenario(knobs, tmp_path / "out", seed=1, scale=0.3)
    likes = [
        record["like_count"]
        for path in truth.captures
        for record in map(msgspec.json.decode, path.read_bytes().splitlines())
        if uid(record) in truth.network and "like_count" in record
    ]
    assert (max(likes) == 0) if engagement == "zero" else (max(likes) > 5)


def test_free_wording_never_repeats_and_viral_posts_draw_the_network(tmp_path: Path) -> None:
    from dataclasses import replace

    assert KNOBS.campaign is not None
    campaign = replace(
        KNOBS.campaign,
        exact_share=0.0,
        slot_share=0.0,
        free_share=1.0,
        viral_share=1.0,
        suffix_share=0.0,
    )
    truth = write_scenario(replace(KNOBS, campaign=campaign), tmp_path / "out", seed=1)
    comments = [
        record
        for path in truth.captures
        for record in map(msgspec.json.decode, path.read_bytes().splitlines())
        if uid(record) in truth.network and "root_id" in record
    ]
    texts = Counter(r["text"] for r in comments)
    assert len(texts) > 0.97 * len(comments)
    roots = Counter(r["root_id"] for r in comments)
    usual = KNOBS.campaign.posts / len({r["root_id"] for r in comments})
    assert roots.most_common(1)[0][1] > 2 * usual
