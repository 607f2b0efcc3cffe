"""What the pair test does to need less memory changes nothing in what it finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import BEGIN_S, Act, actions_table, crowd

from undertow.coordination import candidates, pair_test, validate_pairs
from undertow.coordination.candidates import find_candidates
from undertow.schema import Actions, Table
from undertow.settings import CoordinationSettings

WINDOWS_S = (60, 3600, 86400)
Seeds = st.integers(0, 2**32)


def borderline(seed: int) -> Table[Actions]:
    """Two accounts that meet on most of a few objects which many share.

    The bound of their p-value lies above the screen and the exact tail far below it.
    """
    rng = np.random.default_rng(seed)
    acts = []
    for o in range(int(rng.integers(5, 9))):
        begin = BEGIN_S + 5000 * o
        acts += [Act(name, f"o{o}", begin + rng.uniform(0, 30)) for name in ("x:a", "x:b")]
        for other in rng.choice(10, rng.integers(2, 6), replace=False):
            lag = rng.uniform(0, 30) if rng.random() < 0.3 else rng.uniform(100, 4000)
            acts.append(Act(f"y:{other}", f"o{o}", begin + lag))
    return actions_table(acts)


@settings(max_examples=25)
@given(
    Seeds,
    st.sampled_from([(60,), (60, 600)]),
    st.sampled_from([0.05, 0.3]),
    st.sampled_from([1e-3, 1e-6]),
)
def test_the_screen_changes_nothing(
    seed: int, windows_s: tuple[int, ...], q: float, screen: float
) -> None:
    actions = borderline(seed)
    chosen = CoordinationSettings(windows_s={"text": windows_s}, q=q)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pair_test, "_SCREEN", screen)
        screened = validate_pairs(actions, chosen, rng_seed=1)
        patch.setattr(pair_test, "_SCREEN", 1.0)
        everything = validate_pairs(actions, chosen, rng_seed=1)
    assert all(a.arrow.equals(b.arrow) for a, b in zip(screened, everything, strict=True))


@settings(max_examples=10)
@given(Seeds, st.sampled_from([1, 7, 100]))
def test_blocks_change_nothing(seed: int, block_pairs: int) -> None:
    rng = np.random.default_rng(seed)
    acts = crowd(rng, n_accounts=25, n_objects=60, n_weeks=2, spread_s=1800, tail=1.8)
    arrow = actions_table(acts).arrow
    whole = find_candidates("text", arrow, WINDOWS_S)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "_BLOCK_PAIRS", block_pairs)
        parts = find_candidates("text", arrow, WINDOWS_S)
    for name in ("n_candidates", "left", "right", "counts", "expected", "p_values", "p_combined"):
        np.testing.assert_array_equal(getattr(whole, name), getattr(parts, name))


@given(Seeds, st.sampled_from([1e-4, 0.01, 0.5]))
@settings(max_examples=10)
def test_what_is_screened_out_is_counted(seed: int, screen: float) -> None:
    acts = crowd(np.random.default_rng(seed), n_accounts=12, n_objects=150, spread_s=60, tail=4)
    arrow = actions_table(acts).arrow
    whole = find_candidates("text", arrow, WINDOWS_S)
    kept = find_candidates("text", arrow, WINDOWS_S, screen=screen, q=0.3)
    smallest = whole.p_values.min(axis=1, initial=1)
    assert kept.n_doubtful == np.sum((smallest > screen) & (smallest <= 0.3))
    np.testing.assert_array_equal(kept.p_combined, whole.p_combined[smallest <= screen])
    np.testing.assert_array_equal(kept.n_candidates, whole.n_candidates)
    assert kept.n_tests == whole.n_tests
