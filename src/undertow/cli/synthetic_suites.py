"""Suites on synthetic corpora for ``undertow evaluate``: what is run, shown and written."""

from __future__ import annotations

from pathlib import Path

from undertow.case import write_products
from undertow.cli.cancel import cancellable
from undertow.cli.console import errors, output, progress
from undertow.evaluate.synthetic import (
    SUITES,
    Journal,
    make_runs,
    suite_page,
    summary_page,
)


def run_suite(
    name: str, n_seeds: int | None, n_jobs: int, results: Path, out: Path | None, measured: str
) -> None:
    """Run a suite, print its page, and write it where asked, pictures beside it in ``images``."""
    suite = SUITES[name]
    seeds = n_seeds or suite.n_seeds
    runs = suite.runs(seeds)
    journal = Journal(results)
    told = f"stopped; finished runs are kept in {results}: the same command goes on with them"
    with cancellable(told), progress() as bar:
        task = bar.add_task(name, total=len(runs), note="")

        def done(n_done: int, n_runs: int) -> None:
            bar.update(task, total=n_runs, completed=n_done, note=f"run {n_done} of {n_runs}")
            if not errors.is_terminal and n_done:
                errors.print(f"{name}: run {n_done} of {n_runs}", highlight=False)

        outcomes = make_runs(runs, journal, n_jobs=n_jobs, on_done=done)
    report = suite.report(outcomes)
    page = suite_page(suite, report, measured, f"undertow evaluate {name} --seeds {seeds}")
    output.print(page, markup=False, highlight=False)
    if out is not None:
        pictures = {
            out.parent / "images" / file: picture.encode()
            for file, picture in report.pictures.items()
        }
        write_products({out: page.encode(), **pictures})
        for path in (out, *pictures):
            output.print(f"Wrote {path}", markup=False, highlight=False)


def write_summary(out: Path | None) -> None:
    """Print the table over all pages beside ``out`` (or in docs), and write it there."""
    page = summary_page(Path("docs") if out is None else out.parent)
    output.print(page, markup=False, highlight=False)
    if out is not None:
        write_products({out: page.encode()})
        output.print(f"Wrote {out}", markup=False, highlight=False)
