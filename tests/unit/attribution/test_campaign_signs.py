"""What a campaign shows of each sign, and what was not captured is not measured."""

from __future__ import annotations

from typing import Any

import pytest

from undertow.attribution import SIGNS, shipped_hypotheses
from undertow.attribution.signs import CONTEXT
from undertow.attribution.signs.sign import Campaign

Row = dict[str, Any]
BY_NAME = {sign.name: sign for sign in SIGNS}
ITEMS = {"inauthentic", "published", "quoted"}


def post(number: int, **more: Any) -> Row:
    return {
        "post_uid": f"p{number}",
        "account_uid": f"a{number}",
        "platform": "x",
        "layers": [],
        "near_group": None,
        "claim_group": None,
        "spoken": "en",
        "is_comparable": True,
    } | more


def signal(number: int, log_lr: float, name: str = "takeover", n_control: int = 20) -> Row:
    return {
        "account_uid": f"a{number}",
        "signal": name,
        "log_lr": log_lr,
        "community_share": 0.5,
        "control_share": 0.1,
        "n_control": n_control,
        "evidence": [f"p{number}"],
    }


def narrative(**more: Any) -> Row:
    return {
        "frame_basis": 3,
        "predicate_kind": "accuse",
        "actor": "a critic",
        "actor_id": None,
        "target": "mp-1",
        "frame_target_id": None,
        "frame_is_negated": False,
        "n_posts": 2,
    } | more


def campaign(**more: Any) -> Campaign:
    plain = {"posts": [], "signals": [], "waves": [], "narratives": [], "platforms_captured": 4}
    return Campaign(**(plain | more), min_control=20)


def state(name: str, **more: Any) -> str:
    return BY_NAME[name].measure(campaign(**more)).state


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_nothing_captured_is_nothing_measured(name: str) -> None:
    assert state(name) == "not_measured"


def test_a_sign_of_accounts_is_shown_where_its_likelihood_ratio_says_so() -> None:
    assert state("takeover", signals=[signal(i, 0.0) for i in range(3)]) == "not_shown"
    rows = [signal(1, 0.7), signal(2, 0.7), signal(3, 0.0)]
    found = BY_NAME["takeover"].measure(campaign(signals=rows))
    assert (found.state, found.n, found.value, found.expected) == ("shown", 2, 0.5, 0.1)
    assert found.records == ("a1", "a2", "p1", "p2")


def test_one_member_or_a_small_control_shows_nothing() -> None:
    assert state("takeover", signals=[signal(1, 0.7), signal(2, 0.0)]) == "not_shown"
    assert state("takeover", signals=[signal(1, 0.7)]) == "not_measured"
    few = [signal(i, 0.0, n_control=19) for i in range(9)]
    assert state("takeover", signals=few) == "not_measured"


@pytest.mark.parametrize("layer", ["reply_target", "template", "url"])
def test_a_layer_takes_two_accounts(layer: str) -> None:
    one = [post(1, layers=[layer]), post(2, layers=[layer], account_uid="a1"), post(3)]
    assert state(layer, posts=one) == "not_shown"
    found = BY_NAME[layer].measure(campaign(posts=[*one, post(4, layers=[layer])]))
    assert (found.state, found.n, found.value) == ("shown", 3, 0.75)


def test_media_count_where_several_accounts_posted_them() -> None:
    posts = [post(1, media=["g"]), post(2, media=["h"]), post(3, media=[])]
    assert state("media", posts=posts) == "not_shown"
    assert state("media", posts=posts[2:]) == "not_measured"
    found = BY_NAME["media"].measure(campaign(posts=[*posts, post(4, media=["g", "k"])]))
    assert (found.state, found.n, found.records) == ("shown", 2, ("p1", "p4"))
    assert found.value == pytest.approx(2 / 3)


def test_posts_without_words_cannot_show_copies() -> None:
    silent = [post(i, is_comparable=False) for i in range(3)]
    assert state("near_duplicate_text", posts=silent) == "not_measured"


def test_platforms_are_three() -> None:
    places = ["x", "facebook", "youtube"]
    posts = [post(i, near_group="t", platform=place) for i, place in enumerate(places)]
    assert state("platforms", posts=posts) == "shown"
    assert state("platforms", posts=posts[:2]) == "not_shown"
    assert state("platforms", posts=posts, platforms_captured=2) == "not_measured"


def test_languages_are_those_of_one_claim() -> None:
    posts = [post(1, claim_group="g", spoken="en"), post(2, claim_group="g", spoken="fr")]
    assert state("languages", posts=posts) == "shown"
    assert state("languages", posts=[post(1, claim_group="g"), post(2, claim_group="h")]) == (
        "not_shown"
    )


def test_who_is_said_to_accuse_whom() -> None:
    assert state("narratives", narratives=[narrative()]) == "shown"
    for other in ({"actor_id": "mp-2"}, {"frame_is_negated": True}, {"predicate_kind": "praise"}):
        assert state("narratives", narratives=[narrative(**other)]) == "not_shown"
    assert state("narratives", narratives=[narrative(frame_basis=None)]) == "not_measured"


def test_hypotheses_name_signs_that_exist() -> None:
    for hypothesis in shipped_hypotheses():
        assert {*hypothesis.shown, *hypothesis.not_shown} <= {*BY_NAME, *ITEMS} - CONTEXT
