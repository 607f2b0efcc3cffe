"""That the planted behaviour is there, and that ordinary traffic looks ordinary."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

import pytest

from undertow.synth import SCENARIOS, ScenarioTruth

Records = list[dict[str, Any]]
KNOBS = SCENARIOS["mini"]


def at(record: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(record["created_at"])


def uid(record: dict[str, Any]) -> str:
    return f"{record['platform']}:{record['author_id']}"


@pytest.fixture(scope="module")
def by_group(mini: ScenarioTruth, records: Records) -> dict[str, Records]:
    groups: dict[str, Records] = defaultdict(list)
    for record in records:
        groups[mini.accounts[uid(record)].group].append(record)
    return groups


def test_answers_come_after_what_they_answer(records: Records) -> None:
    posted = {(r["platform"], r["id"]): at(r) for r in records}
    for record in records:
        for field in ("in_reply_to_id", "root_id", "repost_of_id"):
            if field in record:
                assert posted[record["platform"], record[field]] <= at(record)


def test_no_account_posts_before_it_exists(records: Records) -> None:
    for record in records:
        if "author_created_at" in record:
            assert record["author_created_at"] <= record["created_at"]


def test_network_pushes_one_text_under_the_same_posts_within_minutes(
    by_group: dict[str, Records],
) -> None:
    visits: dict[str, dict[tuple[str, str], datetime]] = defaultdict(dict)
    for record in by_group["network"]:
        if "root_id" in record:
            visits[uid(record)][record["platform"], record["root_id"]] = at(record)
    soon = timedelta(minutes=20)
    partners: Counter[str] = Counter()
    for a, b in combinations(sorted(visits), 2):
        shared = visits[a].keys() & visits[b].keys()
        if sum(abs(visits[a][o] - visits[b][o]) <= soon for o in shared) >= 2:
            partners.update([a, b])
    assert len(partners) > 0.7 * len(visits)


def test_network_addresses_its_targets_and_nobody_else(
    mini: ScenarioTruth, by_group: dict[str, Records], records: Records
) -> None:
    pages = {(r["platform"], r["author_id"]): r["author_name"] for r in by_group["officials"]}
    hit = Counter(
        pages[r["platform"], r["in_reply_to_author_id"]]
        for r in by_group["network"]
        if "in_reply_to_author_id" in r
    )
    assert len(hit) == len(mini.target_ids)
    assert min(hit.values()) >= 3


def test_network_speaks_three_languages_and_surges(by_group: dict[str, Records]) -> None:
    posts = [r for r in by_group["network"] if at(r) >= KNOBS.campaign.onset]
    assert {r["lang"] for r in posts if "lang" in r} == {"en", "fr", "zh"}
    surge = KNOBS.campaign.surge
    assert sum(surge.start <= at(r) < surge.end for r in posts) > 0.3 * len(posts)


def test_new_accounts_are_made_in_batches_and_hijacked_ones_slept(
    mini: ScenarioTruth, by_group: dict[str, Records]
) -> None:
    created, posted = defaultdict(set), defaultdict(list)
    for record in by_group["network"]:
        role = mini.accounts[uid(record)].role
        posted[role, uid(record)].append(at(record))
        if "author_created_at" in record:
            created[role].add(datetime.fromisoformat(record["author_created_at"]))
    days = {moment.date() for moment in created["new"]}
    assert len(days) <= 2 * KNOBS.campaign.batches
    silence = timedelta(days=KNOBS.campaign.dormancy_days)
    for (role, _), times in posted.items():
        if role == "hijacked":
            before = [t for t in times if t < KNOBS.start]
            after = [t for t in times if t >= KNOBS.start]
            assert before
            assert min(after) - max(before) >= silence


def test_network_gets_next_to_no_engagement(by_group: dict[str, Records]) -> None:
    posts = [r for r in by_group["network"] if r["kind"] != "repost"]
    assert max(r["like_count"] for r in posts) <= 2
    assert max(r.get("reply_count", 0) for r in posts) == 0
    assert max(r["like_count"] for r in by_group["organic"] if "like_count" in r) > 20


def test_few_ordinary_accounts_are_new(by_group: dict[str, Records]) -> None:
    first: dict[str, tuple[datetime, datetime]] = {}
    for record in by_group["organic"]:
        if "author_created_at" in record:
            made = datetime.fromisoformat(record["author_created_at"])
            seen = first.get(uid(record), (made, at(record)))[1]
            first[uid(record)] = (made, min(seen, at(record)))
    new = sum(seen - made < timedelta(days=90) for made, seen in first.values())
    assert 0.01 < new / len(first) < 0.06


def test_ordinary_texts_vary_but_stock_phrases_recur(by_group: dict[str, Records]) -> None:
    texts = Counter(
        r["text"].split("@", 1)[0] or r["text"].split(" ", 1)[1].lower()
        for r in by_group["organic"]
        if r["kind"] in ("reply", "comment")
    )
    once = sum(n == 1 for n in texts.values())
    assert once > 0.9 * len(texts)
    assert texts.most_common(1)[0][1] > 5


def test_ordinary_people_sleep_at_night(by_group: dict[str, Records]) -> None:
    hours = Counter(at(r).hour for r in by_group["organic"])
    assert hours[22] > 4 * hours[8]


def test_threads_and_people_are_heavy_tailed(by_group: dict[str, Records]) -> None:
    threads = Counter(r["root_id"] for r in by_group["organic"] if "root_id" in r)
    ranked = [n for _, n in threads.most_common()]
    assert sum(ranked[: len(ranked) // 10]) > 0.3 * sum(ranked)
    people = Counter(uid(r) for r in by_group["organic"])
    assert people.most_common(1)[0][1] > 8 * len(by_group["organic"]) / len(people)


def test_petition_is_one_text_over_days(by_group: dict[str, Records]) -> None:
    letters = [r for r in by_group["petition"] if "C-917" in r["text"]]
    assert len({at(r).date() for r in letters}) >= 8
    assert len({uid(r) for r in letters}) > 0.85 * KNOBS.petition.people


def test_newsrooms_run_one_story_within_minutes(
    mini: ScenarioTruth, by_group: dict[str, Records]
) -> None:
    runs: dict[str, list[datetime]] = defaultdict(list)
    for record in by_group["syndication"]:
        if mini.accounts[uid(record)].role == "outlet":
            runs[record["urls"][0]].append(at(record))
    assert len(runs) == KNOBS.syndication.stories
    assert all(len(times) >= 3 for times in runs.values())
    assert all(max(t) - min(t) <= timedelta(minutes=8) for t in runs.values())


def test_fans_raid_one_post_in_three_hours(by_group: dict[str, Records]) -> None:
    start = KNOBS.fan_raid.start
    end = start + timedelta(hours=KNOBS.fan_raid.hours)
    roots = Counter(r.get("root_id") for r in by_group["fan_raid"] if start <= at(r) <= end)
    assert roots.most_common(1)[0][1] >= KNOBS.fan_raid.fans


def test_protest_uses_own_words_and_shared_hashtags(by_group: dict[str, Records]) -> None:
    posts = [
        r
        for r in by_group["diaspora_protest"]
        if {"FamiliesTogether", "FamilleReunie", "家庭团聚"} & set(r.get("hashtags", ()))
    ]
    assert len({r["text"] for r in posts}) > 0.95 * len(posts)
    days = {at(r).date() for r in posts}
    assert len(days) <= 2 * len(KNOBS.diaspora_protest.days)


def test_activists_declare_themselves_and_repost_one_organisation(
    mini: ScenarioTruth, by_group: dict[str, Records]
) -> None:
    volunteers = [r for r in by_group["activists"] if mini.accounts[uid(r)].role == "volunteer"]
    assert all("Clear Rivers Coalition" in r["author_description"] for r in volunteers)
    sources = Counter(r["repost_of_author_id"] for r in volunteers if "repost_of_author_id" in r)
    assert sources.most_common(1)[0][1] > 0.5 * sum(sources.values())
