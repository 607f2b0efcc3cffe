"""Objectives, audience and breakout: what is said of them, and of whom nothing is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from undertow.campaigns.audiences import Audiences
from undertow.campaigns.statements.course import activity
from undertow.campaigns.statements.purpose import objectives, voices
from undertow.campaigns.statements.reach import breakout, reception
from undertow.campaigns.statements.statement import Audience, CampaignView
from undertow.schema import Engagement, Posts

AT = datetime(2023, 8, 7, tzinfo=UTC)
NOBODY = Audience((), (), 0, 0, 0, 0)


def view(**changes: Any) -> CampaignView:
    """Return a campaign of forty posts that address one official, on two platforms."""
    posts = [
        {
            "post_uid": f"p{i}",
            "account_uid": f"a{i % 20}",
            "platform": "x" if i % 2 else "facebook",
            "language": "en",
            "layers": ["text"],
            "at": AT,
        }
        for i in range(40)
    ]
    campaign = {"verdict": "coordinated_inauthentic", "platforms": ["x", "facebook"]}
    lists = (
        "targets narratives waves findings signals explanations evidence persons tests links "
        "indicators hypotheses matrix readings"
    )
    maps = "ranges narrative_posts narrative_quotes narrative_spread template_of templates"
    empty: dict[str, Any] = {name: [] for name in lists.split()}
    empty |= {name: {} for name in maps.split()}
    made = CampaignView(
        campaign=campaign, posts=posts, q=0.05, margin=1.0, audience=NOBODY,
        register=[{"target_id": "t1"}], hit_posts={"t1": [f"p{i}" for i in range(40)]},
        **empty,
    )  # fmt: skip
    return replace(made, **changes)


def reading(kind: str, n: int, subject: str = "Stone Owl") -> dict[str, Any]:
    posts = [f"p{i}" for i in range(n)]
    return {
        "reading": kind, "subject": subject, "subject_id": None, "n_posts": n, "n_accounts": n,
        "n_texts": 3, "languages": ["en"], "post_uids": posts,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("n", "likelihood"),
    [(4, None), (7, None), (8, "roughly_even"), (19, "roughly_even"), (20, "likely"),
     (40, "likely")],
)  # fmt: skip
def test_an_objective_is_as_likely_as_the_posts_that_speak_for_it(
    n: int, likelihood: str | None
) -> None:
    found = {s.subject: s for s in objectives(view(readings=[reading("act", n, "lie")]))}
    if likelihood is None:
        assert found == {}
        return
    (own,) = found.values()
    assert (own.subject, own.judgement.likelihood) == ("discredit", likelihood)
    assert own.facts == {"n_posts": n, "n_among": 40}
    assert list(own.records) == sorted(f"p{i}" for i in range(n))


def test_more_posts_never_make_an_objective_less_likely() -> None:
    order = [None, "roughly_even", "likely"]
    ranks = [
        max((order.index(s.judgement.likelihood) for s in found), default=0)
        for found in (
            list(objectives(view(readings=[reading("act", n, "lie")]))) for n in range(1, 41)
        )
    ]
    assert ranks == sorted(ranks)


def test_what_people_want_who_act_in_their_own_name_is_not_judged() -> None:
    genuine = view().campaign | {"verdict": "coordinated"}
    assert list(objectives(view(campaign=genuine, readings=[reading("act", 40)]))) == []


def test_posts_that_address_a_person_are_not_counted_as_addressing_officials() -> None:
    posts = {"p1": [f"p{i}" for i in range(40)]}
    assert list(objectives(view(hit_posts=posts, readings=[reading("act", 40)]))) == []


def test_a_voice_is_told_where_it_speaks_often() -> None:
    readings = [reading("voice", 8), reading("voice", 7, "Somebody Else")]
    (own,) = voices(view(readings=readings))
    assert (own.subject, own.facts["n_posts"]) == ("Stone Owl", 8)
    subjects = {s.subject for s in objectives(view(readings=readings))}
    assert subjects == {"discredit", "speak_through"}


@pytest.mark.parametrize(
    ("platforms", "pages", "category"),
    [
        (["x"], ("",), 1), (["x", "y"], ("",), 2), (["x"], ("u", "v"), 2),
        (["x", "y"], ("u", "v"), 3),
    ],
)  # fmt: skip
def test_breakout_counts_platforms_and_pages(
    platforms: list[str], pages: tuple[str, ...], category: int
) -> None:
    own = view(
        campaign=view().campaign | {"platforms": platforms}, audience=replace(NOBODY, pages=pages)
    )
    assert breakout(own).facts["category"] == category


def test_nobody_answered_is_seen_in_the_posts_themselves() -> None:
    assert list(reception(view()).records) == [f"p{i}" for i in range(40)]


def posts_of(*rows: dict[str, Any]) -> pa.Table:
    names = [column.name for column in Posts.columns]
    return pa.Table.from_pylist(
        [dict.fromkeys(names) | row for row in rows], schema=Posts.arrow_schema()
    )


def test_the_audience_is_who_opened_the_threads_and_who_answered() -> None:
    posts = posts_of(
        {"post_uid": "r1", "account_uid": "mp"},
        {"post_uid": "p0", "account_uid": "a0", "root_uid": "r1", "parent_uid": "r1"},
        {"post_uid": "p1", "account_uid": "a1", "root_uid": "r1", "parent_uid": "p0"},
        {"post_uid": "p2", "account_uid": "a0", "page_uid": "page"},
        {"post_uid": "o1", "account_uid": "o", "root_uid": "r1", "parent_uid": "p1"},
        {"post_uid": "o2", "account_uid": "o", "reposted_uid": "p1"},
        {"post_uid": "o3", "account_uid": "o", "parent_uid": "r1"},
    )
    counts = pa.Table.from_pylist(
        [
            {"post_uid": "p0", "reply_count": 1, "repost_count": None, "quote_count": None},
            {"post_uid": "p0", "reply_count": 3, "repost_count": 2, "quote_count": None},
            {"post_uid": "p1", "like_count": 9},
            {"post_uid": "o1", "reply_count": 50},
        ],
        schema=Engagement.arrow_schema(),
    )
    own = [{"post_uid": uid} for uid in ("p0", "p1", "p2")]
    found = Audiences(posts, counts).of(own, {"a0", "a1"})
    assert found.pages == ("mp", "page")
    assert (found.outside_posts, found.n_outside_accounts) == (("o1", "o2"), 1)
    assert (found.n_inside_posts, found.n_declared, found.n_responses) == (1, 1, 5)


def test_threads_of_its_own_are_one_page() -> None:
    posts = posts_of(
        {"post_uid": "p0", "account_uid": "a0"},
        {"post_uid": "p1", "account_uid": "a1", "root_uid": "p0", "parent_uid": "p0"},
    )
    found = Audiences(posts, Engagement.arrow_schema().empty_table())
    assert found.of([{"post_uid": "p0"}, {"post_uid": "p1"}], {"a0", "a1"}).pages == ("",)


@pytest.mark.parametrize(("n_before", "is_told"), [(0, False), (1, True), (2, True), (3, False)])
def test_a_few_old_posts_of_bought_accounts_make_no_campaign_a_year_long(
    n_before: int, is_told: bool
) -> None:
    posts = [
        post | {"at": AT - timedelta(days=300 if i < n_before else -1)}
        for i, post in enumerate(view().posts)
    ]
    wave = {"start": AT + timedelta(hours=6), "start_low": AT - timedelta(days=400)}
    nothing = dict.fromkeys(("n_highest", "n_high", "n_missing"))
    campaign = view().campaign | {
        "n_posts": 40, "n_accounts": 20, "start": min(p["at"] for p in posts), "end": AT,
    }  # fmt: skip
    own = activity(view(posts=posts, waves=[wave], campaign=campaign, ranges={"": nothing})).facts
    expected = ("2023-08-07T06:00:00Z", n_before) if is_told else (None, 0)
    assert (own["onset"], own["n_before"]) == expected
    without = view(posts=posts, campaign=campaign, ranges={"": nothing})
    assert activity(without).facts["onset"] is None
