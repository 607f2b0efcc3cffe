"""Suites on synthetic corpora through the command line: run, stop, go on, write, sum up."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from undertow.cli import application
from undertow.evaluate.synthetic import SUITES, SyntheticSuite
from undertow.evaluate.synthetic.golden import scenario_run
from undertow.evaluate.synthetic.organic import hard_report, null_report

RUN = CliRunner()


@pytest.fixture
def small_suites(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two suites over one small corpus."""
    for name, report in (("nulls", null_report), ("hard-negatives", hard_report)):
        suite = SyntheticSuite(
            name,
            f"Evaluation: {name}",
            "What it is.\n",
            1,
            lambda n: [scenario_run("everyday", seed, 0.15) for seed in range(n)],
            report,
        )
        monkeypatch.setitem(SUITES, name, suite)


def test_suites_share_runs_write_pages_and_are_summed_up(
    tmp_path: Path, small_suites: None
) -> None:
    results = tmp_path / "runs.jsonl"
    for name in ("nulls", "hard-negatives"):
        out = tmp_path / f"evaluation-{name}.md"
        done = RUN.invoke(
            application(),
            ["evaluate", name, "--seeds", "1", "--results", str(results), "--out", str(out)],
        )
        assert done.exit_code == 0, done.output
        assert f"{name}: run 1 of 1" in done.stderr
        page = out.read_text("utf-8")
        assert f"Written by `undertow evaluate {name} --seeds 1`" in page
        assert "Measured on 20" in page
    assert len(results.read_text().splitlines()) == 1, "the second suite found the run of the first"
    summary = tmp_path / "evaluation.md"
    done = RUN.invoke(application(), ["evaluate", "summary", "--out", str(summary)])
    assert done.exit_code == 0, done.output
    text = summary.read_text("utf-8")
    assert "| [nulls](evaluation-nulls.md) | corpora without a campaign in which one is" in text
    assert "| [hard-negatives](evaluation-hard-negatives.md) | petition_drive, alone:" in text


def test_a_scenario_of_ones_own_is_written(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('extends = "everyday"\nname = "own"\nfan_raid = false\n', "utf-8")
    done = RUN.invoke(
        application(), ["synth", str(own), str(tmp_path / "out"), "--scale", "0.2", "--seed", "3"]
    )
    assert done.exit_code == 0, done.output
    assert (tmp_path / "out/captures/x.ndjson").is_file()
    labels = (tmp_path / "out/truth/accounts.csv").read_text("utf-8")
    assert "petition" in labels
    assert "fan_raid" not in labels


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["evaluate", "ira"], "ira needs --data"),
        (["evaluate", "golden", "--data", "."], "need no --data"),
        (["evaluate", "golden", "--set", "A_full"], "go with ira"),
        (["evaluate", "golden", "--seeds", "0"], "--seeds"),
    ],
)
def test_what_makes_no_sense_is_refused(arguments: list[str], told: str) -> None:
    done = RUN.invoke(application(), arguments)
    assert done.exit_code == 2
    assert told in done.stderr


def test_an_unknown_scenario_is_told(tmp_path: Path) -> None:
    done = RUN.invoke(application(), ["synth", "maxi", str(tmp_path / "out")])
    assert done.exit_code != 0
    assert "or give a TOML file" in str(done.exception)
