"""``undertow calibrate``: what the pair test finds where there is nothing to find."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

import typer
from rich.progress import Progress
from rich.table import Table

import undertow
from undertow.case import Case
from undertow.cli.cancel import cancellable
from undertow.cli.console import (
    CaseFolder,
    command_line,
    errors,
    number_of,
    operator,
    print_table,
    progress,
    tell,
)
from undertow.cli.engines import EngineName, EngineOption, Memory, SparkMaster, amount_of, engine_of
from undertow.coordination import MAX_SHARE, SHUFFLES, SUPPORT_ONLY, Gate, gates
from undertow.engine import Engine
from undertow.errors import CaseError
from undertow.pipeline import Stage
from undertow.schema import Calibrations, CoordinationTests, Records

_WHERE = {
    "week": "within weeks",
    "popularity": "within levels of popularity",
    "both": "within weeks and levels of popularity",
}


class Kind(StrEnum):
    """Kinds of copies."""

    week = "week"
    popularity = "popularity"
    both = "both"
    all = "all"


class Form(StrEnum):
    """How the result is printed."""

    table = "table"
    json = "json"


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("calibrate")(calibrate)


def calibrate(
    case: CaseFolder,
    copies: Annotated[int, typer.Option(help="Copies of each kind.", min=1)] = 20,
    shuffle: Annotated[
        Kind,
        typer.Option(
            help="Inside what accounts are exchanged at random: weeks, levels of popularity, both "
            "at once; or all three kinds of copies."
        ),
    ] = Kind.all,
    form: Annotated[Form, typer.Option("--format", help="How to print.")] = Form.table,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 when a layer fails.")
    ] = False,
    engine: EngineOption = EngineName.duckdb,
    spark_master: SparkMaster = "",
    memory: Memory = "",
) -> None:
    """Test copies in which accounts were exchanged at random: pairs found there are false.

    A layer passes when the copies of each kind give fewer than 1 pair on average, or at most 1 % of
    what is really found. What is found in a layer that fails is not called validated. The result
    is kept; the case is brought up to date, and later analyses use it as long as actions and
    settings stay the same.

    Exits with 0 when the copies were measured, whatever they show; with --strict, with 1 when a
    layer fails.

    Example: undertow calibrate mycase --copies 20
    """
    memory_bytes = amount_of(memory)
    opened = Case.open(case)
    if opened.n_rows(Records) == 0:
        raise CaseError(f"{case}: holds no records; run `undertow ingest {case} FILE...` first")
    kinds = SHUFFLES if shuffle is Kind.all else (shuffle.value,)
    with (
        cancellable(f"cancelled; {case} is as it was before"),
        progress() as bar,
        engine_of(opened, engine, memory_bytes, spark_master) as used,
    ):
        _run(opened, dict.fromkeys(kinds, copies), bar, used)
    found = gates(opened.read(Calibrations).arrow)
    if form is Form.json:
        rows = [asdict(gate) | {"is_passed": gate.is_passed} for gate in found]
        typer.echo(json.dumps(rows, indent=2))
    else:
        _print(found)
    failed = {gate.layer for gate in found if not gate.is_passed}
    if strict and failed:
        told = f"undertow: {case}: {number_of(len(failed), 'layer')} failed calibration"
        errors.print(told, style="bold red", markup=False, highlight=False)
        raise typer.Exit(1)


def calibration_lines(case: Case) -> Iterator[str]:
    """Yield what an analysis says of calibration: a line for each layer refused, or one for all."""
    outcomes = {
        row["layer"]: row["calibration"] for row in case.read(CoordinationTests).arrow.to_pylist()
    }
    found = gates(case.read(Calibrations).arrow)
    for layer in sorted(name for name, outcome in outcomes.items() if outcome == "refused"):
        yield _sentence([gate for gate in found if gate.layer == layer])
    passed = [gate for gate in found if outcomes.get(gate.layer) == "passed"]
    if passed:
        which = "every layer passes" if len(passed) == len(found) else "every other layer passes"
        most = max(gate.mean for gate in passed)
        yield (
            f"Calibration: {which}; copies in which accounts were exchanged at random give at most "
            f"{most:.2f} pairs on average ({_copies(min(gate.n_copies for gate in passed))} of "
            "each kind)."
        )
    if "not_calibrated" in outcomes.values():
        yield (
            "Not calibrated: no permuted copy was tested; run "
            f"`undertow calibrate {case.path}` before anything rests on these pairs."
        )


def _run(case: Case, wanted: dict[str, int], bar: Progress, engine: Engine) -> None:
    """Measure, and show how many copies are done."""
    n_wanted = sum(wanted.values())
    task = bar.add_task("calibrate", total=n_wanted, note="")

    def started(stage: Stage, is_current: bool) -> None:
        bar.update(task, note=f"{stage.name} (unchanged)" if is_current else stage.name)

    def copied(n_done: int) -> None:
        # Where a layer fails, the others are measured again without it.
        total = max(n_wanted, n_done)
        bar.update(task, total=total, completed=n_done, note=f"copy {n_done} of {total}")

    undertow.analysis.calibrate(
        case,
        who=operator(),
        command=command_line(),
        wanted={shuffle: wanted[shuffle] for shuffle in SHUFFLES if shuffle in wanted},
        engine=engine,
        on_start=started,
        on_copy=copied,
    )


def _print(found: list[Gate]) -> None:
    """Print a row for each layer and kind of copies, and what it means for each layer."""
    if not found:
        tell("Nothing to calibrate: no layer that can validate a pair has actions.")
        return
    table = Table("layer", "exchanged", "pairs found", "copies", "mean in a copy", "most", "gate")
    for gate in found:
        table.add_row(
            gate.layer,
            gate.shuffle,
            f"{gate.n_real:,}",
            str(gate.n_copies),
            f"{gate.mean:.2f}",
            f"{gate.most:,}",
            "passed" if gate.is_passed else "FAILED",
        )
    print_table(table)
    for layer in dict.fromkeys(gate.layer for gate in found):
        tell(_sentence([gate for gate in found if gate.layer == layer]))
    tell(
        f"The layers {', '.join(sorted(SUPPORT_ONLY))} keep only pairs that another layer "
        "validates; they have no gate of their own."
    )


def _sentence(own: list[Gate]) -> str:
    """Return what the copies of a layer mean."""
    worst = max(own, key=lambda gate: (not gate.is_passed, gate.mean))
    found = number_of(worst.n_real, "pair") if worst.n_real else "no pair"
    if worst.is_passed:
        return f"{worst.layer}: passes. It has {found}; copies give {worst.mean:.2f} on average."
    return (
        f"{worst.layer}: REFUSED. {found} passed the test, but copies in which accounts were "
        f"exchanged {_WHERE[worst.shuffle]} give {worst.mean:.2f} on average, {worst.most:,} at "
        f"most ({_copies(worst.n_copies)}; allowed: fewer than 1, or {MAX_SHARE:.0%} of what is "
        "found). Chance alone gives such pairs here, so none of this layer is called validated."
    )


def _copies(n: int) -> str:
    return f"{n:,} {'copy' if n == 1 else 'copies'}"
