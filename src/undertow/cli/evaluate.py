"""``undertow evaluate``: measure the detector on labelled data."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from undertow._version import __version__
from undertow.case import write_atomically
from undertow.cli.console import errors, output
from undertow.cli.synthetic_suites import run_suite, write_summary
from undertow.errors import InputError
from undertow.evaluate import (
    CALIBRATION_INTRODUCTION,
    IRA_INTRODUCTION,
    IRA_SETS,
    TEXT_INTRODUCTION,
    TEXT_SUITES,
    calibration_markdown,
    evaluate_calibration,
    evaluate_ira,
    evaluate_text,
    ira_markdown,
    nulls_markdown,
    permuted_copies,
)


class Suite(StrEnum):
    """Suites that can be run."""

    ira = "ira"
    text = "text"
    calibration = "calibration"
    golden = "golden"
    nulls = "nulls"
    hard_negatives = "hard-negatives"
    fairness = "fairness"
    hijack = "hijack"
    floods = "floods"
    missing_data = "missing-data"
    media_alone = "media-alone"
    shuffled = "shuffled"
    reliability = "reliability"
    curves = "curves"
    attribution = "attribution"
    timeline = "timeline"
    summary = "summary"


_INTRODUCTIONS = {
    Suite.ira: IRA_INTRODUCTION,
    Suite.text: TEXT_INTRODUCTION,
    Suite.calibration: CALIBRATION_INTRODUCTION,
}
"""The suites on labelled data, and how their pages begin."""

_SuiteArgument = Annotated[
    Suite,
    typer.Argument(
        help="ira: labelled troll accounts among benign event traffic; text: near-duplicates, "
        "claims across languages, stance, officials, threats, frames; calibration: pairs found "
        "in copies of the labelled data in which accounts were exchanged at random. On "
        "synthetic corpora: golden: the campaign of 2023; nulls: corpora without a campaign; "
        "hard-negatives: crowds that must not be accused; fairness: whom false positives hit; "
        "hijack: accounts taken over beside people whose life changed; floods: accounts of one "
        "or two posts; missing-data: engagement or records taken away; media-alone: the "
        "campaign of 2023 by its videos, without its words; shuffled: copies with authors "
        "exchanged; reliability: what a probability means; curves: what is found as it "
        "gets harder; attribution: copycats and wrong flags under their ceilings, ranks of "
        "hypotheses; timeline: from which day on a campaign would have been found, and time by "
        "stage up to approved notices. summary: one table over the pages of all suites."
    ),
]
_Data = Annotated[
    Path | None,
    typer.Option(
        help="ira, calibration: folder with posts.parquet and labels.parquet; text: folder "
        "that holds evalA, ira_scale, xlingual and mp_roster.",
        file_okay=False,
    ),
]
_Sets = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        help=f"Set to run, again for more: {', '.join(IRA_SETS)}; ira: all, calibration: "
        "A_full where none is named.",
    ),
]
_Nulls = Annotated[
    int,
    typer.Option(
        help="ira: permuted copies of A_full to analyse as well; calibration: copies of each "
        "kind, 20 where not given.",
        min=0,
    ),
]
_Parts = Annotated[
    list[str] | None,
    typer.Option(
        "--suite", help=f"text: part to run, again for more: {', '.join(TEXT_SUITES)}; all."
    ),
]
_Seeds = Annotated[
    int | None,
    typer.Option(help="Synthetic corpora: seeds to run; each suite has its own number.", min=1),
]
_Jobs = Annotated[int, typer.Option(help="Synthetic corpora: processes that run at once.", min=1)]
_Results = Annotated[
    Path,
    typer.Option(
        help="Synthetic corpora: file that keeps the result of every run, so that a suite that "
        "was stopped goes on. Results of other code do not count.",
        dir_okay=False,
    ),
]
_Out = Annotated[Path | None, typer.Option(help="Markdown file to write the tables to as well.")]


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("evaluate")(evaluate)


def evaluate(
    suite: _SuiteArgument,
    data: _Data = None,
    sets: _Sets = None,
    nulls: _Nulls = 0,
    parts: _Parts = None,
    seeds: _Seeds = None,
    jobs: _Jobs = 1,
    results: _Results = Path("evaluation-runs.jsonl"),
    out: _Out = None,
) -> None:
    """Measure on labelled data or synthetic corpora: the whole job, or what reads texts.

    The labels are read after the analysis; the detector never sees them.

    Example: undertow evaluate nulls --seeds 200 --jobs 2 --out docs/evaluation-nulls.md

    Example: undertow evaluate ira --data evalA --nulls 20 --out docs/evaluation-ira.md

    Example: undertow evaluate text --data evaluation --suite targets

    Example: undertow evaluate calibration --data evalA --out docs/evaluation-calibration.md
    """
    _require_that_options_go_with(suite, data, sets, nulls, parts)
    measured = f"Measured on {datetime.now(UTC):%Y-%m-%d}, undertow {__version__}{_commit()}."
    if suite is Suite.summary:
        write_summary(out)
    elif data is None:
        run_suite(suite.value, seeds, jobs, results, out, measured)
    else:
        _write_tables(suite, measured, _tables(suite, data, sets, nulls, parts), out)


def _require_that_options_go_with(
    suite: Suite, data: Path | None, sets: list[str] | None, nulls: int, parts: list[str] | None
) -> None:
    """Refuse options that a suite does not read."""
    if (parts and suite is not Suite.text) or (
        (sets or nulls) and suite not in (Suite.ira, Suite.calibration)
    ):
        raise typer.BadParameter(
            "--set and --nulls go with ira and calibration, --suite goes with text"
        )
    if suite is Suite.summary:
        return
    if suite not in _INTRODUCTIONS and data is not None:
        raise typer.BadParameter("synthetic corpora need no --data")
    if suite in _INTRODUCTIONS and data is None:
        raise typer.BadParameter(f"{suite.value} needs --data, the folder of the labelled data")


def _write_tables(suite: Suite, measured: str, tables: Iterator[str], out: Path | None) -> None:
    """Show the tables of labelled data as they are made, and write them where that is asked for."""
    written = [f"{measured}\n"]
    for table in tables:
        written.append(table)
        output.print(table, markup=False, highlight=False)
    if out is not None:
        write_atomically(out, "\n".join([_INTRODUCTIONS[suite], *written]).encode())
        output.print(f"Wrote {out}", markup=False, highlight=False)


def _tables(
    suite: Suite, data: Path, sets: list[str] | None, nulls: int, parts: list[str] | None
) -> Iterator[str]:
    if suite is Suite.ira:
        return _ira(data, sets, nulls)
    if suite is Suite.text:
        return _text(data, parts)
    return _calibration(data, sets, nulls or 20)


def _ira(data: Path, sets: list[str] | None, nulls: int) -> Iterator[str]:
    names = _known(sets, IRA_SETS, "set")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for result, case in evaluate_ira(data, folder, names):
            yield ira_markdown(result)
            if nulls and result.name == names[-1]:
                for within_week in (True, False):
                    copies = folder / f"nulls-{within_week}"
                    copies.mkdir()
                    found = []
                    for copy in permuted_copies(case, copies, nulls, within_week=within_week):
                        found.append(copy)
                        errors.print(f"permuted copy {copy.seed + 1} of {nulls}", highlight=False)
                    yield nulls_markdown(result.name, found, result.labels, within_week=within_week)


def _calibration(data: Path, sets: list[str] | None, n_copies: int) -> Iterator[str]:
    names = _known(sets, IRA_SETS, "set") if sets else ["A_full"]
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            result = evaluate_calibration(
                data,
                Path(folder),
                name,
                n_copies,
                on_copy=lambda n: errors.print(f"copy {n} of {3 * n_copies}", highlight=False),
            )
            yield calibration_markdown(result)


def _text(data: Path, parts: list[str] | None) -> Iterator[str]:
    if not data.is_dir():
        raise InputError(f"{data}: no such folder; --data must name the folder of all data sets")
    return evaluate_text(
        data,
        _known(parts, TEXT_SUITES, "suite"),
        lambda line: errors.print(line, markup=False, highlight=False),
    )


def _known(names: list[str] | None, known: Collection[str], kind: str) -> list[str]:
    unknown = sorted(set(names or ()) - set(known))
    if unknown:
        raise typer.BadParameter(f"unknown {kind} {unknown}; choose from {list(known)}")
    return names or list(known)


def _commit() -> str:
    """Return the commit of the source tree this runs from, where it is one."""
    try:
        done = subprocess.run(
            ["git", "describe", "--always", "--dirty"],  # noqa: S607 - whatever git the user has
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return f", commit {done.stdout.strip()}"
