"""A link is a resemblance: what counts, what does not, and how far evidence carries."""

from __future__ import annotations

from typing import Any

import pytest
from attribution_scene import GROUP_OF, indicator, linked, match
from hypothesis import given
from hypothesis import strategies as st

from undertow.attribution.knowledge import shipped_operations
from undertow.attribution.signs import CONTEXT, FOUND_BY
from undertow.estimative import TERMS

Row = dict[str, Any]
CRAFT = [indicator("creation_batch", "moderate"), indicator("takeover"), indicator("filler")]
PUBLISHED = indicator("knowledge_matches")
OWN_ACCOUNTS = [match("x:1"), match("x:2")]
SAME_TEXT = match("x:11", "text")


def shown(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, "shown")


def test_an_operation_of_which_nothing_was_measured_is_not_told() -> None:
    assert linked(CRAFT, {}) == ({}, {})


@pytest.mark.parametrize("sign", sorted(FOUND_BY | CONTEXT))
@pytest.mark.parametrize("state", ["shown", "not_shown"])
def test_what_all_show_and_what_people_share_counts_for_none(sign: str, state: str) -> None:
    before, _ = linked(CRAFT, shown("takeover"))
    after, evidence = linked([indicator(sign), *CRAFT], shown("takeover") | {sign: state})
    assert after["log_odds"] == before["log_odds"]
    assert after["likelihood"] == before["likelihood"]
    assert evidence[sign.replace("_", "-")]["state"] == state


def test_context_that_an_entry_states_is_never_counted() -> None:
    context = indicator("platforms", is_context=True)
    link, evidence = linked([context, *CRAFT], shown("platforms", "takeover"))
    assert link["log_odds"] == linked(CRAFT, shown("takeover"))[0]["log_odds"]
    assert evidence["platforms"]["state"] == "shown"


def test_signs_of_one_group_count_once() -> None:
    one, _ = linked(CRAFT, shown("takeover"))
    two, evidence = linked(CRAFT, shown("takeover", "creation_batch"))
    assert two["log_odds"] == one["log_odds"]
    assert evidence["creation-batch"]["log_lr"] > 0.0
    assert evidence["creation-batch"]["added"] == 0.0


def test_nothing_is_taken_off_where_the_group_is_shown() -> None:
    missing = {"creation_batch": "not_shown"}
    one, _ = linked(CRAFT, shown("takeover"))
    assert linked(CRAFT, shown("takeover") | missing)[0]["log_odds"] == one["log_odds"]
    assert linked(CRAFT, {"takeover": "not_shown"})[0]["log_odds"] < -2.8


def test_the_order_of_indicators_does_not_matter() -> None:
    twins = [indicator("takeover"), indicator("reused_profile"), indicator("filler")]
    states = shown("takeover", "reused_profile")
    assert linked(twins, states) == linked(twins[::-1], states)


def test_a_way_of_working_is_even_odds_at_most() -> None:
    many = [*CRAFT, indicator("platforms"), indicator("closed_engagement")]
    link, _ = linked(many, shown("takeover", "filler", "platforms", "closed_engagement"))
    assert link["log_odds"] > 1.0
    assert link["likelihood"] == link["ceiling"] == "roughly_even"
    assert link["ceiling_reasons"][0] == "nothing_published"


@pytest.mark.parametrize("kind", ["text", "link", "domain", "hashtag", "file"])
def test_what_anybody_can_copy_is_likely_at_most(kind: str) -> None:
    found = shown("platforms", "takeover", "filler")
    link, evidence = linked(
        [PUBLISHED, *CRAFT, indicator("platforms")], found, matches=[match("x:11", kind)]
    )
    assert link["likelihood"] == link["ceiling"] == "likely"
    assert link["ceiling_reasons"][0] == "no_account_published"
    assert evidence["knowledge-matches"]["sign_group"] == "quoted"


@pytest.mark.parametrize("kind", ["account", "post"])
def test_who_links_to_an_account_is_not_that_account(kind: str) -> None:
    linking = [match("x:11", kind, post_uid="x:11"), match("x:12", kind, post_uid="x:12")]
    link, evidence = linked([PUBLISHED, *CRAFT], shown("takeover"), matches=linking)
    assert evidence["knowledge-matches"]["sign_group"] == "quoted"
    assert link["ceiling"] == "likely"


def test_one_account_is_no_more_than_a_quotation() -> None:
    _, one = linked([PUBLISHED], {}, matches=OWN_ACCOUNTS[:1])
    assert one["knowledge-matches"]["sign_group"] == "quoted"
    _, post = linked([PUBLISHED], {}, matches=[OWN_ACCOUNTS[0], match("x:11", "post", value="11")])
    assert post["knowledge-matches"]["sign_group"] == "published"


def test_accounts_that_were_published_go_beyond() -> None:
    link, evidence = linked([PUBLISHED, *CRAFT], shown("takeover", "filler"), matches=OWN_ACCOUNTS)
    assert link["likelihood"] == "very_likely"
    assert evidence["knowledge-matches"]["likelihood_without"] == "roughly_even"
    assert evidence["knowledge-matches"]["records"] == ["x:1", "x:2"]


def test_no_machine_is_almost_certain() -> None:
    everything = [PUBLISHED, *CRAFT, indicator("platforms")]
    link, _ = linked(
        everything, shown("takeover", "filler", "platforms"), matches=[*OWN_ACCOUNTS, SAME_TEXT]
    )
    assert link["log_odds"] > 3.0
    assert link["likelihood"] == link["ceiling"] == "very_likely"
    assert link["ceiling_reasons"] == ["machine_only"]


def test_people_who_only_act_together_are_no_operation() -> None:
    link, _ = linked(
        [PUBLISHED, *CRAFT],
        shown("takeover", "filler"),
        matches=OWN_ACCOUNTS,
        verdict="coordinated",
    )
    assert link["likelihood"] == "roughly_even"
    assert link["ceiling_reasons"][0] == "authenticity_open"


def test_matches_of_others_are_not_those_of_the_campaign() -> None:
    others = [match("x:bystander"), match("x:1", operation_id="another")]
    _, evidence = linked([PUBLISHED, *CRAFT], {}, matches=others)
    assert evidence["knowledge-matches"]["state"] == "not_shown"


def test_an_indicator_takes_only_its_kinds() -> None:
    sites = indicator("knowledge_matches", indicator_id="sites", kinds=["domain"])
    _, evidence = linked([PUBLISHED, sites], {}, matches=OWN_ACCOUNTS)
    assert evidence["sites"]["state"] == "not_shown"
    assert evidence["knowledge-matches"]["state"] == "shown"


def test_published_observables_are_one_piece_of_evidence() -> None:
    twice = [PUBLISHED, indicator("knowledge_matches", indicator_id="again"), *CRAFT]
    once, _ = linked([PUBLISHED, *CRAFT], shown("takeover"), matches=OWN_ACCOUNTS)
    link, evidence = linked(twice, shown("takeover"), matches=OWN_ACCOUNTS)
    assert link["log_odds"] == once["log_odds"]
    without, _ = linked(CRAFT, shown("takeover"))
    for name in ("again", "knowledge-matches"):
        assert evidence[name]["likelihood_without"] == without["likelihood"]


def test_every_indicator_says_what_the_link_is_without_it() -> None:
    known = [PUBLISHED, *CRAFT, indicator("platforms", "weak")]
    states = shown("takeover", "platforms") | {"filler": "not_shown"}
    _, evidence = linked(known, states, matches=OWN_ACCOUNTS)
    for one in known:
        others = [other for other in known if other is not one]
        expected, _ = linked(others, states, matches=OWN_ACCOUNTS)
        assert evidence[one["indicator_id"]]["likelihood_without"] == expected["likelihood"]


STATES = st.dictionaries(
    st.sampled_from(sorted(GROUP_OF)), st.sampled_from(["shown", "not_shown"]), min_size=1
)
SHIPPED = [
    indicator(i.measured_by, i.diagnosticity, indicator_id=i.id, kinds=list(i.kinds))
    for operation in shipped_operations()
    if operation.id == "spamouflage"
    for i in operation.indicators
]


@given(states=STATES, n_removed=st.integers(1, 6), has_accounts=st.booleans())
def test_confidence_never_rises_when_data_is_removed(
    states: dict[str, str], n_removed: int, has_accounts: bool
) -> None:
    matches = OWN_ACCOUNTS if has_accounts else [SAME_TEXT]
    full, _ = linked(SHIPPED, states, matches=matches)
    less, _ = linked(SHIPPED, dict(list(states.items())[n_removed:]), matches=matches)
    order = ["low", "moderate"]
    assert order.index(less["confidence"]) <= order.index(full["confidence"])
    assert TERMS.index(full["likelihood"]) <= TERMS.index(full["ceiling"])
