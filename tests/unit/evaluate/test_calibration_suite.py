"""The calibration suite: refusals, the table, and the smallest set where its data are there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from scipy.stats import poisson

from undertow.coordination import SHUFFLES, Gate
from undertow.errors import InputError
from undertow.evaluate import calibration_markdown, evaluate_calibration
from undertow.evaluate.calibration import CalibrationResult, mean_bound

ROOT = Path(__file__).parents[3]
DATA = Path(os.environ.get("UNDERTOW_EVALUATION_DATA", ROOT.parent / "shared" / "data" / "evalA"))


def test_missing_data_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"posts\.parquet: not found; --data must name"):
        evaluate_calibration(tmp_path, tmp_path / "cases", "A_cem", 1)


@pytest.mark.parametrize(("n_pairs", "n_copies"), [(0, 20), (1, 20), (13, 5)])
def test_the_bound_is_the_mean_that_would_rarely_give_so_few(n_pairs: int, n_copies: int) -> None:
    bound = mean_bound(Gate("text", "week", 9, n_copies, n_pairs / n_copies, n_pairs))
    assert poisson.cdf(n_pairs, bound * n_copies) == pytest.approx(0.05)


def test_table_of_a_result() -> None:
    gates = [Gate("text", "week", 61, 20, 0.0, 0), Gate("url", "both", 1500, 20, 115.8, 127)]
    totals = [Gate("all layers", "week", 1561, 20, 0.0, 0)]
    text = calibration_markdown(CalibrationResult("a set", 1234, 5678, 0.05, gates, totals))
    assert "1,234 posts, 5,678 actions; q = 0.05." in text
    assert "| text | week | 61 | 20 | 0.00 | 0 | 0.15 | passed |" in text
    assert "| url | both | 1,500 | 20 | 115.80 | 127 | 119.84 | failed |" in text
    assert "| all layers | week | 1,561 | 20 | 0.00 | 0 | 0.15 | passed |" in text


@pytest.mark.skipif(
    not (DATA / "posts.parquet").is_file(), reason=f"no labelled data in {DATA.name}"
)
def test_copies_of_the_smallest_set_hold_next_to_nothing(tmp_path: Path) -> None:
    n_done: list[int] = []
    result = evaluate_calibration(DATA, tmp_path, "A_cem", 2, on_copy=n_done.append)
    assert n_done == [1, 2, 3, 4, 5, 6]
    assert [gate.shuffle for gate in result.totals] == list(SHUFFLES)
    assert {gate.layer for gate in result.gates} == {"reply_target", "repost", "text", "url"}
    assert all(gate.mean < 1 for gate in [*result.gates, *result.totals])
