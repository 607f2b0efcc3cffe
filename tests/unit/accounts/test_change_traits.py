"""Habits of one person or of two, the register of answers, and silences before a change."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from account_scene import table
from hypothesis import given
from hypothesis import strategies as st
from life_stories import START, Row, posts_of, posts_table, some_life
from numpy.typing import NDArray
from scipy.integrate import quad
from scipy.stats import beta

from undertow.accounts.changes import find_changes
from undertow.accounts.changes.posts import FACET_STARTS
from undertow.accounts.changes.register import answer_effect, without_register
from undertow.accounts.changes.sittings import Sittings
from undertow.accounts.changes.traits import DIFFERS, TraitCounts
from undertow.accounts.changes.witnesses import Witnesses
from undertow.schema import AccountSnapshots, ProfileChanges
from undertow.settings import AccountSettings

DAY_US = 86_400_000_000


def evidence(points: NDArray[Any], cut: int) -> float:
    counts = TraitCounts.of(points.astype(np.float32), slice(0, points.shape[1]))
    ends = (np.array([place]) for place in (0, cut, len(points)))
    return float(counts.evidence(*ends)[0])


def chance(shown: float, known: float) -> float:
    """Integrate the likelihood over all rates that Jeffreys' prior allows."""
    return float(
        quad(
            lambda p: p**shown * (1 - p) ** (known - shown) * beta.pdf(p, 0.5, 0.5),
            0,
            1,
            points=(0.0, 1.0),
        )[0]
    )


@pytest.mark.parametrize(("n", "k", "m", "j"), [(20, 0, 1, 1), (8, 2, 6, 5), (10, 5, 4, 4)])
def test_evidence_is_the_bayes_factor(n: int, k: int, m: int, j: int) -> None:
    column = np.array([1.0] * k + [0.0] * (n - k) + [1.0] * j + [0.0] * (m - j))[:, None]
    factor = chance(k, n) * chance(j, m) / chance(k + j, n + m)
    expected = max(0.0, np.log(1 - DIFFERS + DIFFERS * factor))
    assert evidence(column, n) == pytest.approx(expected, abs=1e-3)


def test_one_answer_after_none_in_twenty_says_much() -> None:
    answers = np.array([0.0] * 20 + [1.0])[:, None]
    assert evidence(answers, 20) > 2.0
    assert evidence(answers[15:], 5) < evidence(answers, 20)
    assert evidence(np.zeros((21, 1)), 20) == 0.0


def test_one_person_seldom_looks_like_two() -> None:
    rng = np.random.default_rng(4)
    rates = rng.beta(0.5, 0.5, (2000, 5))
    found = [evidence((rng.random((20, 5)) < rate).astype(float), 14) for rate in rates]
    assert np.mean(np.array(found) >= 1.0) < 0.05


@given(
    values=st.lists(st.lists(st.floats(0, 1, width=32), min_size=3, max_size=3), min_size=4),
    missing=st.sets(st.integers(0, 2)),
    data=st.data(),
)
def test_what_was_not_collected_raises_nothing(
    values: list[list[float]], missing: set[int], data: st.DataObject
) -> None:
    points = np.array(values)
    cut = data.draw(st.integers(1, len(points) - 1))
    fewer = points.copy()
    fewer[:, sorted(missing)] = np.nan
    assert evidence(fewer, cut) <= evidence(points, cut) + 1e-6
    one_side = points.copy()
    one_side[:cut, sorted(missing)] = np.nan
    assert evidence(one_side, cut) <= evidence(points, cut) + 1e-6


def posts(rng: np.random.Generator, n_accounts: int, n: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return posts of people with a hand of their own, who answer in every second post."""
    points = np.zeros((n_accounts * n, FACET_STARTS[-1]), np.float32)
    hand = slice(FACET_STARTS[1], FACET_STARTS[2])
    rates = np.repeat(rng.random((n_accounts, FACET_STARTS[2] - FACET_STARTS[1])), n, axis=0)
    points[:, hand] = rng.random(rates.shape) < rates
    points[:, FACET_STARTS[3]] = rng.random(len(points)) < 0.5
    return np.arange(0, len(points) + 1, n), points


def test_register_is_what_differs_within_accounts() -> None:
    rng = np.random.default_rng(1)
    starts, points = posts(rng, 300, 30)
    first = int(FACET_STARTS[1])
    assert np.abs(answer_effect([(starts, points)])).max() < 0.03
    points[points[:, FACET_STARTS[3]] > 0, first + 1] = 0.0
    effect = answer_effect([(starts, points)])
    assert effect[1] == pytest.approx(-0.5, abs=0.06)
    corrected = without_register(points, effect)
    assert np.abs(answer_effect([(starts, corrected)])).max() < 0.03
    # Two halves are the whole, and who wrote only answers says nothing of answers.
    half = int(starts[150])
    parts = [(starts[:151], points[:half]), (starts[150:] - half, points[half:])]
    assert answer_effect(parts) == pytest.approx(effect, abs=1e-6)
    points[:, FACET_STARTS[3]] = 1.0
    assert not answer_effect([(starts, points)]).any()
    assert not answer_effect([]).any()


def test_few_who_wrote_both_teach_little() -> None:
    starts, points = posts(np.random.default_rng(1), 1, 4)
    points[:, FACET_STARTS[3]] = [0, 0, 1, 1]
    points[:, FACET_STARTS[1]] = [0, 0, 1, 1]
    assert 0 < answer_effect([(starts, points)])[0] < 0.1


def sittings(days: list[float]) -> Sittings:
    at = (np.array(days) * DAY_US).astype(np.int64)
    n = len(at)
    return Sittings(np.array([0, n]), np.arange(n + 1), at, at, np.zeros((n, 1), np.float32))


@pytest.mark.parametrize(
    ("days", "cut", "back"),
    [
        ([0, 10, 300, 305, 310], 4, 2),
        ([0, 10, 300, 305, 310], 2, 2),
        # More than a fortnight before is another matter, and so is a pause after the change.
        ([0, 10, 300, 305, 315], 4, 4),
        ([0, 10, 20, 300], 2, 2),
    ],
)
def test_silence_ends_with_the_change_or_shortly_before(
    days: list[float], cut: int, back: int
) -> None:
    own = sittings(days)
    assert own.returns(np.array([0]), np.array([cut])).tolist() == [back]


def test_longest_other_pause() -> None:
    own = sittings([0, 10, 300, 320, 325])
    ends = np.array([0]), np.array([5])
    assert own.longest_other(ends[0], np.array([2]), ends[1]).tolist() == [20 * DAY_US]
    assert own.longest_other(ends[0], np.array([3]), ends[1]).tolist() == [290 * DAY_US]


def test_few_witnesses_say_little() -> None:
    """Of a capture that went on for a few only, nobody's silence is named."""
    rng = np.random.default_rng(2)
    rows: list[Row] = []
    for i in range(60):
        own = posts_of(rng, f"x:{i:02}", some_life(rng), 60, START, 600)
        lost = range(200, 420) if i >= 15 else range(0)
        rows += [row for row in own if (row["created_at"] - START).days not in lost]
    ends = [round((START + timedelta(days=d)).timestamp() * 1e6) for d in (199, 421)]
    asked = posts_table(rows[:1]).arrow.column("platform"), *(np.array([at]) for at in ends)
    [most] = Witnesses.of(posts_table(rows), 180 * DAY_US).vouch(*asked)
    assert 0 < most < 0.4
    found = find_changes(
        posts_table(rows),
        table(AccountSnapshots, []),
        table(ProfileChanges, []),
        AccountSettings(),
        rng_seed=1,
    ).arrow.to_pylist()
    away = [row for row in found if row["account_uid"] >= "x:15" and row["gap_days"] > 200]
    assert len(away) > 30
    assert not any(facet.startswith("silence") for row in away for facet in row["facets"])
    assert max(row["score"] for row in away) < 2.0
