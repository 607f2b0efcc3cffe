"""One case made through the installed command, shared by the journeys that only look at it."""

from __future__ import annotations

import fcntl
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from undertow.cli.app import main
from undertow.synth import write_scenario

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def undertow() -> Run:
    """Run the installed command and return what it printed and how it ended."""
    command = Path(sys.executable).with_name("undertow")

    def run(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(command), *map(str, arguments)],
            capture_output=True,
            text=True,
            timeout=300,
            cwd=cwd,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the small scenario."""
    folder = tmp_path_factory.mktemp("scenario") / "mini"
    write_scenario("mini", folder, seed=3)
    return folder


@pytest.fixture(scope="session")
def analysed(undertow: Run, scenario: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Take the small scenario through the whole job; do not change what is in it.

    It takes a minute, so workers that run side by side make one and have a copy each.
    """
    session = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        session = session.parent
    made = session / "analysed"
    with (session / "analysed.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            unfinished = tmp_path_factory.mktemp("case") / "mini"
            _take_through(undertow, scenario, unfinished)
            unfinished.rename(made)
    case = tmp_path_factory.mktemp("copy") / "mini"
    shutil.copytree(made, case)
    return case


def _take_through(undertow: Run, scenario: Path, case: Path) -> None:
    for arguments in (
        ("init", case, "--purpose", "test", "--register", scenario / "register.csv"),
        ("ingest", case, scenario / "captures"),
        ("analyze", case),
        ("report", case),
        ("notify", "draft", case),
        ("export", case, "stix"),
        ("export", case, "csv"),
    ):
        done = undertow(*arguments)
        assert done.returncode == 0, done.stderr


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process: a new one takes seconds to load what it needs."""

    def run(*words: object, **env: str) -> subprocess.CompletedProcess[str]:
        out, err, code = io.StringIO(), io.StringIO(), 0
        with monkeypatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.setattr(sys, "argv", ["undertow", *map(str, words)])
            for name, value in env.items():
                patch.setenv(name, value)
            try:
                main()
            except SystemExit as end:
                code = int(end.code or 0)
        return subprocess.CompletedProcess(list(words), code, out.getvalue(), err.getvalue())

    return run
