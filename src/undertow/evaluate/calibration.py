"""Suite ``calibration``: what the pair test finds in permuted copies of the labelled data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import scipy  # scipy.stats takes a second to load: who first asks for it waits

from undertow.coordination import SHUFFLES, Gate, gates, measure_copies, validate_calibrated_pairs
from undertow.engine import DuckDBEngine
from undertow.errors import InputError
from undertow.evaluate.ira import IRA_SETS, ingested_case
from undertow.pipeline import run_stages
from undertow.schema import CalibrationRuns, DirectActions, Posts, Table
from undertow.stages import STAGES

CALIBRATION_INTRODUCTION = """\
# Calibration

Written by `undertow evaluate calibration`; run it on the same data to get the same numbers.

The labelled posts are ingested and turned into actions as for the [evaluation](evaluation-ira.md),
at the default settings. Then accounts are exchanged at random among the actions of each layer, and
the pair test is run on each such copy exactly as on the actions themselves. Nobody coordinates in
a copy, so every pair found there is false. Labels are not read.

- **week**: whole posts are exchanged within each week;
- **popularity**: actions are exchanged among objects of the same ⌊log₂ popularity⌋;
- **both**: within week and popularity at once.

A layer passes when every kind of copies gives fewer than 1 pair on average, or at most 1 % of what
is really found. The bound is the largest mean that would give so few pairs in so many copies with a
probability of 5 % (Poisson). What copies can and cannot show is told in
[how detection works](explanation/detection.md#calibration).
"""
"""What a reader has to know before the tables."""


@dataclass(frozen=True, slots=True)
class CalibrationResult:
    """What copies of one set gave.

    Attributes
    ----------
    name : str
        Set.
    n_posts, n_actions : int
        Size; actions of all layers but those of claims.
    q : float
        False discovery rate of the test.
    gates : list of Gate
        By layer and kind of copies.
    totals : list of Gate
        All layers together, by kind of copies.
    """

    name: str
    n_posts: int
    n_actions: int
    q: float
    gates: list[Gate]
    totals: list[Gate]


def evaluate_calibration(
    data: Path,
    folder: Path,
    name: str,
    n_copies: int,
    *,
    on_copy: Callable[[int], None] = lambda n_done: None,
) -> CalibrationResult:
    """Measure copies of one set.

    Parameters
    ----------
    data : Path
        Folder with ``posts.parquet``.
    folder : Path
        Where the case of the set is made.
    name : str
        Key of ``IRA_SETS``.
    n_copies : int
        Copies of each kind.
    on_copy : callable
        Called after each copy with the number of copies that are done.

    Raises
    ------
    InputError
        The data are not there.
    """
    if not (data / "posts.parquet").is_file():
        raise InputError(
            f"{data / 'posts.parquet'}: not found; --data must name the labelled data folder"
        )
    case = ingested_case(data, IRA_SETS[name], folder / name)
    run_stages(case, STAGES[: [stage.name for stage in STAGES].index("pair_test")])
    actions, settings = case.read(DirectActions), case.settings.coordination
    seed = case.settings.seed
    with DuckDBEngine() as engine:
        runs = measure_copies(
            actions,
            Table.empty(CalibrationRuns),
            settings,
            engine=engine,
            rng_seed=seed,
            wanted=dict.fromkeys(SHUFFLES, n_copies),
            on_copy=on_copy,
        )
        # As an analysis uses them: where a layer is refused, the others are counted without it.
        tables = validate_calibrated_pairs(actions, runs, settings, engine=engine, rng_seed=seed)
    used = tables[3].arrow
    return CalibrationResult(
        name,
        case.n_rows(Posts),
        actions.n_rows,
        settings.q,
        gates(used),
        _totals(used.to_pylist(), gates(used)),
    )


def calibration_markdown(result: CalibrationResult) -> str:
    """Return what was found in the copies of a set."""
    lines = [
        f"## {result.name}",
        "",
        f"{result.n_posts:,} posts, {result.n_actions:,} actions; q = {result.q:g}.",
        "",
        "| layer | exchanged | pairs really found | copies | mean in a copy | most | bound of the "
        "mean | gate |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for gate in [*result.gates, *result.totals]:
        lines.append(
            f"| {gate.layer} | {gate.shuffle} | {gate.n_real:,} | {gate.n_copies} "
            f"| {gate.mean:.2f} | {gate.most} | {mean_bound(gate):.2f} "
            f"| {'passed' if gate.is_passed else 'failed'} |"
        )
    return "\n".join([*lines, ""])


def mean_bound(gate: Gate) -> float:
    """Return the largest mean under which so few pairs have a probability of 5 % (Poisson)."""
    n_pairs = round(gate.mean * gate.n_copies)
    return float(scipy.stats.chi2.ppf(0.95, 2 * (n_pairs + 1))) / 2 / gate.n_copies


def _totals(rows: Iterable[dict[str, object]], found: list[Gate]) -> list[Gate]:
    """Return what copies give in all layers together; a layer refused counts as it was tested."""
    counted: Counter[tuple[str, int]] = Counter()
    for row in rows:
        counted[str(row["shuffle"]), int(str(row["copy"]))] += int(str(row["n_edges"]))
    n_real = sum({gate.layer: gate.n_real for gate in found}.values())
    totals = []
    for shuffle in SHUFFLES:
        counts = [n for (kind, _), n in counted.items() if kind == shuffle]
        if counts:
            mean = sum(counts) / len(counts)
            totals.append(Gate("all layers", shuffle, n_real, len(counts), mean, max(counts)))
    return totals
