"""Claim groups become narratives: what joins, what does not, and the way back to every post."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from account_scene import START, Row, days, table

from undertow.narratives import build_narratives
from undertow.schema import CampaignPosts, Posts, PostText, TargetHits, Targets
from undertow.settings import NarrativeSettings

REGISTER = [
    {"target_id": "t1", "name": "Ann Lee", "aliases": ["Ann Lee", "李安娜"]},
    {"target_id": "t2", "name": "Zoé Roy", "aliases": ["Zoé Roy"]},
]


class Said:
    """What accounts of one campaign publish."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    def say(
        self,
        text: str,
        group: str,
        *,
        n: int = 2,
        at: timedelta = timedelta(),
        targets: tuple[str, ...] = (),
        language: str = "en",
        platform: str = "x",
        claim: str | None = None,
        near: str | None = None,
    ) -> None:
        for i in range(n):
            uid = f"{platform}:p{len(self.rows)}"
            self.rows.append(
                {
                    "post_uid": uid, "campaign_id": "c-1", "account_uid": f"{platform}:a{i}",
                    "platform": platform, "at": START + at, "layers": ["text"], "text": text,
                    "text_group": group, "claim_group": claim, "near_group": near,
                    "language": language, "targets": targets,
                }
            )  # fmt: skip

    def build(self, *, reverse: bool = False, **settings: Any) -> tuple[list[Row], ...]:
        rows = self.rows[::-1] if reverse else self.rows
        plain: Row = {"native_id": "", "kind": "post", "created_precision": "second"}
        plain |= {"urls": [], "hashtags": [], "mentions": [], "created_source": "field"}
        hits = [
            {"post_uid": row["post_uid"], "target_id": target, "via": "alias"}
            for row in rows
            for target in row["targets"]
        ]
        built = build_narratives(
            table(CampaignPosts, rows),
            table(Posts, [row | {"created_at": row["at"]} for row in rows], raw_sha256="", **plain),
            table(PostText, rows, match_key="", n_chars=40),
            table(TargetHits, hits),
            table(Targets, REGISTER, handles=[], kind="official"),
            NarrativeSettings(**settings),
            rng_seed=0,
        )
        return tuple(part.arrow.to_pylist() for part in built)


BRIBES = "Ann Lee took bribes from a shady developer in Northfield"
BRIBES_TOO = "Shady developer of Northfield: Ann Lee took bribes yesterday"
BRIDGE = "The old bridge collapsed because nobody repaired concrete pillars"


def test_groups_about_the_same_in_the_same_words_join() -> None:
    said = Said()
    said.say(BRIBES, "t-a", n=4, targets=("t1",))
    said.say(BRIBES_TOO, "t-b", n=3, at=days(3), targets=("t1",))
    said.say(BRIDGE, "t-c", n=2, targets=("t1",))
    narratives, groups, *_ = said.build()
    by_group = {row["claim_group"]: row for row in narratives}
    assert sorted(by_group) == ["t-a", "t-c"]
    assert by_group["t-a"]["n_claim_groups"] == 2
    assert by_group["t-a"]["n_posts"] == 7
    assert by_group["t-a"]["target"] == "t1"
    joined = next(row for row in groups if row["claim_group"] == "t-b")
    assert not joined["is_leading"]
    assert 0.4 <= joined["similarity"] < 1
    assert joined["narrative_id"] == by_group["t-a"]["narrative_id"]


def test_other_official_keeps_groups_apart() -> None:
    said = Said()
    said.say(BRIBES, "t-a", n=4, targets=("t1",))
    said.say(BRIBES_TOO, "t-b", n=3, targets=("t2",))
    assert len(said.build()[0]) == 2


def test_other_frame_keeps_groups_apart() -> None:
    said = Said()
    said.say("Carl Moss bribed Ann Lee over the harbour contract", "t-a", n=4)
    said.say("Ann Lee bribed Carl Moss over the harbour contract", "t-b", n=3)
    narratives = said.build()[0]
    assert {row["actor"] for row in narratives} == {"Carl Moss", "Ann Lee"}


def test_silence_ends_a_narrative() -> None:
    said = Said()
    said.say(BRIBES, "t-a", n=4)
    said.say(BRIBES_TOO, "t-b", n=3, at=days(15))
    assert len(said.build(max_gap_days=14)[0]) == 2
    assert len(said.build(max_gap_days=15)[0]) == 1


def test_posts_that_bridge_a_silence_keep_it_one() -> None:
    said = Said()
    said.say(BRIBES, "t-a", n=4)
    said.say(BRIBES_TOO, "t-b", n=2, at=days(10))
    said.say(BRIBES + " again", "t-c", n=3, at=days(20))
    assert [row["n_claim_groups"] for row in said.build()[0]] == [3]


def test_unit_is_claim_group_then_near_group_then_text_group() -> None:
    said = Said()
    said.say(BRIBES, "t-a", near="d-a", claim="g-a")
    said.say("Ann Lee a touché des pots-de-vin", "t-b", language="fr", near="d-b", claim="g-a")
    said.say(BRIDGE, "t-c", near="d-c")
    said.say("Completely different subject: hospital waiting rooms", "t-d")
    narratives, groups, quotes, *_ = said.build()
    assert {row["claim_group"] for row in groups} == {"g-a", "d-c", "t-d"}
    claim = next(row for row in narratives if row["claim_group"] == "g-a")
    assert sorted(claim["languages"]) == ["en", "fr"]
    own = {q["language"]: q for q in quotes if q["narrative_id"] == claim["narrative_id"]}
    assert own["en"]["quote"] == BRIBES
    assert own["fr"]["quote"] == "Ann Lee a touché des pots-de-vin"


def test_frame_is_read_across_languages_with_its_basis() -> None:
    said = Said()
    said.say("Ann Lee took bribes. Look!", "t-a", n=5, claim="g")
    said.say("Everybody knows that Ann Lee took bribes", "t-b", n=2, claim="g")
    said.say("李安娜收受贿赂", "t-c", n=3, language="zh", claim="g")
    said.say("Something must be done about it", "t-d", n=2, claim="g")
    (row,) = said.build()[0]
    assert (row["actor"], row["actor_id"], row["predicate_kind"]) == ("Ann Lee", "t1", "take_bribe")
    assert (row["predicate"], row["frame_target"], row["frame_is_negated"]) == (
        "took bribes", None, False,
    )  # fmt: skip
    assert (row["frame_basis"], row["n_frame_texts"], row["n_read"], row["n_texts"]) == (
        10,
        3,
        4,
        4,
    )
    assert row["stance"] is None


def test_denied_frame_is_marked_and_never_turned_round() -> None:
    said = Said()
    said.say("Ann Lee did not take bribes", "t-a", n=3)
    (row,) = said.build()[0]
    assert (row["actor"], row["predicate"], row["frame_is_negated"]) == (
        "Ann Lee",
        "take bribes",
        True,
    )


def test_group_of_one_account_is_no_narrative() -> None:
    said = Said()
    said.say(BRIBES, "t-a", n=1)
    assert [len(part) for part in said.build()] == [0, 0, 0, 0, 0]
    assert [len(part) for part in Said().build()] == [0, 0, 0, 0, 0]


def test_quote_is_the_medoid_word_for_word() -> None:
    said = Said()
    said.say("Ann Lee took bribes from a developer!", "t-a", n=2, claim="g")
    said.say("Look: Ann Lee took bribes from a developer", "t-b", n=9, claim="g")
    said.say("Ann Lee took bribes from a developer, and lots of other things too", "t-c", claim="g")
    (quote,) = said.build()[2]
    assert quote["quote"] == "Ann Lee took bribes from a developer!"
    assert quote["post_uid"] == "x:p0"
    assert (quote["n_compared"], quote["n_texts"], quote["n_posts"]) == (3, 3, 13)


def test_language_of_a_text_that_one_source_does_not_state() -> None:
    said = Said()
    said.say(BRIBES, "t-a", n=3)
    said.say(BRIBES, "t-a", n=4, language="und", platform="facebook")
    (row,) = said.build()[0]
    assert row["languages"] == ["en"]


def test_counts_agree_between_tables() -> None:
    said = Said()
    said.say(BRIBES, "t-a", n=4)
    said.say(BRIBES_TOO, "t-b", n=3, at=days(2), platform="facebook")
    said.say(BRIDGE, "t-c", n=2, at=days(1), language="fr")
    narratives, groups, quotes, spread, _ = said.build()
    for row in narratives:
        for part in (groups, quotes, spread):
            own = [r for r in part if r["narrative_id"] == row["narrative_id"]]
            assert sum(r["n_posts"] for r in own) == row["n_posts"]
        days_seen = [r["day"] for r in spread if r["narrative_id"] == row["narrative_id"]]
        assert min(days_seen) <= row["first_seen"] < min(days_seen) + timedelta(days=1)
    told: dict[str, set[str]] = defaultdict(set)
    for row in groups:
        told[row["claim_group"]].add(row["narrative_id"])
    assert all(len(ids) == 1 for ids in told.values())


def test_order_of_posts_changes_nothing() -> None:
    said = Said()
    said.say(BRIBES, "t-a", n=4)
    said.say(BRIBES_TOO, "t-b", n=4, at=days(2), platform="facebook")
    said.say(BRIDGE, "t-c", n=2, at=days(1), language="fr")
    assert said.build() == said.build(reverse=True)
