"""Runs on disk: whatever is interrupted, no page is lost and none is there twice."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fake_platforms import VIDEO, Fetcher, youtube
from hypothesis import given
from hypothesis import strategies as st

from undertow.collect import Budget, Mastodon, Reddit, RunFolder, Source, YouTube, collect
from undertow.collect.budget import Stopped
from undertow.errors import CaseError, CollectError, VerificationError

SOURCE = YouTube((VIDEO,))
Bodies = list[tuple[str, bytes]]


class Killed(BaseException):
    """The process ends here; no handler sees it."""


def choose(root: Path, source: Source = SOURCE, *, is_new: bool = False) -> RunFolder:
    return RunFolder.choose(root, source.name, source.query(), is_new=is_new)


def bodies(run: RunFolder) -> Bodies:
    return [(page.path.name, page.read()) for page in RunFolder(run.path).pages()]


@pytest.fixture
def undisturbed(fetcher: Callable[[Source], Any], tmp_path: Path) -> Bodies:
    """What a run without interruption saves."""
    run = choose(tmp_path / "undisturbed")
    assert collect(SOURCE, run, fetcher(SOURCE)).is_complete
    return bodies(run)


def test_log_says_what_came_and_its_hash(fetcher: Any, root: Path) -> None:
    run = choose(root)
    collect(SOURCE, run, fetcher(SOURCE))
    lines = [json.loads(line) for line in run.log.read_bytes().splitlines()]
    assert len(lines) == 7
    for line in lines:
        body = (run.path / line["file"]).read_bytes()
        assert line["sha256"] == hashlib.sha256(body).hexdigest()
        assert line["bytes"] == len(body)
        assert line["fetched_at"] == "2023-09-03T12:00:00.000+00:00"
        assert line["request"]["path"] in line["url"]


def test_max_pages_and_budget_stop_and_go_on(fetcher: Any, root: Path, undisturbed: Bodies) -> None:
    first = fetcher(SOURCE)
    outcome = collect(SOURCE, choose(root), first, max_pages=2)
    assert outcome.stopped is not None
    assert (outcome.n_new, len(first.asked)) == (2, 2)

    class Poor(type(first)):  # type: ignore[misc]
        def fetch(self, request: Any) -> Any:
            budget.spend(request.n_units)
            return super().fetch(request)

    budget = Budget(3)
    second = Poor(SOURCE, first.world)
    outcome = collect(SOURCE, choose(root), second)
    assert "budget of 3" in (outcome.stopped or "")
    assert (outcome.n_new, len(outcome.pages)) == (3, 5)
    third = fetcher(SOURCE)
    outcome = collect(SOURCE, choose(root), third)
    assert outcome.is_complete
    assert (outcome.n_new, len(third.asked)) == (2, 2)
    assert bodies(choose(root)) == undisturbed


def _kill_at(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """End the process at the n-th moment before or after something reaches the disk."""
    moments = 0
    fsync, replace = os.fsync, Path.replace

    def moment() -> None:
        nonlocal moments
        moments += 1
        if moments == number:
            raise Killed

    def slow_fsync(handle: int) -> None:
        moment()
        fsync(handle)
        moment()

    def slow_replace(self: Path, target: Path) -> Path:
        moment()
        done = replace(self, target)
        moment()
        return done

    monkeypatch.setattr(os, "fsync", slow_fsync)
    monkeypatch.setattr(Path, "replace", slow_replace)


def test_killed_at_any_moment(
    fetcher: Any, tmp_path: Path, undisturbed: Bodies, monkeypatch: pytest.MonkeyPatch
) -> None:
    n_killed = 0
    for number in range(1, 100):
        root = tmp_path / f"killed-{number}"
        with monkeypatch.context() as patched:
            _kill_at(number, patched)
            try:
                collect(SOURCE, choose(root), fetcher(SOURCE))
            except Killed:
                n_killed += 1
            else:
                break
        again = fetcher(SOURCE)
        outcome = collect(SOURCE, choose(root), again)
        assert outcome.is_complete
        assert bodies(choose(root)) == undisturbed
        assert len(again.asked) == outcome.n_new  # nothing saved is asked for again
        assert len([*root.iterdir()]) == 1
    # Four moments for run.json; six for each of seven pages: body, name, line of the log.
    assert n_killed == 4 + 6 * 7


@given(data=st.data())
def test_log_cut_anywhere(tmp_path_factory: Any, data: st.DataObject) -> None:
    root = tmp_path_factory.mktemp("cut")
    run = choose(root)
    collect(SOURCE, run, Fetcher(SOURCE, youtube))
    whole, log = bodies(run), run.log.read_bytes()
    cut = data.draw(st.integers(0, len(log)))
    run.log.write_bytes(log[:cut])
    outcome = collect(SOURCE, choose(root), Fetcher(SOURCE, youtube))
    assert outcome.is_complete
    assert outcome.n_new == log.count(b"\n") - log[:cut].count(b"\n")
    assert bodies(run) == whole


def test_finished_run_is_left_and_the_next_is_another(fetcher: Any, root: Path) -> None:
    run = choose(root)
    assert choose(root).path == run.path
    outcome = collect(SOURCE, run, fetcher(SOURCE))
    assert choose(root).path == run.path  # the case does not hold it yet
    run.mark_imported(len(outcome.pages), is_complete=True)
    later = choose(root)
    assert later.path != run.path
    assert choose(root, is_new=True).path != later.path


def test_another_query_is_another_run(root: Path) -> None:
    runs = [
        choose(root).path,
        choose(root, YouTube((VIDEO,), has_authors=False)).path,
        choose(root, Reddit(("abc",))).path,
        choose(root, Mastodon("a.example", tags=("tea",))).path,
        choose(root, Mastodon("b.example", tags=("tea",))).path,
    ]
    assert len(set(runs)) == len(runs)


def test_two_collectors_do_not_share_a_run(root: Path) -> None:
    with choose(root).held(), pytest.raises(CaseError, match="another collector"):
        with choose(root).held():
            pass


def test_changed_page_is_noticed(fetcher: Any, root: Path) -> None:
    run = choose(root)
    collect(SOURCE, run, fetcher(SOURCE), max_pages=2)
    page = run.pages()[0].path
    page.write_bytes(page.read_bytes().replace(b"tea", b"gin"))
    with pytest.raises(VerificationError, match="--new"):
        collect(SOURCE, choose(root), fetcher(SOURCE))


def test_log_of_another_plan_is_not_continued(fetcher: Any, root: Path) -> None:
    run = choose(root)
    collect(SOURCE, run, fetcher(SOURCE), max_pages=1)
    other = YouTube(("vid00000002",))
    with pytest.raises(CollectError, match="another version"):
        collect(other, RunFolder(run.path), fetcher(other))


def test_full_disk_leaves_the_run_as_it_was(
    fetcher: Any, root: Path, undisturbed: Bodies, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    collect(SOURCE, choose(root), fetcher(SOURCE), max_pages=2)
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(CaseError, match="No space left"):
            collect(SOURCE, choose(root), fetcher(SOURCE))
    assert bodies(choose(root)) == undisturbed[:2]
    collect(SOURCE, choose(root), fetcher(SOURCE))
    assert bodies(choose(root)) == undisturbed


def test_budget_is_never_overspent() -> None:
    budget = Budget(10)
    budget.spend(4)
    with pytest.raises(Stopped):
        budget.spend(7)
    assert (budget.spent, budget.n_requests) == (4, 1)
