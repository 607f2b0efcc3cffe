"""``undertow analyze``: run the stage graph."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress, TaskID
from rich.table import Table as RichTable

import undertow
from undertow.case import Case
from undertow.cli.calibrate import calibration_lines
from undertow.cli.cancel import cancellable
from undertow.cli.clock import start_clocks, tell_clock
from undertow.cli.console import (
    CaseFolder,
    command_line,
    number_of,
    operator,
    output,
    progress,
    tell,
)
from undertow.cli.engines import EngineName, EngineOption, Memory, SparkMaster, amount_of, engine_of
from undertow.cli.estimate import Estimate, told
from undertow.cli.threats import n_awaiting
from undertow.engine import Engine
from undertow.errors import CaseError
from undertow.ingest import left_behind
from undertow.pipeline import Stage, StageRun
from undertow.reference_case import name_of_reference
from undertow.rulings import drop_hidden_pictures
from undertow.schema import AccountFindings, Campaigns, CoordinationTests, Records


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("analyze")(analyze)


def analyze(
    case: CaseFolder,
    engine: EngineOption = EngineName.duckdb,
    spark_master: SparkMaster = "",
    memory: Memory = "",
    reference: Annotated[
        Path | None,
        typer.Option(
            help="Analysed case of ordinary traffic to compare copying with, for this run; "
            "[settings.reference] keeps one.",
            file_okay=False,
        ),
    ] = None,
) -> None:
    """Find who acts together, what they are, in which waves, at whom.

    Stages whose input, settings and version did not change are not run again.

    Example: undertow analyze mycase --memory 4GB
    """
    memory_bytes = amount_of(memory)
    opened = Case.open(case)
    if opened.n_rows(Records) == 0:
        raise CaseError(f"{case}: holds no records; run `undertow ingest {case} FILE...` first")
    if missing := left_behind(opened):
        names = ", ".join(sorted({name for name, _ in missing}))
        tell(
            f"warning: an ingest was interrupted and nothing of {names} is in the tables; run "
            f"`undertow quarantine {case} --retry`"
        )
    with (
        cancellable(f"cancelled; {case} is as it was before"),
        progress() as bar,
        engine_of(opened, engine, memory_bytes, spark_master) as used,
    ):
        runs = run_with_progress(opened, bar, used, reference)
    drop_hidden_pictures(opened)
    print_analysis(opened, runs)


def run_with_progress(
    case: Case, bar: Progress, engine: Engine | None = None, reference: Path | None = None
) -> list[StageRun]:
    """Run all stages and show which one is at work."""
    task: TaskID = bar.add_task("analyze", total=1.0, note="")
    stages = undertow.stages.STAGES
    estimate = Estimate(stages)
    note = ""

    def show() -> None:
        parts = (note, told(estimate.left_s))
        bar.update(task, completed=estimate.share, note=", ".join(filter(None, parts)))

    def started(stage: Stage, is_current: bool) -> None:
        nonlocal note
        estimate.start(stage, is_current)
        unchanged = " (unchanged)" if is_current else ""
        note = f"{stage.name}{unchanged}, {estimate.position} of {len(stages)}"
        show()

    def advanced(done: int, total: int) -> None:
        estimate.report(done, total)
        show()

    runs = undertow.analyze(
        case,
        who=operator(),
        command=command_line(),
        engine=engine,
        on_start=started,
        on_progress=advanced,
        reference=None if reference is None else str(reference.resolve()),
    )
    start_clocks(case)
    return runs


def print_analysis(case: Case, runs: list[StageRun]) -> None:
    """Print what ran, what was tested and what was found."""
    skipped = sum(not run.ran for run in runs)
    output.print(
        f"{len(runs) - skipped} stages run, {skipped} unchanged.", markup=False, highlight=False
    )
    output.print(_tests_table(case))
    output.print(f"Rates of copying: {name_of_reference(case)}.", markup=False, highlight=False)
    for line in calibration_lines(case):
        tell(line)
    verdicts = case.read(AccountFindings).arrow.group_by("verdict").aggregate([([], "count_all")])
    found = sorted(verdicts.to_pylist(), key=lambda row: row["verdict"])
    output.print(
        "Accounts: " + ", ".join(f"{row['count_all']:,} {row['verdict']}" for row in found),
        markup=False,
        highlight=False,
    )
    campaigns = case.read(Campaigns).arrow.to_pylist()
    output.print(f"Campaigns: {len(campaigns)}", highlight=False)
    for row in campaigns:
        output.print(
            f"  {row['campaign_id']}: {row['n_accounts']:,} accounts, {row['n_posts']:,} posts, "
            f"{row['n_targets']:,} officials, {row['start']:%Y-%m-%d} to {row['end']:%Y-%m-%d}, "
            f"{row['verdict']}",
            markup=False,
            highlight=False,
        )
    if n_posts := n_awaiting(case):
        told = f"{number_of(n_posts, 'post')} {'awaits' if n_posts == 1 else 'await'} a person"
        tell(f"{told}: undertow threats {case.path}")
    tell_clock(case)
    output.print(f"Next: undertow report {case.path}", markup=False, highlight=False)


def _tests_table(case: Case) -> RichTable:
    """Return what was tested, a row a layer."""
    shown = RichTable(
        "layer", "actions", "in play", "possible pairs m", "validated pairs", title="Pair tests"
    )
    layers: dict[str, list[dict[str, Any]]] = {}
    for row in case.read(CoordinationTests).arrow.to_pylist():
        layers.setdefault(row["layer"], []).append(row)
    for layer, rows in layers.items():
        by_window = ", ".join(
            f"{row['n_validated']:,} in {_duration(row['window_s'])}"
            for row in rows
            if row["n_validated"]
        )
        first = rows[0]
        shown.add_row(
            layer,
            f"{first['n_actions']:,}",
            f"{first['n_actions_kept']:,}",
            f"{first['n_tests']:,}",
            by_window or _refused(rows) or "none",
        )
    return shown


def _refused(rows: list[dict[str, Any]]) -> str:
    """Return how many pairs of a layer were not called validated, if any."""
    n_refused = max(row["n_refused"] for row in rows)
    return f"none; {n_refused:,} refused" if n_refused else ""


def _duration(seconds: int) -> str:
    """Return a window as a person would say it."""
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds % size == 0:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
