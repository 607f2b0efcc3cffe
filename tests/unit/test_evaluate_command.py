"""``undertow evaluate``: which suites run on which data, and what is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from undertow.cli import application
from undertow.evaluate.text import TEXT_SUITES, TextSuite, evaluate_text

RUN = CliRunner()


@pytest.fixture
def tiny_suites(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        TEXT_SUITES, "tiny", TextSuite(("a/b.txt",), lambda data: (data / "a/b.txt").read_text())
    )


def test_a_part_writes_its_tables(tmp_path: Path, tiny_suites: None) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.txt").write_text("## Measured 42\n")
    out = tmp_path / "page.md"
    done = RUN.invoke(
        application(),
        ["evaluate", "text", "--data", str(tmp_path), "--suite", "tiny", "--out", str(out)],
    )
    assert done.exit_code == 0, done.output
    assert "1 of 1: tiny" in done.stderr
    page = out.read_text()
    assert page.startswith("# Evaluation of text analysis")
    assert page.rstrip().endswith("## Measured 42")
    assert "Measured on 20" in page


def test_a_part_without_its_data_is_skipped_and_said(tmp_path: Path, tiny_suites: None) -> None:
    told: list[str] = []
    (text,) = evaluate_text(tmp_path, ["tiny"], told.append)
    assert text == "*tiny* was not measured: a/b.txt not there.\n"
    assert told == [f"1 of 1: tiny skipped, {tmp_path / 'a/b.txt'} is not there"]


def test_a_part_that_needs_no_data_runs(tmp_path: Path) -> None:
    done = RUN.invoke(
        application(), ["evaluate", "text", "--data", str(tmp_path), "--suite", "frames"]
    )
    assert done.exit_code == 0, done.output
    assert "| held_out | all |" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["text", "--suite", "nonsense"], "unknown suite"),
        (["text", "--nulls", "2"], "go with ira"),
        (["text", "--set", "A_cem"], "go with ira"),
        (["ira", "--suite", "frames"], "goes with text"),
        (["ira", "--set", "nonsense"], "unknown set"),
        (["calibration", "--suite", "frames"], "goes with text"),
        (["calibration", "--set", "nonsense"], "unknown set"),
    ],
)
def test_usage_errors(tmp_path: Path, arguments: list[str], said: str) -> None:
    done = RUN.invoke(application(), ["evaluate", *arguments, "--data", str(tmp_path)])
    assert done.exit_code == 2
    assert said in done.stderr


def test_no_folder_is_an_error(tmp_path: Path) -> None:
    done = RUN.invoke(application(), ["evaluate", "text", "--data", str(tmp_path / "none")])
    assert done.exit_code != 0
    assert "no such folder" in str(done.exception)
