"""A run that does not end leaves the tables as they were, wherever it stops."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from undertow.case import Case
from undertow.errors import CaseError
from undertow.rollback import undo_killed_run, undone_on_failure
from undertow.schema import Accounts, Media, Posts, Table
from undertow.table_store import before

SPECS = (Posts, Media, Accounts)


@pytest.fixture
def filled(case: Case, rows_of: Any) -> Case:
    """A case with posts, and no other table."""
    case.write(Table.checked(Posts, rows_of(Posts, {"post_uid": "x:1"})))
    return case


def tables(case: Case) -> dict[str, bytes]:
    """Return every file of the tables, hidden ones included."""
    root = case.path / "tables"
    return {str(f.relative_to(root)): f.read_bytes() for f in root.rglob("*") if f.is_file()}


def replace_posts(case: Case, rows_of: Any) -> None:
    """Replace a table and write a new one."""
    case.write(Table.checked(Posts, rows_of(Posts, {"post_uid": "x:2"})), Table.empty(Media))


def test_what_ends_stays(filled: Case, rows_of: Any) -> None:
    with undone_on_failure(filled, SPECS):
        replace_posts(filled, rows_of)
    assert filled.read(Posts).arrow["post_uid"].to_pylist() == ["x:2"]
    assert sorted(tables(filled)) == ["media/part-0.parquet", "posts/part-0.parquet"]
    kept = tables(filled)
    undo_killed_run(filled)
    assert tables(filled) == kept


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, CaseError, MemoryError])
def test_what_fails_or_is_cancelled_never_was(
    filled: Case, rows_of: Any, error: type[BaseException]
) -> None:
    kept = tables(filled)
    with pytest.raises(error), undone_on_failure(filled, SPECS):  # noqa: PT012
        replace_posts(filled, rows_of)
        raise error
    assert tables(filled) == kept
    assert not filled.table_dir(Media).exists()


def test_a_failure_before_the_first_table_leaves_none(case: Case, rows_of: Any) -> None:
    with pytest.raises(CaseError), undone_on_failure(case, SPECS):  # noqa: PT012
        replace_posts(case, rows_of)
        raise CaseError("no")
    assert tables(case) == {}


def test_a_killed_run_is_undone_by_the_next(
    filled: Case, rows_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tables(filled)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):  # noqa: PT012
        patch.setattr(before, "restore", lambda root: None)
        with undone_on_failure(filled, SPECS):
            replace_posts(filled, rows_of)
            raise KeyboardInterrupt
    assert filled.read(Posts).arrow["post_uid"].to_pylist() == ["x:2"]
    undo_killed_run(filled)
    assert tables(filled) == kept


@pytest.mark.parametrize("n_steps", range(8))
def test_undoing_may_itself_be_interrupted(
    filled: Case, rows_of: Any, monkeypatch: pytest.MonkeyPatch, n_steps: int
) -> None:
    kept = tables(filled)
    steps = iter(range(n_steps))
    put_back, link = before._put_back, before._link

    def stop(function: Any, *paths: Path) -> None:
        if next(steps, None) is None:
            raise KeyboardInterrupt
        function(*paths)

    with pytest.raises(KeyboardInterrupt), monkeypatch.context() as patch:  # noqa: PT012
        with undone_on_failure(filled, SPECS):
            replace_posts(filled, rows_of)
            patch.setattr(before, "_put_back", lambda *paths: stop(put_back, *paths))
            patch.setattr(before, "_link", lambda *paths: stop(link, *paths))
            raise KeyboardInterrupt
    undo_killed_run(filled)
    assert tables(filled) == kept


def test_without_hard_links_files_are_copied(
    filled: Case, rows_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*paths: Path) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    kept = tables(filled)
    with pytest.raises(KeyboardInterrupt), undone_on_failure(filled, SPECS):  # noqa: PT012
        replace_posts(filled, rows_of)
        raise KeyboardInterrupt
    assert tables(filled) == kept
