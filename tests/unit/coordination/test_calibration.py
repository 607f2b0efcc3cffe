"""The gate: what passes, what is refused, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from worlds import BEGIN_S, WEEK_S, Act, crowd, crowd_of_bundles, direct

from undertow.coordination import (
    SHUFFLES,
    Gate,
    calibration,
    gates,
    measure_copies,
    pair_test,
    validate_calibrated_pairs,
    validate_pairs,
)
from undertow.engine import DuckDBEngine
from undertow.schema import CalibrationRuns, Calibrations, DirectActions, Table
from undertow.settings import CoordinationSettings

Row = dict[str, Any]
SETTINGS = CoordinationSettings(calibration_copies=2)
NO_RUNS = Table.empty(CalibrationRuns)
ENGINE = {"engine": DuckDBEngine()}
COPIES = dict.fromkeys(SHUFFLES, 2)


def network(layer: str, n_objects: int = 14) -> list[Act]:
    """Five accounts in a crowd that act on the same objects at once."""
    rng = np.random.default_rng(1)
    acts = crowd(
        rng, n_accounts=200, n_objects=300, n_weeks=2, spread_s=20000, layer=layer, inequality=3
    )
    for o, begin in enumerate(rng.uniform(0, 2 * WEEK_S, n_objects) + BEGIN_S):
        acts += [Act(f"z:{i}", f"cell{o}", begin + 9 * i, layer=layer) for i in range(5)]
    return [act._replace(post=f"{layer}{i:05d}") for i, act in enumerate(acts)]


@pytest.fixture
def misled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that takes the links of one post for acts of their own: what the gate is there for."""
    monkeypatch.setattr(pair_test, "_BUNDLING", frozenset())


@cache
def network_beside_bundles() -> Table[DirectActions]:
    """A network that publishes the same texts, and a crowd of posts with four links each."""
    return direct([*network("text"), *network("hashtag"), *crowd_of_bundles(1)])


def run(
    actions: Table[DirectActions],
    runs: Table[CalibrationRuns] = NO_RUNS,
    settings: CoordinationSettings = SETTINGS,
    seed: int = 3,
) -> list[list[Row]]:
    """Return edges, evidence, tests and calibrations."""
    found = validate_calibrated_pairs(actions, runs, settings, **ENGINE, rng_seed=seed)
    return [table.arrow.to_pylist() for table in found]


def outcomes(tests: list[Row]) -> dict[str, str]:
    return {row["layer"]: row["calibration"] for row in tests}


@pytest.mark.parametrize(
    ("mean", "n_real", "is_passed"),
    [(0.99, 0, True), (1.0, 0, False), (1.0, 99, False), (1.0, 100, True), (7.0, 699, False)],
)
def test_less_than_one_pair_or_a_hundredth_of_the_real_ones(
    mean: float, n_real: int, is_passed: bool
) -> None:
    assert Gate("text", "week", n_real, 20, mean, 9).is_passed == is_passed


def test_gates_are_counted_from_the_copies() -> None:
    plain = {"layer": "url", "shuffle": "week", "seed": 0, "n_real": 8, "q": 0.05}
    rows = [plain | {"copy": i, "n_edges": n} for i, n in enumerate([0, 4, 1])]
    rows += [plain | {"layer": "text", "shuffle": "both", "copy": 0, "n_edges": 0}]
    table = pa.Table.from_pylist(rows, schema=Calibrations.arrow_schema())
    assert gates(table) == [
        Gate("text", "both", 8, 1, 0.0, 0),
        Gate("url", "week", 8, 3, pytest.approx(5 / 3), 4),  # type: ignore[arg-type]
    ]


def test_nothing_found_needs_no_copy() -> None:
    lonely = [Act("x:a", "o1", BEGIN_S), Act("x:b", "o2", BEGIN_S)]
    for acts in ([], lonely):
        edges, evidence, tests, copies = run(direct(acts))
        assert edges == evidence == copies == []
        assert set(outcomes(tests).values()) == {"nothing_found", "support_only"}


def test_a_layer_that_passes_keeps_what_the_pair_test_found() -> None:
    actions = direct(network("url"))
    edges, evidence, tests, copies = run(actions)
    alone = validate_pairs(actions, SETTINGS, **ENGINE, rng_seed=3)
    assert edges == alone[0].arrow.to_pylist() != []
    assert evidence == alone[1].arrow.to_pylist()
    assert outcomes(tests)["url"] == "passed"
    assert {row["n_refused"] for row in tests} == {0}
    assert {(row["shuffle"], row["copy"]) for row in copies} == {
        (shuffle, copy) for shuffle in SHUFFLES for copy in range(2)
    }
    assert {(row["layer"], row["n_real"], row["n_edges"]) for row in copies} == {("url", 10, 0)}
    assert len({row["seed"] for row in copies}) == 6


@pytest.mark.usefixtures("misled")
def test_a_layer_that_fails_is_refused_and_the_others_are_tested_without_it() -> None:
    actions = network_beside_bundles()
    before = validate_pairs(actions, SETTINGS, **ENGINE, rng_seed=3)[0].arrow.to_pylist()
    edges, evidence, tests, copies = run(actions)
    refused = {(row["a"], row["b"]) for row in before if row["layer"] == "url"}
    assert len(refused) > 30
    assert {row["layer"] for row in edges} == {"text", "hashtag"}
    assert {row["layer"] for row in evidence} == {"text", "hashtag"}
    assert {row["a"][0] + row["b"][0] for row in edges} == {"zz"}
    assert outcomes(tests) | {"url": "refused", "text": "passed"} == outcomes(tests)
    widest = next(row for row in tests if row["layer"] == "url" and row["window_s"] == 86400)
    assert (widest["n_validated"], widest["n_refused"]) == (0, len(refused))
    own = [row for row in copies if row["layer"] == "url"]
    assert {row["n_real"] for row in own} == {len(refused)}
    assert np.mean([row["n_edges"] for row in own if row["shuffle"] == "week"]) > 0.3 * len(refused)
    # As if the layer had not been there: its pairs no longer make the cut of the others.
    without = CoordinationSettings(calibration_copies=2, windows_s={"url": ()})
    assert edges == run(actions, settings=without)[0]


@pytest.mark.usefixtures("misled")
def test_what_a_refused_layer_supported_falls_with_it() -> None:
    bundles = crowd_of_bundles(1)
    tags = [act._replace(layer="hashtag", post="h" + act.post) for act in bundles]
    actions = direct([*bundles, *tags])
    before = (
        validate_pairs(actions, SETTINGS, **ENGINE, rng_seed=3)[0].arrow.column("layer").to_pylist()
    )
    assert "hashtag" in before
    edges, _, tests, _ = run(actions)
    assert edges == []
    assert outcomes(tests)["hashtag"] == "support_only"


@pytest.mark.usefixtures("misled")
def test_without_copies_everything_is_said_not_to_be_calibrated() -> None:
    off = CoordinationSettings(calibration_copies=0)
    actions = network_beside_bundles()
    edges, _, tests, copies = run(actions, settings=off)
    assert {"text", "url", "hashtag"} == {row["layer"] for row in edges}
    assert copies == []
    assert set(outcomes(tests).values()) == {"not_calibrated", "support_only"}
    # Nor is nothing to be calibrated where nothing was found.
    assert outcomes(run(direct([]), settings=off)[2])["text"] == "nothing_found"


@pytest.mark.usefixtures("misled")
def test_copies_measured_before_are_used_and_not_made_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    actions = network_beside_bundles()
    runs = measure_copies(
        actions, NO_RUNS, SETTINGS, **ENGINE, rng_seed=3, wanted=dict.fromkeys(SHUFFLES, 4)
    )
    n_tested = []
    monkeypatch.setattr(
        calibration,
        "test_direct",
        lambda *args, **named: n_tested.append(1) or pair_test.test_direct(*args, **named),
    )
    edges, evidence, tests, copies = run(actions, runs)
    assert len(n_tested) == 3  # with the links, without, and for the rows
    assert len(copies) == 2 * 3 * 4
    assert [edges, evidence, tests] == run(actions)[:3]
    again = measure_copies(actions, runs, SETTINGS, **ENGINE, rng_seed=3, wanted=COPIES)
    assert again.arrow.equals(runs.arrow)


def test_copies_of_other_actions_settings_or_seeds_are_not_used() -> None:
    actions = direct(network("url"))
    runs = measure_copies(actions, NO_RUNS, SETTINGS, **ENGINE, rng_seed=3, wanted={"week": 5})
    assert sum(row["shuffle"] == "week" for row in run(actions, runs)[3]) == 5
    other = direct([*network("url"), Act("x:new", "cell1", BEGIN_S, layer="url", post="q")])
    stricter = SETTINGS.model_copy(update={"q": 0.04})
    for copies in (
        run(other, runs)[3],
        run(actions, runs, stricter)[3],
        validate_calibrated_pairs(actions, runs, SETTINGS, **ENGINE, rng_seed=4)[
            3
        ].arrow.to_pylist(),
    ):
        assert len(copies) == 6
    shifted = Table(CalibrationRuns, pa.Table.from_pylist(
        [row | {"basis": "0" * 64} for row in runs.arrow.to_pylist()],
        schema=CalibrationRuns.arrow_schema(),
    ))  # fmt: skip
    assert len(run(actions, shifted)[3]) == 6


def test_measuring_covers_layers_in_which_nothing_was_found() -> None:
    quiet = crowd(np.random.default_rng(2), n_accounts=50, n_objects=80, layer="repost")
    n_done: list[int] = []
    runs = measure_copies(
        direct(quiet),
        NO_RUNS,
        SETTINGS,
        **ENGINE,
        rng_seed=3,
        wanted={"both": 3},
        on_copy=n_done.append,
    )
    assert n_done == [1, 2, 3]
    assert gates(runs.arrow) == [Gate("repost", "both", 0, 3, 0.0, 0)]
    # A measurement that is there is told, though nothing had to be measured.
    _, _, tests, copies = run(direct(quiet), runs)
    assert outcomes(tests)["repost"] == "nothing_found"
    assert len(copies) == 3


def test_copies_of_one_kind_pass_nothing() -> None:
    actions, off = direct(network("url")), CoordinationSettings(calibration_copies=0)
    for wanted, outcome in ({"week": 2}, "not_calibrated"), (COPIES, "passed"):
        runs = measure_copies(actions, NO_RUNS, off, **ENGINE, rng_seed=3, wanted=wanted)
        assert outcomes(run(actions, runs, off)[2])["url"] == outcome


def test_a_gate_says_which_copies_speak_against_a_layer() -> None:
    gate = Gate("url", "week", 159, 2, 115.5, 127)
    assert not gate.is_passed
    assert replace(gate, n_real=11_550).is_passed
