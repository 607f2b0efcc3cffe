"""One case made through the command, shared by the journeys that only look at it or copy it."""

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
from undertow.synth import ScenarioKnobs, read_scenario, write_scenario

Run = Callable[..., subprocess.CompletedProcess[str]]
COMMAND = Path(sys.executable).with_name("undertow")


@pytest.fixture(scope="session")
def undertow() -> Run:
    """Run a command in this process: a new one takes seconds to load what it needs.

    What it printed and how it ended come back as those of a process; keywords are variables of its
    environment, and ``cwd`` is the folder that it runs in.
    """

    def run(
        *words: object, cwd: Path | None = None, **env: str
    ) -> subprocess.CompletedProcess[str]:
        out, err, code = io.StringIO(), io.StringIO(), 0
        with (
            pytest.MonkeyPatch.context() as patch,
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            patch.setattr(sys, "argv", ["undertow", *map(str, words)])
            for name, value in env.items():
                patch.setenv(name, value)
            if cwd is not None:
                patch.chdir(cwd)
            try:
                main()
            except SystemExit as end:
                code = int(end.code or 0)
        return subprocess.CompletedProcess(list(words), code, out.getvalue(), err.getvalue())

    return run


@pytest.fixture(scope="session")
def installed() -> Run:
    """Run the installed command, for what only a process of its own can show."""

    def run(
        *words: object, cwd: Path | None = None, **env: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(COMMAND), *map(str, words)],
            capture_output=True,
            text=True,
            timeout=300,
            cwd=cwd,
            env=os.environ | env,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def tiny() -> ScenarioKnobs:
    """Read the smallest scenario whose campaign is found: for tests that are not about finding."""
    return read_scenario(Path(__file__).parents[1] / "scenarios" / "tiny.toml")


@pytest.fixture(scope="session")
def scenario(tiny: ScenarioKnobs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the smallest scenario."""
    folder = tmp_path_factory.mktemp("scenario") / "tiny"
    write_scenario(tiny, folder, seed=4)
    return folder


Shared = Callable[[str, Callable[[Path], None]], Path]


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Shared:
    """Make a folder once for all workers that run side by side; each gets a copy of its own.

    What fills it is called with the folder, which does not exist yet.
    """
    session = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        session = session.parent

    def make(name: str, fill: Callable[[Path], None]) -> Path:
        made = session / f"shared-{name}"
        with (session / f"shared-{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                unfinished = tmp_path_factory.mktemp("unfinished") / name
                fill(unfinished)
                unfinished.rename(made)
        return Path(shutil.copytree(made, tmp_path_factory.mktemp("copy") / name))

    return make


@pytest.fixture(scope="session")
def analysed(undertow: Run, scenario: Path, shared: Shared) -> Path:
    """Take the smallest scenario through the whole job; do not change what is in it."""
    return shared("analysed", lambda case: _take_through(undertow, scenario, case))


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


@pytest.fixture(scope="session")
def run(undertow: Run) -> Run:
    """Run a command in this process."""
    return undertow
