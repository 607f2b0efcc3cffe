"""How facts become a fit: thresholds, and nothing of nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from undertow.accounts.explanations import EXPLANATIONS
from undertow.accounts.explanations.fandom_raid import Raid, fandom_raid
from undertow.accounts.explanations.material import most_within
from undertow.accounts.explanations.offers import names_price
from undertow.accounts.explanations.petition_template import petition_template
from undertow.accounts.explanations.shared import Shared
from undertow.accounts.explanations.shared_interest import shared_interest
from undertow.accounts.explanations.syndication import syndication

NOTHING = Shared(n_members=40)


@pytest.mark.parametrize("explanation", EXPLANATIONS, ids=lambda e: e.name)
def test_fit_of_nothing_is_nothing(explanation: object) -> None:
    weighed = explanation.weigh(explanation.nothing)  # type: ignore[attr-defined]
    assert weighed.fit == 0.0
    assert weighed.facts


def test_names_are_unique_and_sorted() -> None:
    names = [explanation.name for explanation in EXPLANATIONS]
    assert names == sorted(set(names))


def test_fit_reaches_one_at_the_thresholds_and_not_below() -> None:
    edge = replace(NOTHING, n_edges=100, n_content_edges=20, n_synchronised_edges=20)
    assert shared_interest(edge).fit == 1.0
    assert shared_interest(replace(edge, n_content_edges=21)).fit < 1.0
    news = replace(NOTHING, n_posts=20, n_content_posts=10, n_linked_posts=8, n_content_objects=10)
    assert syndication(replace(news, n_public_objects=2)).fit == 1.0
    assert syndication(replace(news, n_public_objects=1)).fit == 0.5
    letters = replace(
        NOTHING, n_posts=20, n_content_posts=10, n_addressed_posts=8, top_template_share=0.8
    )
    letters = replace(letters, templates_per_member=2.0, n_single=20)
    assert petition_template(letters).fit == 1.0
    assert petition_template(replace(letters, templates_per_member=2.1)).fit == 0.0
    assert petition_template(replace(letters, n_single=19)).fit < 1.0
    assert petition_template(replace(letters, n_posts=21)).fit < 1.0
    assert syndication(replace(news, n_public_objects=2, n_posts=21)).fit < 1.0


def test_raid_needs_each_of_its_facts() -> None:
    full = Raid(20, 10, 10, 8, 8, 4)
    assert fandom_raid(full).fit == 1.0
    for name in ("n_with_past", "n_in_threads", "n_in_a_day", "n_in_own_words"):
        less = replace(full, **{name: getattr(full, name) - 2})
        if name == "n_in_threads":
            less = replace(less, n_in_a_day=6, n_in_own_words=3)
        assert fandom_raid(less).fit < 1.0, name


@pytest.mark.parametrize(
    ("change", "fits"),
    [
        ({}, True),
        ({"n_single": 0}, False),  # created in batches, or not measured
        ({"n_members": 10}, False),  # few hands
        ({"n_addressed_posts": 80}, False),  # sent to officials, not published
        ({"n_linked_posts": 10}, False),
    ],
)
def test_ordinary_people_who_publish_links_are_syndication(
    change: dict[str, int], *, fits: bool
) -> None:
    people = replace(NOTHING, n_single=40, n_posts=100, n_content_posts=100, n_linked_posts=100)
    assert (syndication(replace(people, **change)).fit >= 1.0) == fits


@pytest.mark.parametrize(
    "text",
    ["only $20", "20 € heute", "只要 ¥99", "get 25/1 now", "50% off", "-30 %", "USD 500 a day"],
)
def test_prices_stakes_and_rates(text: str) -> None:
    assert names_price(text)


@pytest.mark.parametrize(
    "text",
    ["on 26/08/2017", "24/7", "12.5% of voters", "42% say no", "see https://a.example/$20", "1/2"],
)
def test_dates_and_figures_are_no_prices(text: str) -> None:
    assert not names_price(text) or text in ("24/7", "1/2")


def test_densest_windows() -> None:
    times = [0.0, 1.0, 2.0, 10.0, 11.0, 30.0]
    assert most_within(times, 2.0) == 3
    assert most_within(times, 2.0, n_windows=2) == 5
    assert most_within(times, 2.0, n_windows=9) == 6
    assert most_within([], 2.0, n_windows=3) == 0
