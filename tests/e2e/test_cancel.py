"""Cancelling an analysis leaves the case as it was, and costs the next one nothing."""

from __future__ import annotations

import hashlib
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from undertow.case import Case
from undertow.schema import TABLES

Run = Callable[..., subprocess.CompletedProcess[str]]


def hashes(case: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of the tables, hidden ones included."""
    root = case / "tables"
    files = (file for file in root.rglob("*") if file.is_file())
    return {str(f.relative_to(root)): hashlib.sha256(f.read_bytes()).hexdigest() for f in files}


def stopped(case: Path, number: signal.Signals) -> tuple[int, str]:
    """Start an analysis, send a signal once it has replaced tables, return how it ended."""
    command = Path(sys.executable).with_name("undertow")
    seen = case / "tables" / "template_uses" / "part-0.parquet"
    before = seen.stat().st_ino if seen.exists() else None
    with subprocess.Popen(
        [str(command), "analyze", str(case)], stderr=subprocess.PIPE, text=True
    ) as run:
        for _ in range(2400):
            if run.poll() is not None or (seen.exists() and seen.stat().st_ino != before):
                break
            time.sleep(0.05)
        run.send_signal(number)
        _, told = run.communicate(timeout=120)
    return run.returncode, told


@pytest.fixture
def changed(analysed: Path, tmp_path: Path) -> Path:
    """An analysed case that another setting makes stale."""
    case = tmp_path / "case"
    shutil.copytree(analysed, case)
    with (case / "case.toml").open("a") as settings:
        settings.write("[settings.text]\nmin_chars = 14\n")
    return case


def test_a_cancelled_analysis_never_was(changed: Path, undertow: Run) -> None:
    before, verified = hashes(changed), undertow("verify", changed)
    assert stopped(changed, signal.SIGINT) == (
        130,
        f"undertow: cancelled; {changed} is as it was before\n",
    )
    assert hashes(changed) == before
    again = undertow("verify", changed)
    assert (again.returncode, again.stdout) == (verified.returncode, verified.stdout)


def test_after_a_cancelled_and_a_killed_first_analysis_there_is_none(
    undertow: Run, analysed: Path, scenario: Path, tmp_path: Path
) -> None:
    case = tmp_path / "case"
    undertow("init", case, "--purpose", "test", "--register", scenario / "register.csv")
    undertow("ingest", case, scenario / "captures")
    before = hashes(case)
    told = f"undertow: cancelled; {case} is as it was before\n"
    assert stopped(case, signal.SIGTERM) == (143, told)
    assert hashes(case) == before
    assert undertow("verify", case).returncode == 0
    assert stopped(case, signal.SIGKILL)[0] == -signal.SIGKILL
    opened = Case.open(case)
    for spec in TABLES.values():  # complete, as far as it came
        opened.read(spec)
    done = undertow("analyze", case)
    assert done.returncode == 0, done.stderr
    assert hashes(case) == hashes(analysed)
    assert undertow("verify", case).returncode == 0


def test_a_killed_analysis_is_undone_by_the_next(
    undertow: Run, changed: Path, analysed: Path
) -> None:
    assert stopped(changed, signal.SIGKILL)[0] == -signal.SIGKILL
    shutil.copy(analysed / "case.toml", changed / "case.toml")
    done = undertow("analyze", changed)
    assert done.stdout.startswith("0 stages run"), done.stdout + done.stderr
    assert hashes(changed) == hashes(analysed)
    assert undertow("verify", changed).returncode == 0
