"""The labelled suite: refusals, the table, and the smallest set where its data are there."""

from __future__ import annotations

import os
from dataclasses import replace
from math import isnan
from pathlib import Path

import pytest

from undertow.errors import InputError
from undertow.evaluate import evaluate_ira, ira_markdown
from undertow.evaluate import ira as suite
from undertow.evaluate.ira import IraResult, Line, _Scorer
from undertow.evaluate.metrics import bootstrap_intervals, score_set
from undertow.schema import AccountFindings

ROOT = Path(__file__).parents[3]
DATA = Path(os.environ.get("UNDERTOW_EVALUATION_DATA", ROOT.parent / "shared" / "data" / "evalA"))

LABELS = {"a": 1, "b": 1, "c": 0, "d": 0}
RESULT = IraResult(
    name="a set",
    n_posts=1234,
    n_accounts=4,
    n_true=2,
    labels=LABELS,
    lines=[
        Line(
            "ours",
            score_set({"a"}, LABELS),
            bootstrap_intervals({"a"}, LABELS, seed=1),
            0.5,
            0.75,
            float("nan"),
        )
    ],
    recall_of_active=0.7,
    n_groups=3,
    n_false_groups=1,
    n_false_groups_before=2,
    n_explained_groups=2,
    n_campaigns=0,
    n_false_campaigns=0,
    is_peer_compared=True,
)


def test_missing_data_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"posts\.parquet: not found; --data must name"):
        list(evaluate_ira(tmp_path, tmp_path / "cases", ["A_cem"]))


def test_table_of_a_result() -> None:
    text = ira_markdown(RESULT)
    assert "1,234 posts, 4 accounts, of which 2 belong" in text
    spread = RESULT.lines[0].intervals
    recall, f1 = (f"[{low:.2f}, {high:.2f}]" for low, high in (spread.recall, spread.f1))
    assert (
        f"| ours | 1 | 1.000 [1.00, 1.00] | 0.500 {recall} | 0.667 {f1} | 0 | 0.0 | 0.500 "
        "| 0.750 | – |" in text
    )
    assert "not installed" not in text
    assert "| target |" not in text


def test_table_says_which_targets_are_met() -> None:
    text = ira_markdown(replace(RESULT, name="A_topic"))
    assert "| A_topic: precision | ≥ 0.95 | 1.000 | yes |" in text
    assert "| A_topic: recall | ≥ 0.45 | 0.500 | yes |" in text
    assert "| A_topic: benign per 10,000 | ≤ 10 | 0.000 | yes |" in text
    assert "| A_topic: recall of accounts with at least 3 posts | ≥ 0.65 | 0.700 | yes |" in text
    nothing = Line("ours", score_set(set(), LABELS), RESULT.lines[0].intervals, float("nan"))
    text = ira_markdown(replace(RESULT, name="A_cem", lines=[nothing]))
    assert "| A_cem: precision | ≥ 0.9 | – | **no** |" in text
    assert "| A_cem: recall | ≥ 0.42 | 0.000 | **no** |" in text


def test_every_detector_stands_beside_as_many_accounts_by_number_of_posts() -> None:
    score = _Scorer.of(LABELS, ["a", "c", "c", "d", "d", "b"])
    assert score.ranked == ["c", "d", "a", "b"]
    assert score.top(2) == {"c", "d"}
    assert score.line("one", {"a", "b", "c"}).baseline == pytest.approx(1 / 3)


def test_table_says_that_the_peer_was_not_compared() -> None:
    text = ira_markdown(replace(RESULT, is_peer_compared=False))
    assert "CNT was not compared: coordination-network-toolkit 1.5.2 is not installed." in text


@pytest.mark.skipif(
    not (DATA / "posts.parquet").is_file(), reason=f"no labelled data in {DATA.name}"
)
def test_smallest_set_on_the_real_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suite, "is_installed", lambda: False)
    ((result, case),) = evaluate_ira(DATA, tmp_path, ["A_cem"])
    assert (result.n_accounts, result.n_true) == (1105, 283)
    ours = result.lines[0]
    assert isnan(ours.score.precision) or ours.score.precision >= 0.9
    assert ours.roc_auc is not None
    assert ours.roc_auc > 0.6
    assert result.n_false_campaigns == 0
    assert not result.is_peer_compared
    # Creation dates are unknown here: nobody can be called inauthentic.
    verdicts = set(case.read(AccountFindings).arrow.column("verdict").to_pylist())
    assert verdicts <= {"none", "coordinated", "coordinated_explained"}
    assert [line.detector for line in result.lines] == [
        "undertow, all tests",
        "undertow, pair test alone",
        "undertow, account test alone",
        "undertow, group test alone",
        f"posts per author, top {ours.score.n_flagged:,}",
        *(line.detector for line in result.lines if "CooRTweet's definition" in line.detector),
    ]
