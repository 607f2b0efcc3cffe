"""Runs of suites: made once, kept, gone on with, in one process or several."""

from __future__ import annotations

from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from undertow.errors import InputError
from undertow.evaluate.synthetic import Journal, code_sha256, make_runs
from undertow.evaluate.synthetic.journal import Outcome
from undertow.evaluate.synthetic.runs import Run


def squared(folder: Path, n: int) -> Outcome:
    assert not any(folder.iterdir())
    (folder / "scratch").write_text("x")
    return {"square": n * n}


def failing(folder: Path, n: int) -> Outcome:
    raise ValueError(f"run {n}")


def runs_of(*numbers: int) -> list[Run]:
    return [Run(f"square {n}", squared, (n,)) for n in numbers]


def test_results_come_in_the_order_of_the_runs_and_equal_keys_are_made_once(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    journal = Journal(tmp_path / "deep" / "runs.jsonl")
    outcomes = make_runs(
        runs_of(3, 2, 3), journal, n_jobs=1, on_done=lambda done, total: told.append((done, total))
    )
    assert [outcome["square"] for outcome in outcomes] == [9, 4, 9]
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_a_suite_that_was_stopped_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    with pytest.raises(ValueError, match="run 7"):
        make_runs([*runs_of(2), Run("bad", failing, (7,))], Journal(path), n_jobs=1)
    # A line that was half written when the process died.
    path.write_bytes(path.read_bytes() + b'{"key": "square 5", "co')
    journal = Journal(path)
    assert journal.get("square 2") == {"square": 4}
    assert make_runs(runs_of(2, 5), journal, n_jobs=1) == [{"square": 4}, {"square": 25}]
    again = Journal(path)
    assert again.get("square 2") == {"square": 4}
    assert again.get("square 5") == {"square": 25}


def test_results_of_other_code_do_not_count(tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    make_runs(runs_of(2), Journal(path), n_jobs=1)
    path.write_text(path.read_text().replace(code_sha256(), "0" * 16))
    assert Journal(path).get("square 2") is None


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("mine\n")
    with pytest.raises(InputError, match=r"notes\.txt, line 1: no result of a run"):
        Journal(path)
    assert path.read_text() == "mine\n"


class DyingPool(ProcessPoolExecutor):
    """A pool whose process is killed, as it is where memory runs out."""

    def submit(self, *_: object, **__: object) -> Future[Outcome]:  # type: ignore[override]
        died: Future[Outcome] = Future()
        died.set_exception(BrokenProcessPool("killed"))
        return died


def test_a_process_that_dies_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("undertow.evaluate.synthetic.runs.ProcessPoolExecutor", DyingPool)
    with pytest.raises(InputError, match="finished runs are kept"):
        make_runs(runs_of(2), Journal(tmp_path / "runs.jsonl"), n_jobs=2)


def test_another_process_gives_the_same(tmp_path: Path) -> None:
    # One run needs one process, however many there may be.
    assert make_runs(runs_of(3), Journal(tmp_path / "runs.jsonl"), n_jobs=2) == [{"square": 9}]
