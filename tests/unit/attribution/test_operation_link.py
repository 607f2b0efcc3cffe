"""A link is a resemblance: what counts, what does not, and how far evidence carries."""

from __future__ import annotations

import pytest
from attribution_scene import indicator, linked

from undertow.attribution.signs import FOUND_BY
from undertow.estimative import TERMS

CRAFT = [indicator("creation_batch", "moderate"), indicator("takeover"), indicator("filler")]
PUBLISHED = indicator("knowledge_matches")
OWN_ACCOUNT = {"operation_id": "o", "kind": "account_id", "value": "v", "account_uid": "a1"}
SAME_TEXT = {"operation_id": "o", "kind": "text", "value": "v", "post_uid": "p1"}


def at_most(link: dict[str, object], term: str) -> bool:
    return TERMS.index(str(link["likelihood"])) <= TERMS.index(term)


def shown(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, "shown")


def test_without_anything_measured_it_is_the_prior() -> None:
    link, evidence = linked(CRAFT, {})
    assert link["likelihood"] == "very_unlikely"
    assert link["confidence"] == "low"
    assert {row["state"] for row in evidence.values()} == {"not_measured"}
    assert {row["added"] for row in evidence.values()} == {0.0}


@pytest.mark.parametrize("sign", sorted(FOUND_BY))
def test_what_campaigns_are_found_by_tells_none_apart(sign: str) -> None:
    before, _ = linked([indicator(sign), *CRAFT], {})
    after, evidence = linked([indicator(sign), *CRAFT], shown(sign))
    assert after["log_odds"] == before["log_odds"]
    assert evidence[sign.replace("_", "-")]["state"] == "shown"
    missing, _ = linked([indicator(sign), *CRAFT], {sign: "not_shown"})
    assert missing["log_odds"] < before["log_odds"]


def test_signs_of_one_group_count_once() -> None:
    one, _ = linked(CRAFT, shown("takeover"))
    two, evidence = linked(CRAFT, shown("takeover", "creation_batch"))
    assert two["log_odds"] == one["log_odds"]
    assert evidence["creation-batch"]["log_lr"] > 0.0
    assert evidence["creation-batch"]["added"] == 0.0


def test_context_is_told_and_never_counted() -> None:
    context = indicator("narratives", is_context=True)
    link, evidence = linked([context, *CRAFT], shown("narratives"))
    assert link["log_odds"] == linked(CRAFT, {})[0]["log_odds"]
    assert evidence["narratives"]["state"] == "shown"


def test_one_kind_of_sign_is_even_odds_at_most() -> None:
    strong = [indicator("takeover", indicator_id=f"i{i}") for i in range(9)]
    link, _ = linked(strong, shown("takeover"))
    assert link["ceiling"] == "roughly_even"
    assert link["ceiling_reasons"][0] == "one_group"


def test_a_way_of_working_is_likely_at_most() -> None:
    many = [*CRAFT, indicator("platforms"), indicator("languages")]
    link, _ = linked(many, shown("takeover", "filler", "platforms", "languages"))
    assert link["likelihood"] == link["ceiling"] == "likely"
    assert link["ceiling_reasons"] == ["no_account_published", "machine_only"]


def test_copied_words_are_likely_at_most() -> None:
    texts = [PUBLISHED, indicator("platforms")]
    link, _ = linked(texts, shown("platforms"), matches=[SAME_TEXT])
    assert link["ceiling"] == "likely"
    assert link["ceiling_reasons"][0] == "texts_only"
    assert at_most(link, "likely")


def test_an_account_that_was_published_goes_beyond() -> None:
    link, evidence = linked([PUBLISHED, *CRAFT], shown("takeover", "filler"), matches=[OWN_ACCOUNT])
    assert link["likelihood"] == "very_likely"
    assert evidence["knowledge-matches"]["sign_group"] == "published"
    assert evidence["knowledge-matches"]["likelihood_without"] == "likely"
    assert evidence["knowledge-matches"]["records"] == ["a1"]


def test_no_machine_is_almost_certain() -> None:
    everything = [PUBLISHED, *CRAFT, indicator("platforms"), indicator("reused_profile")]
    link, _ = linked(
        everything,
        shown("takeover", "filler", "platforms", "reused_profile", "creation_batch"),
        matches=[OWN_ACCOUNT, SAME_TEXT],
    )
    assert link["log_odds"] > 3.0
    assert link["likelihood"] == "very_likely"
    assert link["confidence"] != "high"


def test_people_who_only_act_together_are_no_operation() -> None:
    link, _ = linked(
        [PUBLISHED, *CRAFT],
        shown("takeover", "filler"),
        matches=[OWN_ACCOUNT],
        verdict="coordinated",
    )
    assert link["likelihood"] == "roughly_even"
    assert link["ceiling_reasons"][0] == "authenticity_open"


def test_matches_of_others_are_not_those_of_the_campaign() -> None:
    others = [{**OWN_ACCOUNT, "account_uid": "bystander"}, {**OWN_ACCOUNT, "operation_id": "x"}]
    link, evidence = linked([PUBLISHED, *CRAFT], {}, matches=others)
    assert evidence["knowledge-matches"]["state"] == "not_shown"
    assert link["log_odds"] == linked([PUBLISHED, *CRAFT], {})[0]["log_odds"]


def test_confidence_falls_with_what_is_measured() -> None:
    found = shown("takeover", "filler")
    full, _ = linked(CRAFT, found | {"creation_batch": "not_shown"})
    assert full["confidence"] == "moderate"
    unmeasured = [indicator("", indicator_id=f"by-hand-{i}") for i in range(3)]
    less, _ = linked([*CRAFT, *unmeasured], found)
    assert less["confidence"] == "low"


def test_every_indicator_says_what_the_link_is_without_it() -> None:
    known = [PUBLISHED, *CRAFT, indicator("platforms", "weak")]
    states = shown("takeover", "platforms") | {"filler": "not_shown"}
    _, evidence = linked(known, states, matches=[OWN_ACCOUNT])
    for one in known:
        others = [other for other in known if other is not one]
        expected, _ = linked(others, states, matches=[OWN_ACCOUNT])
        assert evidence[one["indicator_id"]]["likelihood_without"] == expected["likelihood"]
