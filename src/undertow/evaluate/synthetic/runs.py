"""Runs of a suite: each by itself, several at once, none twice."""

from __future__ import annotations

import multiprocessing
import os
import signal
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from undertow.errors import InputError
from undertow.evaluate.synthetic.journal import Journal, Outcome

# Each process does one thing at a time; several threads in each only get in each other's way.
_ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"
)


@dataclass(frozen=True, slots=True)
class Run:
    """One measurement.

    Parameters
    ----------
    key : str
        Says all that decides the result but the code; runs with one key are made once.
    measure : callable
        ``measure(folder, *arguments)`` with an empty folder to work in, removed afterwards; a
        function of a module, and JSON values, so that another process can make it.
    arguments : tuple
        What is measured.
    """

    key: str
    measure: Callable[..., Outcome]
    arguments: tuple[str | int | float, ...] = ()


def make_runs(
    runs: Sequence[Run],
    journal: Journal,
    *,
    n_jobs: int,
    on_done: Callable[[int, int], None] = lambda done, total: None,
) -> list[Outcome]:
    """Make the runs that the journal lacks, and return the results of all, in their order.

    Parameters
    ----------
    runs : sequence of Run
        What to measure.
    journal : Journal
        Results so far; each new one is kept as soon as it is there.
    n_jobs : int
        Processes; 1 measures in this one.
    on_done : callable
        Called with how many runs have their result, and how many there are.

    Returns
    -------
    list of Outcome

    Raises
    ------
    InputError
        One of several processes died.
    """
    waiting = list({run.key: run for run in runs if journal.get(run.key) is None}.values())
    total = len({run.key for run in runs})
    on_done(total - len(waiting), total)
    for n_made, (run, outcome) in enumerate(_outcomes(waiting, n_jobs), 1):
        journal.add(run.key, outcome)
        on_done(total - len(waiting) + n_made, total)
    return [found for run in runs if (found := journal.get(run.key)) is not None]


def _outcomes(runs: Sequence[Run], n_jobs: int) -> Iterator[tuple[Run, Outcome]]:
    if n_jobs == 1:
        yield from ((run, _make(run)) for run in runs)
        return
    context = multiprocessing.get_context("spawn")
    n_processes = max(1, min(n_jobs, len(runs)))
    with _environment(), ProcessPoolExecutor(n_processes, context, _leave_to_parent) as pool:
        futures = {pool.submit(_make, run): run for run in runs}
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
        except BrokenProcessPool as error:
            raise InputError(
                "a process of the suite died, perhaps for lack of memory; finished runs are kept: "
                "run the same command again, with fewer --jobs"
            ) from error
        except BaseException:
            # Else leaving would wait for the runs that are being made.
            pool.shutdown(wait=False, cancel_futures=True)
            for process in multiprocessing.active_children():
                process.terminate()
            raise


def _leave_to_parent() -> None:
    """Ignore Ctrl-C, which reaches every process of the terminal; the parent ends this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _make(run: Run) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="undertow-evaluate-") as folder:
        return run.measure(Path(folder), *run.arguments)


@contextmanager
def _environment() -> Iterator[None]:
    """Let the processes that are started here use one thread each."""
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update({name: os.environ.get(name, one) for name, one in _ONE_THREAD.items()})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
