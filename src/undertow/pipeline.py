"""The stage graph and its runner.

A stage is a pure function ``(tables..., settings=..., rng_seed=...) -> tables``. The runner loads
its inputs, skips it when nothing that it depends on has changed, calls it, checks what it returns,
writes the tables and, last, a provenance row. Killing the process at any point leaves complete
tables behind: a stage whose provenance row does not match its tables is run again.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any

import pyarrow as pa

from undertow._version import __version__
from undertow.case import Case
from undertow.engine import DuckDBEngine, Engine, Limits, failures_told, usual_memory_bytes
from undertow.errors import SchemaError, VerificationError
from undertow.schema import TABLES, Provenance, StoredTable, Table, TableSpec
from undertow.settings import NoSettings, Section, Settings

StageFunction = Callable[..., Any]
Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Stage:
    """A node of the stage graph.

    Parameters
    ----------
    name : str
        Name in provenance and progress.
    inputs, outputs : tuple of type[TableSpec]
        Tables read, in the order of the function's parameters, and tables returned, in order.
    function : callable
        ``function(*tables, settings=settings, rng_seed=seed)``; returns a table or a tuple of
        tables. For a streamed stage ``function(*files, settings=settings, rng_seed=seed,
        spill=folder)``, which yields a spec and its record batches, in the order of the key, for
        each output.
    section : str or None
        Attribute of :class:`~undertow.settings.Settings` that it reads; ``"*"`` for all of them.
    version : str
        Changed whenever results may change.
    is_streamed : bool
        Whether it takes the files of its inputs and gives batches, because whole tables may not
        fit in memory.
    is_incremental : bool
        Whether it takes its outputs of an earlier run as ``before=``, tables or files as its inputs
        are, or None where they were made with other settings or another version. They save time
        and never change the result.
    is_relational : bool
        Whether it takes ``engine=``, what runs its Ibis expressions. Engines never change the
        result, so they are no part of the provenance.
    is_reporting : bool
        Whether it takes ``report=``, which it calls with how much of its work is done and how much
        there is, in any unit.
    """

    name: str
    inputs: tuple[type[TableSpec], ...]
    outputs: tuple[type[TableSpec], ...]
    function: StageFunction
    section: str | None
    version: str = "1"
    is_streamed: bool = False
    is_incremental: bool = False
    is_relational: bool = False
    is_reporting: bool = False

    def settings(self, settings: Settings) -> Section:
        """Return the section of ``settings`` that the stage reads."""
        if self.section is None:
            return NoSettings()
        if self.section == "*":
            return settings
        section: Section = getattr(settings, self.section)
        return section


@dataclass(frozen=True, slots=True)
class StageRun:
    """What happened to a stage: whether it ran, and how many rows each output has."""

    stage: str
    ran: bool
    rows: dict[str, int]


def run_stages(
    case: Case,
    stages: Sequence[Stage],
    *,
    engine: Engine | None = None,
    on_start: Callable[[Stage, bool], None] = lambda stage, skipped: None,
    on_progress: Report = lambda done, total: None,
) -> list[StageRun]:
    """Bring the outputs of ``stages`` up to date, in the order given.

    Parameters
    ----------
    case : Case
        Opened for writing.
    stages : sequence of Stage
        Topologically ordered.
    engine : Engine or None
        Runs the relational stages; DuckDB in this process where None.
    on_start : callable
        Called with each stage and whether it is skipped, before it runs.
    on_progress : callable
        Called by stages that report, with how much of their work is done and how much there is.

    Returns
    -------
    list of StageRun
        One entry a stage.

    Raises
    ------
    SchemaError
        A stage returned something else than its outputs.
    """
    runs = []
    with _opened(engine, case) as opened, opened.limits.in_force(), _spilling(case):
        for stage in stages:
            wanted = _provenance(case, stage)
            is_current = _is_current(case, stage, wanted)
            on_start(stage, is_current)
            if not is_current:
                _run(case, stage, wanted, opened, on_progress)
            n_rows = {spec.name: case.n_rows(spec) for spec in stage.outputs}
            runs.append(StageRun(stage.name, not is_current, n_rows))
    return runs


def usual_limits(case: Case, memory_bytes: int | None = None) -> Limits:
    """Return what the analysis of a case may use: a share of this machine unless somebody says."""
    return Limits(memory_bytes or usual_memory_bytes(), spill=case.spill)


def _opened(engine: Engine | None, case: Case) -> AbstractContextManager[Engine]:
    """Return the engine that was given, which stays open, or a new one."""
    return DuckDBEngine(usual_limits(case)) if engine is None else nullcontext(engine)


@contextmanager
def _spilling(case: Case) -> Iterator[None]:
    """Leave nothing where stages and engines spill, nor what a killed run left there."""
    shutil.rmtree(case.spill, ignore_errors=True)
    case.spill.mkdir(parents=True)
    try:
        yield
    finally:
        shutil.rmtree(case.spill, ignore_errors=True)


def record_source(case: Case, stage: str, outputs: Sequence[type[TableSpec]]) -> None:
    """Write the provenance row of tables that come from outside the stage graph.

    Parameters
    ----------
    case : Case
        Opened for writing; the tables are written.
    stage : str
        What wrote them.
    outputs : sequence of type[TableSpec]
        The tables, vouched for from here on.
    """
    source = Stage(stage, (), tuple(outputs), lambda **_: (), None)
    _write_provenance(case, source, _provenance(case, source))


def unrecorded(case: Case, specs: Iterable[type[TableSpec]]) -> list[str]:
    """Return the tables that are not what the stage that wrote them recorded.

    Parameters
    ----------
    case : Case
        Only read; each of the tables is hashed once.
    specs : iterable of type[TableSpec]
        The tables to look at.

    Returns
    -------
    list of str
        Names, sorted. A table that no provenance row names is among them; one that was never
        written is not.
    """
    recorded: dict[str, set[str]] = {}
    for stage in case.recorded_stages():
        row = case.provenance(stage) or {}
        for output in row.get("outputs") or ():
            table, _, sha256 = str(output).partition("=")
            recorded.setdefault(table, set()).add(sha256)
    return sorted(
        spec.name
        for spec in set(specs)
        if (spec.name in recorded or case.has_table(spec))
        and recorded.get(spec.name) != {case.table_sha256(spec)}
    )


def require_recorded(case: Case, specs: Iterable[type[TableSpec]]) -> None:
    """Raise unless tables are what the stages that wrote them recorded.

    Nothing that leaves the case may be made from tables that ``undertow verify`` rejects.

    Raises
    ------
    VerificationError
        Some are not; names them.
    """
    if changed := unrecorded(case, specs):
        names = ", ".join(f"tables/{name}" for name in changed)
        raise VerificationError(
            f"{case.path}: {names}: not what the stage that wrote it recorded, so nothing was made "
            f"from it; run `undertow verify {case.path}` to see what is damaged, and "
            f"`undertow analyze {case.path}` to make derived tables again"
        )


def _provenance(case: Case, stage: Stage) -> dict[str, Any]:
    """Return the provenance row the stage would have if run now, outputs left open."""
    return {
        "stage": stage.name,
        "stage_version": stage.version,
        "code_version": __version__,
        "settings_sha256": stage.settings(case.settings).digest(),
        "seed": case.settings.seed,
        "inputs": [f"{spec.name}={case.table_sha256(spec)}" for spec in stage.inputs],
        "outputs": [],
    }


def _is_current(case: Case, stage: Stage, wanted: dict[str, Any]) -> bool:
    """Whether the tables on disk are what this stage, run now, would write."""
    recorded = case.provenance(stage.name)
    if recorded is None:
        return False
    if any(recorded[name] != wanted[name] for name in wanted if name != "outputs"):
        return False
    outputs = [f"{spec.name}={case.table_sha256(spec)}" for spec in stage.outputs]
    return bool(recorded["outputs"] == outputs)


def _has_before(case: Case, wanted: dict[str, Any]) -> bool:
    """Whether the tables on disk are what an earlier run of the same code and settings wrote."""
    recorded = case.provenance(wanted["stage"])
    fixed = ("stage_version", "code_version", "settings_sha256", "seed")
    if recorded is None or any(recorded[name] != wanted[name] for name in fixed):
        return False
    names = [str(output).partition("=")[0] for output in recorded["outputs"]]
    return bool(
        recorded["outputs"] == [f"{name}={case.table_sha256(TABLES[name])}" for name in names]
    )


def _run(case: Case, stage: Stage, wanted: dict[str, Any], engine: Engine, report: Report) -> None:
    read = case.table_files if stage.is_streamed else partial(_stored, case)
    more: dict[str, Any] = {}
    if stage.is_incremental:
        more["before"] = (
            tuple(read(spec) for spec in stage.outputs) if _has_before(case, wanted) else None
        )
    if stage.is_relational:
        more["engine"] = engine
    if stage.is_reporting:
        more["report"] = report
    settings = _settings_within(case, stage, engine.limits)
    with failures_told(f"stage {stage.name}"):
        if stage.is_streamed:
            _stream(case, stage, settings, more)
        else:
            _call(case, stage, settings, more)
    engine.release()
    _write_provenance(case, stage, wanted)


def _stored(case: Case, spec: type[TableSpec]) -> Table[Any]:
    """Return a table of the case that is read when it is first looked at."""
    files = [str(file) for file in case.table_files(spec)]
    if not files:
        return Table.empty(spec)
    try:
        return StoredTable(spec, files, case.n_rows(spec), lambda: case.read(spec))
    except (pa.ArrowException, OSError):
        return case.read(spec)  # which tells what is damaged and what to do


def _settings_within(case: Case, stage: Stage, limits: Limits) -> Section:
    """Return the settings of a stage, fitted to the memory there is."""
    settings = stage.settings(case.settings)
    return settings if limits.memory_bytes is None else settings.within(limits.memory_bytes)


def _stream(case: Case, stage: Stage, settings: Section, more: dict[str, Any]) -> None:
    parts = stage.function(
        *(case.table_files(spec) for spec in stage.inputs),
        settings=settings,
        rng_seed=case.settings.seed,
        spill=case.spill / "stage",
        **more,
    )
    written = case.write_batches(parts)
    if written != stage.outputs:
        raise SchemaError(f"stage {stage.name} returned {[spec.name for spec in written]}")


def _call(case: Case, stage: Stage, settings: Section, more: dict[str, Any]) -> None:
    tables = [_stored(case, spec) for spec in stage.inputs]
    result = stage.function(*tables, settings=settings, rng_seed=case.settings.seed, **more)
    outputs: tuple[Table[Any], ...] = result if isinstance(result, tuple) else (result,)
    if tuple(table.spec for table in outputs) != stage.outputs:
        raise SchemaError(f"stage {stage.name} returned {[t.spec.name for t in outputs]}")
    case.write(*outputs)


def _write_provenance(case: Case, stage: Stage, row: dict[str, Any]) -> None:
    """Write a provenance row with the hashes of the outputs as they are on disk."""
    row = row | {"outputs": [f"{spec.name}={case.table_sha256(spec)}" for spec in stage.outputs]}
    case.write_provenance(
        Table.checked(Provenance, pa.Table.from_pylist([row], schema=Provenance.arrow_schema()))
    )
