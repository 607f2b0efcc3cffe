"""What the pair test does to need less memory changes nothing in what it finds."""

from __future__ import annotations

import numpy as np
import pytest
from engines import ENGINE
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import BEGIN_S, WEEK_S, Act, actions_table, crowd

from undertow.coordination import (
    acceptance,
    accumulator,
    candidates,
    exact,
    profile,
    screen,
    validate_pairs,
)
from undertow.coordination.accumulator import Accumulator
from undertow.coordination.candidates import PreparedLayer, find_candidates
from undertow.coordination.exact import exact_tails
from undertow.coordination.screen import weigh_actions
from undertow.coordination.strata import LayerActions
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
    st.sampled_from([1e-3, 1e-6, 1e-12]),
)
def test_where_the_search_starts_changes_nothing(
    seed: int, windows_s: tuple[int, ...], q: float, start: float
) -> None:
    actions = borderline(seed)
    chosen = CoordinationSettings(windows_s={"text": windows_s}, q=q)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(acceptance, "_LARGEST_START", start)
        screened = validate_pairs(actions, chosen, engine=ENGINE, rng_seed=1)[:2]
        patch.setattr(acceptance, "_LARGEST_START", 1.0)
        patch.setattr(acceptance, "_EDGES_PER_ACTION", 1e300)
        everything = validate_pairs(actions, chosen, engine=ENGINE, rng_seed=1)[:2]
    assert all(a.arrow.equals(b.arrow) for a, b in zip(screened, everything, strict=True))


def viral_world(seed: int) -> Table[Actions]:
    """A crowd on a few objects that all of it answers, early birds, and a pair that meets there."""
    rng = np.random.default_rng(seed)
    acts = crowd(rng, n_accounts=60, n_objects=80, n_weeks=2, spread_s=1800, tail=1.5)
    for o in range(6):
        begin = BEGIN_S + 100_000 * o
        times = begin + np.floor(rng.exponential(20_000, 60))
        acts += [Act(f"x:{a:04d}", f"viral{o}", t) for a, t in enumerate(times.tolist())]
        acts += [Act(f"z:{a}", f"viral{o}", begin + float(rng.integers(0, 60))) for a in range(4)]
        meet = begin + float(rng.integers(3_000, 50_000))
        acts += [Act("y:a", f"viral{o}", meet), Act("y:b", f"viral{o}", meet + 5)]
    return actions_table(acts)


@settings(max_examples=12)
@given(Seeds, st.sampled_from([1e-2, 1e-4, 1e-7]))
def test_the_screen_loses_no_pair_that_the_test_accepts(seed: int, alpha: float) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for module in (screen, profile):
            patch.setattr(module, "HOT_FROM", 50)
        prepared = PreparedLayer.of(
            "text", LayerActions.from_arrow(viral_world(seed).arrow), WINDOWS_S
        )
        everything = find_candidates(prepared, 1.0, Accumulator())
        found = find_candidates(prepared, alpha, Accumulator())
        tails = np.column_stack(
            [
                exact_tails(model, everything.left, everything.right, counts)
                for model, counts in zip(prepared.models, everything.counts.T, strict=True)
            ]
        )
    kept = set(zip(found.left.tolist(), found.right.tolist(), strict=True))
    bound = everything.p_values.min(axis=1) <= alpha
    wanted = everything.left[bound], everything.right[bound]
    assert kept == set(zip(wanted[0].tolist(), wanted[1].tolist(), strict=True))
    # What the screen lets through contains every pair with a small exact tail, too.
    n = max(prepared.actions.n_accounts, 1)
    through = set()
    for model in prepared.models:
        weighted = weigh_actions(model.actions, model.null, model.window_s, alpha)
        pairs = Accumulator().pairs(weighted)
        through |= set((pairs.left * n + pairs.right).tolist())
    small = (tails <= alpha).any(axis=1)
    assert set((everything.left * n + everything.right)[small].tolist()) <= through


def test_habit_is_why_early_birds_are_no_edge() -> None:
    chosen = CoordinationSettings(windows_s={"text": (60,)})
    found = {}
    for hot_from in (50, 10_000):
        with pytest.MonkeyPatch.context() as patch:
            for module in (screen, profile):
                patch.setattr(module, "HOT_FROM", hot_from)
            edges = validate_pairs(viral_world(3), chosen, engine=ENGINE, rng_seed=1)[0].arrow
        found[hot_from] = {
            tuple(pair) for pair in zip(edges["a"].to_pylist(), edges["b"].to_pylist(), strict=True)
        }
    birds = {pair for pair in found[10_000] if pair[0].startswith("z:")}
    assert birds
    assert ("y:a", "y:b") in found[50]
    assert not birds & found[50]


def newsy_world(n_answers: int, n_early: int) -> Table[Actions]:
    """Posts with a crowd of answers, news junkies that are always quick, a cell that is not."""
    rng = np.random.default_rng(7)
    acts = crowd(rng, n_accounts=2000, n_objects=900, n_weeks=2, spread_s=100_000)
    for o, begin in enumerate(rng.uniform(WEEK_S / 7, 2 * WEEK_S, 30) + BEGIN_S):
        people = rng.choice(2000, n_answers, replace=False)
        times = begin + np.floor(rng.exponential(6 * 3600, n_answers))
        acts += [
            Act(f"x:{a:04d}", f"news{o}", float(t)) for a, t in zip(people, times, strict=True)
        ]
        acts += [
            Act(f"j:{j:02d}", f"news{o}", begin + 1 + np.floor(rng.exponential(180)))
            for j in range(20)
            if rng.random() < 0.6
        ]
        before = begin - np.floor(rng.uniform(3600, 86400, n_early))
        acts += [Act(f"x:{e:04d}", f"news{o}", float(t)) for e, t in enumerate(before)]
        meet = begin + float(rng.integers(3600, 20_000))
        acts += [Act(f"c:{i}", f"news{o}", meet + 9 * i) for i in range(3)]
    return actions_table(act._replace(layer="reply_target") for act in acts)


@pytest.mark.parametrize(("n_answers", "n_early"), [(60, 0), (300, 0), (300, 2)])
def test_news_junkies_are_no_edge_and_a_cell_beside_them_is(n_answers: int, n_early: int) -> None:
    """Also where a post was answered by somebody long before it was noticed."""
    chosen = CoordinationSettings(windows_s={"reply_target": (60, 600)})
    world = newsy_world(n_answers, n_early)
    found = {}
    for habit_from in (profile.HABIT_FROM, 10_000):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(profile, "HABIT_FROM", habit_from)
            edges = validate_pairs(world, chosen, engine=ENGINE, rng_seed=1)[0]
        pairs = edges.arrow.select(["a", "b"]).to_pylist()
        found[habit_from] = {pair["a"][0] + pair["b"][0] for pair in pairs}
    assert found[profile.HABIT_FROM] == {"cc"}
    assert {"cc", "jj"} <= found[10_000]


@pytest.mark.parametrize("n_copies", [12, 40, 90])
def test_however_many_copy_a_text_they_do_not_excuse_one_another(n_copies: int) -> None:
    """Copies that come within minutes are what a campaign is, and no habit of being early."""
    rng = np.random.default_rng(5)
    acts = crowd(rng, n_accounts=900, n_objects=700, n_weeks=2, spread_s=100_000, tail=1.2)
    for o, begin in enumerate(rng.uniform(0, 2 * WEEK_S, 14) + BEGIN_S):
        late = rng.uniform(0, 600, n_copies).tolist()
        acts += [Act(f"z:{i:02d}", f"slogan{o}", begin + lag) for i, lag in enumerate(late)]
        people = rng.choice(900, 60, replace=False)
        acts += [Act(f"x:{a:04d}", f"meme{o}", begin + rng.uniform(0, WEEK_S)) for a in people]
    chosen = CoordinationSettings(windows_s={"text": (60, 600)})
    edges = validate_pairs(actions_table(acts), chosen, engine=ENGINE, rng_seed=1)[0].arrow
    pairs = {(row["a"], row["b"]) for row in edges.select(["a", "b"]).to_pylist()}
    n_right = sum(a[0] == b[0] == "z" for a, b in pairs)
    assert n_right >= 0.95 * len(pairs)
    assert n_right >= 0.9 * n_copies * (n_copies - 1) / 2


@settings(max_examples=10)
@given(Seeds, st.sampled_from([1, 7, 100]))
def test_blocks_change_nothing(seed: int, block: int) -> None:
    rng = np.random.default_rng(seed)
    acts = crowd(rng, n_accounts=25, n_objects=60, n_weeks=2, spread_s=1800, tail=1.8)
    prepared = PreparedLayer.of(
        "text", LayerActions.from_arrow(actions_table(acts).arrow), WINDOWS_S
    )
    whole = find_candidates(prepared, 1.0, Accumulator())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "_BLOCK_PAIRS", block)
        patch.setattr(accumulator, "_BLOCK_INSTANCES", block)
        patch.setattr(exact, "_BLOCK_PAIRS", block)
        parts = find_candidates(prepared, 1.0, Accumulator(3))
        tails = exact_tails(prepared.models[0], parts.left, parts.right, parts.counts[:, 0])
    for name in ("left", "right", "together", "counts", "expected", "p_values", "p_combined"):
        np.testing.assert_array_equal(getattr(whole, name), getattr(parts, name))
    np.testing.assert_array_equal(
        tails, exact_tails(prepared.models[0], whole.left, whole.right, whole.counts[:, 0])
    )
