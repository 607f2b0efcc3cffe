"""A killed ingest leaves nothing that the next one does not set right; bench/kill.py does more."""

from __future__ import annotations

import importlib.util
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from undertow.case import Case
from undertow.ingest import CustodyLog
from undertow.review import verify_case

BENCH = Path(__file__).parents[2] / "bench"


@pytest.fixture(scope="module")
def kill() -> ModuleType:
    """Load the benchmark as a module."""
    spec = importlib.util.spec_from_file_location("bench_kill", BENCH / "kill.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_tables_after_a_kill_are_those_of_an_undisturbed_run(
    kill: ModuleType, undertow: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    captures = tmp_path / "captures"
    kill.write_captures(captures, n_long=300, n_examples=1)
    undisturbed = tmp_path / "undisturbed"
    start = time.perf_counter()
    kill.ingest(undisturbed, captures)
    whole_s = time.perf_counter() - start
    for number, share in enumerate((0.4, 0.85)):
        case = tmp_path / f"case{number}"
        assert kill.killed_and_again(case, captures, share * whole_s, undisturbed, undertow) == []
        assert CustodyLog.of(Case.open(case)).check() == []
        assert verify_case(Case.open(case)).ok
