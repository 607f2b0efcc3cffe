"""Changes in lives that do not change: p-values are those of chance, and hardly anything scores."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from account_scene import table
from hypothesis import given, settings
from hypothesis import strategies as st
from life_stories import START, posts_of, posts_table, some_life
from numpy.typing import NDArray
from scipy.stats import kstest

from undertow.accounts.changes import find_changes
from undertow.accounts.changes.readings import FACETS, unexplained
from undertow.schema import AccountSnapshots, ProfileChanges
from undertow.settings import AccountSettings

N_ACCOUNTS = 400
Floats = NDArray[np.float64]


@pytest.fixture(scope="module")
def unchanged() -> list[dict[str, float]]:
    """What is found in people who stay as they are, with pauses of every length."""
    rng = np.random.default_rng(6)
    rows = []
    for i in range(N_ACCOUNTS):
        own = posts_of(rng, f"x:{i}", some_life(rng), int(rng.integers(6, 30)), START, 30)
        at = START
        for row in own:
            at += timedelta(days=int(rng.pareto(0.7)) + 1)
            hour = row["created_at"] - row["created_at"].replace(hour=0, minute=0, second=0)
            row["created_at"] = at.replace(hour=0) + hour
        rows += own
    none = table(AccountSnapshots, []), table(ProfileChanges, [])
    found = find_changes(posts_table(rows), *none, AccountSettings(), rng_seed=1)
    return found.arrow.to_pylist()


def test_p_values_are_uniform(unchanged: list[dict[str, float]]) -> None:
    """They come in steps, and stop at 1/e where the search for the largest ends early."""
    p_values = np.array([row["p_value"] for row in unchanged])
    assert len(p_values) == N_ACCOUNTS
    for level in (0.01, 0.05, 0.2, 0.5):
        share, spread = np.mean(p_values <= level), np.sqrt(level * (1 - level) / N_ACCOUNTS)
        assert abs(share - level) <= 3.5 * spread + 0.01
    assert kstest(p_values, "uniform").statistic < 0.08


def test_hardly_anything_scores(unchanged: list[dict[str, float]]) -> None:
    shows = [r["score"] >= 3.5 and r["p_value"] <= 0.01 for r in unchanged]
    assert not any(shows)
    assert np.mean([row["score"] >= 2 for row in unchanged]) < 0.02


@settings(max_examples=100)
@given(
    evidence=st.lists(st.floats(0, 30), min_size=len(FACETS), max_size=len(FACETS)),
    facet=st.integers(0, len(FACETS) - 1),
    more=st.floats(0, 30),
)
def test_score_is_monotone_in_the_evidence(evidence: list[float], facet: int, more: float) -> None:
    before, after = np.array([evidence]), np.array([evidence])
    after[0, facet] += more
    assert unexplained(after)[0][0] >= unexplained(before)[0][0] - 1e-9
