"""When an account changed, in what, and what an innocent reading leaves of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from account_scene import table
from hypothesis import assume, example, given
from hypothesis import strategies as st
from life_stories import START, Row, moved, posts_of, posts_table, some_life, stories

from undertow.accounts.changes import find_changes
from undertow.accounts.changes.posts import FACET_STARTS, describe_posts
from undertow.accounts.changes.readings import (
    CAUSES,
    COINCIDENCE,
    COSTS,
    FACETS,
    READINGS,
    facet_evidence,
    silence_evidence,
    unexplained,
)
from undertow.accounts.changes.witnesses import ACTIVE_SHARE, FEWEST_WITNESSES, Witnesses
from undertow.accounts.changes.writing import describe_texts
from undertow.evaluate.metrics import roc_auc
from undertow.schema import AccountSnapshots, Posts, ProfileChanges, Table
from undertow.settings import AccountSettings

KINDS = ("stays", "moved", "new_interest", "taken_over")


def changes(
    posts: Table[Posts],
    snapshots: Sequence[Row] = (),
    replaced: Sequence[Row] = (),
    **settings: Any,
) -> dict[str, Row]:
    plain = {"old_value": "", "new_value": "", "old_raw_sha256": "", "raw_sha256": ""}
    found = find_changes(
        posts,
        table(AccountSnapshots, list(snapshots), raw_sha256=""),
        table(ProfileChanges, list(replaced), **plain),
        AccountSettings(**settings),
        rng_seed=3,
    )
    return {row["account_uid"]: row for row in found.arrow.to_pylist()}


@pytest.fixture(scope="module", params=[3.0, 250.0], ids=["at once", "after a silence"])
def lives(request: pytest.FixtureRequest) -> dict[str, list[tuple[Row, Any]]]:
    """What is found in accounts of every kind, forty of each, with their stories."""
    rng = np.random.default_rng(5)
    rows, told = [], {}
    for kind in KINDS:
        own, about = stories(rng, kind, 40, pause_days=request.param)
        rows += own
        told |= about
    found = changes(posts_table(rows))
    assert set(found) == set(told)
    return {k: [(found[a], s) for a, s in told.items() if s.kind == k] for k in KINDS}


@pytest.mark.parametrize("innocent", ["stays", "moved", "new_interest"])
def test_takeovers_score_above_innocent_lives(
    lives: dict[str, list[tuple[Row, Any]]], innocent: str
) -> None:
    scores = {k: np.array([row["score"] for row, _ in lives[k]]) for k in KINDS}
    both = np.concatenate([scores["taken_over"], scores[innocent]])
    assert roc_auc(both, np.repeat([1, 0], 40)) >= 0.9


def test_no_innocent_life_shows_the_sign(lives: dict[str, list[tuple[Row, Any]]]) -> None:
    for kind in KINDS[:3]:
        shows = [row["score"] >= 3.5 and row["p_value"] <= 0.01 for row, _ in lives[kind]]
        assert not any(shows)


def test_change_is_dated(lives: dict[str, list[tuple[Row, Any]]]) -> None:
    for kind in ("moved", "new_interest", "taken_over"):
        days = [
            abs((row["changed_at"] - story.changed_at).total_seconds()) / 86400
            for row, story in lives[kind]
        ]
        covered = [r["earliest"] <= s.changed_at <= r["latest"] for r, s in lives[kind]]
        assert np.mean(np.array(days) <= 7) >= 0.8
        assert np.mean(covered) >= 0.9


def test_evidence_is_the_posts_on_both_sides(lives: dict[str, list[tuple[Row, Any]]]) -> None:
    for row, _ in lives["taken_over"]:
        assert 2 <= len(row["evidence"]) <= 10
        assert row["earliest"] <= row["changed_at"] <= row["latest"]
        assert row["n_before"] >= 1 <= row["n_after"]


def life(n: int = 12, seed: int = 1, account: str = "x:a") -> list[Row]:
    rng = np.random.default_rng(seed)
    return posts_of(rng, account, some_life(rng), n, START, 300)


def test_few_posts_are_no_row() -> None:
    assert changes(posts_table(life(5))) == {}
    assert set(changes(posts_table(life(6)))) == {"x:a"}
    assert set(changes(posts_table(life(4)), min_changed_posts=4)) == {"x:a"}
    assert changes(posts_table([])) == {}


def test_an_evening_is_one_observation() -> None:
    """Thirty posts about a debate, in another hand, are no thirty reasons to see a change."""
    rows = [row | {"created_at": START} for row in life(8)]
    assert changes(posts_table(rows)) == {}
    rng = np.random.default_rng(3)
    other = replace(some_life(rng), subject=77)
    debate = posts_of(rng, "x:a", other, 30, START + timedelta(days=301), 30)
    evening = [
        row | {"created_at": START + timedelta(days=301, minutes=i)} for i, row in enumerate(debate)
    ]
    [many] = changes(posts_table(life(20) + debate)).values()
    [one] = changes(posts_table(life(20) + evening)).values()
    assert many["p_value"] < 0.01 < 0.05 < one["p_value"]
    assert one["score"] < 1.0 < many["score"]


def test_posts_without_an_author_are_nobodys() -> None:
    rows = [row | {"account_uid": None} for row in life(8)]
    assert changes(posts_table(rows)) == {}


def mixed() -> list[Row]:
    rng = np.random.default_rng(9)
    return [row for kind in KINDS for row in stories(rng, kind, 4)[0]]


def test_order_of_rows_and_other_accounts_change_nothing() -> None:
    posts = posts_table(mixed())
    mixed_up = posts.arrow.take(np.random.default_rng(1).permutation(posts.n_rows))
    before = changes(posts)
    assert changes(Table.checked(Posts, mixed_up)) == before
    alone = changes(posts_table([r for r in mixed() if r["account_uid"] == "x:moved001"]))
    # Nothing of an account depends on who else is there, but for the uids of its posts.
    assert alone["x:moved001"] | {"evidence": []} == before["x:moved001"] | {"evidence": []}


def test_uids_languages_and_places_are_not_read() -> None:
    before = changes(posts_table(mixed()))
    renamed = [
        row | {"account_uid": row["account_uid"][::-1], "lang": f"l{i % 7}", "page_uid": "x:p"}
        for i, row in enumerate(mixed())
    ]
    after = changes(posts_table(renamed))
    for account, row in before.items():
        other = after[account[::-1]]
        assert {k: v for k, v in other.items() if k != "account_uid"} == {
            k: v for k, v in row.items() if k != "account_uid"
        }


@pytest.mark.parametrize("hours", [8, -5, 13.5])
def test_another_clock_changes_no_score(hours: float) -> None:
    """All times of some accounts are told by another clock, those of the others are not."""
    shifted = [
        row
        | {
            "created_at": row["created_at"]
            + timedelta(hours=hours if row["account_uid"] < "x:o" else 0)
        }
        for row in mixed()
    ]
    before, after = changes(posts_table(mixed())), changes(posts_table(shifted))
    for account, row in before.items():
        assert after[account]["score"] == pytest.approx(row["score"], abs=1e-3)
        assert after[account]["p_value"] == pytest.approx(row["p_value"], abs=0.01)
        assert after[account]["n_before"] == row["n_before"]


def test_hours_of_days_are_no_hours() -> None:
    """A time known to the day says nothing about when somebody is awake."""
    before = life(20) + [
        row | {"created_at": row["created_at"] + timedelta(days=310, hours=10)} for row in life(20)
    ]
    posts = posts_table([row | {"created_precision": "day"} for row in before])
    [row] = changes(posts).values()
    assert not [facet for facet in row["facets"] if facet.startswith("hours")]
    hours = slice(FACET_STARTS[2], FACET_STARTS[3])
    assert np.isnan(describe_posts(posts.arrow)[:, hours]).all()


def test_reposted_words_are_somebody_elses() -> None:
    rows = [row | {"kind": "repost", "parent_uid": None} for row in life(10)]
    assert np.isnan(describe_posts(posts_table(rows).arrow)[:, : FACET_STARTS[2]]).all()


def snapshots(n_posts: tuple[int, int], day: int) -> list[Row]:
    return [
        {"account_uid": "x:a", "observed_at": START + timedelta(days=d), "n_posts": n}
        for d, n in zip((0, day), n_posts, strict=True)
    ]


def taken_over() -> list[Row]:
    rng = np.random.default_rng(4)
    rows, _ = stories(rng, "taken_over", 1)
    return [row | {"account_uid": "x:a"} for row in rows]


def counted(rows: list[Row], extra: int = 0) -> list[Row]:
    """Show the profile beside every post; ``extra`` posts were never captured, in the pause."""
    return [
        {
            "account_uid": "x:a",
            "observed_at": row["created_at"],
            "n_posts": 100 + i + (extra if row["created_at"] > START + timedelta(days=201) else 0),
        }
        for i, row in enumerate(rows)
    ]


def after_a_pause() -> list[Row]:
    rows, _ = stories(np.random.default_rng(4), "taken_over", 1, pause_days=250.0)
    return [row | {"account_uid": "x:a"} for row in rows]


def test_gap_in_the_capture_is_no_silence() -> None:
    """Where posts may be missing, or the profile counts more, a pause adds nothing."""
    rows = after_a_pause()
    posts = posts_table(rows)
    [unknown] = changes(posts).values()
    [missed] = changes(posts, counted(rows, extra=40)).values()
    [fewer] = changes(posts, counted(rows, extra=-3)).values()
    [silent] = changes(posts, counted(rows)).values()
    assert unknown["gap_days"] > 200
    assert unknown["score"] == missed["score"] == fewer["score"]
    assert not [facet for facet in unknown["facets"] if facet.startswith("silence")]
    assert silent["score"] == pytest.approx(unknown["score"] + COSTS["pause"])
    assert [facet for facet in silent["facets"] if facet.startswith("silence")]


def others(who: range, days: Sequence[int], platform: str = "x") -> list[Row]:
    """Let some people post on the same days, each in an hour of their own."""
    return [
        row
        | {
            "account_uid": f"{platform}:other{i}",
            "platform": platform,
            "post_uid": f"{platform}:o{i}-{day}",
            "created_at": START + timedelta(days=day, hours=i),
        }
        for i in who
        for row, day in zip(life(len(days)), days, strict=True)
    ]


def silence_of(posts: list[Row], profile: Sequence[Row] = ()) -> bool:
    own = changes(posts_table(posts), profile)["x:a"]
    return any(facet.startswith("silence") for facet in own["facets"])


THROUGH = range(-5, 500, 40)
# The capture stops long after the account fell silent, and goes on when it is back.
OUTAGE = (*range(-5, 230, 5), *range(445, 500, 5))


def test_silence_through_which_others_were_captured_is_one() -> None:
    rows = after_a_pause()
    assert silence_of(rows + others(range(5), THROUGH))
    assert not silence_of(rows + others(range(4), THROUGH))
    # Who came later, left earlier, posts once in a season or is elsewhere witnesses nothing.
    assert not silence_of(rows + others(range(9), THROUGH[8:]))
    assert not silence_of(rows + others(range(9), THROUGH[:8]))
    assert not silence_of(rows + others(range(9), THROUGH[::4]))
    assert not silence_of(rows + others(range(9), THROUGH, "facebook"))


def test_outage_of_the_capture_is_no_silence() -> None:
    rows = after_a_pause()
    assert not silence_of(rows + others(range(30), OUTAGE))
    # Part of it went on: of a third is enough.
    assert silence_of(rows + others(range(20), OUTAGE) + others(range(20, 31), THROUGH))
    assert not silence_of(rows + others(range(24), OUTAGE) + others(range(24, 30), THROUGH))
    assert not silence_of(rows + others(range(4), OUTAGE) + others(range(4, 6), THROUGH))


def test_silence_of_somebody_who_posts_seldom_is_none() -> None:
    seldom = [row | {"created_at": START + timedelta(days=90 * i)} for i, row in enumerate(life(8))]
    rows = seldom + [
        row | {"created_at": START + timedelta(days=870 + i), "post_uid": f"later{i}"}
        for i, row in enumerate(life(3))
    ]
    company = others(range(9), range(-5, 900, 40))
    assert changes(posts_table(rows + company))["x:a"]["gap_days"] > 200
    assert not silence_of(rows + company)


def test_silence_that_comes_back_every_year_is_none() -> None:
    gap, other = np.full(3, 300.0), np.array([30.0, 199.0, 201.0])
    life_days, n_gaps = np.full(3, 1100.0), np.full(3, 40)
    evidence = silence_evidence(gap, life_days, n_gaps, other, 180.0)
    assert evidence == pytest.approx([2.5, 2.5, 0.0])


def test_account_of_two_platforms_has_no_witness_beyond_one_of_them() -> None:
    rows = after_a_pause()
    abroad = [row | {"platform": "facebook"} for row in rows[:3]]
    assert not silence_of(abroad + rows[3:])


@given(
    steps=st.lists(st.integers(5, 50), min_size=1, max_size=12),
    outages=st.lists(st.integers(0, 1000), min_size=2, max_size=2).map(sorted),
    silence=st.lists(st.integers(200, 1000), min_size=2, max_size=2, unique=True).map(sorted),
    n_out=st.integers(0, 12),
)
@example(steps=[5] * 12, outages=[0, 0], silence=[300, 600], n_out=0)
def test_vouching_is_never_bolder_than_counting(
    steps: list[int], outages: list[int], silence: list[int], n_out: int
) -> None:
    """People who post every few days, of some of whom the posts of an outage are missing."""
    low, high = silence
    assume(high - low >= 180)
    lives = [
        [at for at in range(0, 1200, step) if i >= n_out or not outages[0] <= at < outages[1]]
        for i, step in enumerate(steps)
    ]
    rows = [
        {"account_uid": f"x:{i}", "post_uid": f"{i}-{at}"}
        | {"created_at": START + timedelta(days=at, seconds=i)}
        for i, own in enumerate(lives)
        for at in own
    ]
    posts = posts_table([one | row for one, row in zip(life(len(rows)), rows, strict=True)])
    ends = (round((START + timedelta(days=at)).timestamp() * 1e6) for at in silence)
    asked = (pa.chunked_array([["x"]]), *(np.array([at]) for at in ends))
    [most] = Witnesses.of(posts, 180 * 86_400_000_000).vouch(*asked)
    quarter = (high - low) / 4
    n_amid = sum(any(low + quarter <= at <= high - quarter for at in own) for own in lives)
    assert most < np.inf or n_amid >= max(FEWEST_WITNESSES, ACTIVE_SHARE * len(lives))
    # Too few say less than that a stranger was missed would.
    assert most == np.inf or most <= np.log(1 + n_amid / FEWEST_WITNESSES) + 1e-9
    # Far from any outage everybody is a witness.
    is_plain = n_out == 0 and high <= 1000 and len(lives) >= FEWEST_WITNESSES + 1
    assert most == np.inf or not is_plain


def test_what_a_profile_counts_is_believed_before_others() -> None:
    rows = after_a_pause()
    company = others(range(9), THROUGH)
    assert silence_of(rows + company, counted(rows))
    assert not silence_of(rows + company, counted(rows, extra=40))


def test_records_that_went_missing_make_no_takeover() -> None:
    """Without the posts of the last half year before a change its score does not rise."""
    rng = np.random.default_rng(6)
    life_before = some_life(rng)
    rows = posts_of(rng, "x:a", life_before, 60, START, 300)
    rows += posts_of(rng, "x:a", moved(rng, life_before), 20, START + timedelta(days=310), 30)
    fewer = [row for row in rows if not 90 <= (row["created_at"] - START).days < 300]
    [whole], [gap] = (changes(posts_table(part)).values() for part in (rows, fewer))
    assert gap["gap_days"] > 200
    assert not [facet for facet in gap["facets"] if facet.startswith("silence")]
    assert gap["score"] < 3.5 > whole["score"]


def test_deleted_history_and_replaced_profile_add_to_the_score() -> None:
    posts = posts_table(taken_over())
    [plain] = changes(posts).values()
    [fewer] = changes(posts, snapshots((500, 40), 204)).values()
    assert fewer["score"] == pytest.approx(plain["score"] + 1.5)
    assert "history:+1.5" in fewer["facets"]
    times = {"last_seen_at": START + timedelta(days=190), "seen_at": START + timedelta(days=210)}
    parts = [{"account_uid": "x:a", "field": f} | times for f in ("handle", "avatar", "followers")]
    [one] = changes(posts, (), parts[:1]).values()
    [two] = changes(posts, (), parts).values()
    assert one == plain
    assert two["score"] == pytest.approx(plain["score"] + COSTS["name"])


def test_profiles_beside_posts_tell_that_they_were_replaced() -> None:
    posts, days = posts_table(taken_over()), timedelta(days=202)
    seen = [
        {"account_uid": "x:a", "observed_at": row["created_at"]}
        | dict.fromkeys(("handle", "display_name"), str(row["created_at"] > START + days))
        for row in posts.arrow.to_pylist()
    ]
    [plain], [replaced] = changes(posts).values(), changes(posts, seen).values()
    assert replaced["score"] == pytest.approx(plain["score"] + COSTS["name"])
    assert "profile:+1.5" in replaced["facets"]


@pytest.mark.parametrize(
    ("n_posts", "day"), [((500, 480), 204), ((9, 1), 204), ((40, 500), 204), ((500, 40), 20)]
)
def test_few_posts_gone_or_gone_long_before_say_nothing(n_posts: tuple[int, int], day: int) -> None:
    posts = posts_table(taken_over())
    assert changes(posts, snapshots(n_posts, day)) == changes(posts)


@pytest.mark.parametrize("cause", sorted(CAUSES))
def test_change_with_one_innocent_cause_scores_nothing(cause: str) -> None:
    evidence = np.array([[50.0 if facet in CAUSES[cause] else 0.0 for facet in FACETS]])
    score, reading = unexplained(evidence)
    assert score[0] == 0.0
    assert len(READINGS[reading[0]]) == 1


def test_no_single_facet_is_a_takeover() -> None:
    assert unexplained(np.eye(len(FACETS)) * 50)[0].tolist() == [0.0] * len(FACETS)


def test_further_causes_cost_a_coincidence_each() -> None:
    score, reading = unexplained(np.full((1, len(FACETS)), 50.0))
    assert READINGS[reading[0]] == ("place", "device", "pause", "name", "clearing")
    assert score[0] == pytest.approx(3 * COINCIDENCE + COSTS["name"])
    some = np.array([[50.0 if facet in ("words", "silence") else 0.0 for facet in FACETS]])
    assert unexplained(some)[0][0] == COINCIDENCE
    named = np.array([[50.0 if facet in ("words", "profile") else 0.0 for facet in FACETS]])
    assert unexplained(named)[0][0] == COSTS["name"]


def test_weak_evidence_costs_less_than_a_cause() -> None:
    evidence = np.array([[50.0 if f == "words" else 0.4 if f == "style" else 0.0 for f in FACETS]])
    assert unexplained(evidence)[0][0] == pytest.approx(0.4)


def test_evidence_of_few_posts_is_bounded() -> None:
    """Six posts can be halved in twenty ways: nothing is as unlikely as one in fifty."""
    sure = facet_evidence(np.array([[1.0]]), np.array([[3.0]]), np.array([3]), np.array([3]))
    assert sure[0, 0] == pytest.approx(-np.log(np.e / 20 * np.log(20)))
    never = facet_evidence(np.array([[1.0]]), np.array([[0.0]]), np.array([30]), np.array([30]))
    assert never[0, 0] == 0.0


def vectors(*texts: str | None) -> Any:
    return describe_texts(pa.array(texts, pa.string()))


def test_same_words_point_the_same_way() -> None:
    words, _ = vectors(
        "The river rises in spring",
        "In spring the RIVER rises!",
        "Bread from our own oven",
        "the river rises in spring https://a.example/bread @oven",
    )
    signs = words[:, :32]
    alike, other = signs[0] @ signs[1], signs[0] @ signs[2]
    assert alike == pytest.approx(signs[0] @ signs[0], rel=0.01)
    assert other < alike / 2
    assert np.allclose(signs[0], signs[3])


@pytest.mark.parametrize(
    ("text", "hand"),
    [
        ("Good day.", [0, 1, 0, 0, 0, 0]),
        ("good day", [0, 0, 1, 0, 0, 0]),
        ("Good day!! 😀", [1, 1, 0, 1, 0, 0]),
        ("STOP this\nnow…", [0, 1, 0, 1, 1, 1]),
        ("天气很好。", [0, 1, np.nan, 0, np.nan, 0]),
        ("天气很好", [0, 0, np.nan, 0, np.nan, 0]),
    ],
)
def test_hand(text: str, hand: list[float]) -> None:
    _, style = vectors(text)
    assert np.array_equal(style[0], np.array(hand, np.float32), equal_nan=True)


def test_nothing_written_is_nothing_known() -> None:
    for text in (None, "", "123 ...", "https://a.example @somebody"):
        words, style = vectors(text)
        assert np.isnan(words).all()
        assert np.isnan(style).all()


def test_facets_are_told_strongest_first(lives: dict[str, list[tuple[Row, Any]]]) -> None:
    for row, _ in lives["taken_over"]:
        nats = [float(facet.partition(":")[2]) for facet in row["facets"]]
        assert nats == sorted(nats, reverse=True)
        assert all(a >= b for a, b in pairwise(nats))
