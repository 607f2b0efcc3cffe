"""An analysis: what is prepared, run and logged, from records to claims."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext

from undertow import schema as s
from undertow.attribution import (
    read_known_indicators,
    read_known_observables,
)
from undertow.captures import (
    check_untouched,
    vouch_for_read,
)
from undertow.case import Case
from undertow.coordination import (
    Shuffle,
    measure_copies,
)
from undertow.engine import DuckDBEngine, Engine
from undertow.ingest import CustodyLog
from undertow.ingest.vouched import SOURCES, VOUCHED_BY_ANALYSIS, VOUCHED_BY_INGEST
from undertow.pipeline import Stage, StageRun, record_source, run_stages, unrecorded
from undertow.reference_case import read_reference
from undertow.rollback import undone_on_failure
from undertow.stages import STAGES
from undertow.targets import read_register

_DERIVED: frozenset[type[s.TableSpec]] = frozenset(
    {
        s.Targets,
        s.KnownObservables,
        s.KnownIndicators,
        s.NamedReference,
        s.CalibrationRuns,
        *(spec for stage in STAGES for spec in stage.outputs),
    }
)


def analyze(
    case: Case,
    *,
    who: str,
    command: str,
    engine: Engine | None = None,
    reference: str | None = None,
    on_start: Callable[[Stage, bool], None] = lambda stage, skipped: None,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[StageRun]:
    """Bring every derived table of a case up to date.

    The custody log gets one entry, with a hash over the provenance of every table. After an
    analysis that was killed, or where somebody changed that provenance, everything is made again
    from the records. One that fails or is cancelled leaves the tables as they were.

    Parameters
    ----------
    case : Case
        With records ingested; held for writing while this runs.
    who, command : str
        For the custody log.
    engine : Engine or None
        Runs the relational stages; DuckDB in this process where None. The tables are the same.
    reference : str, optional
        Folder of the case whose ordinary accounts copying is compared with, in place of
        ``[settings.reference] case``.
    on_start : callable
        Called with each stage, and whether it is skipped, before it runs.
    on_progress : callable
        Called by long stages with how much of their work is done and how much there is.

    Returns
    -------
    list of StageRun
        What ran and what was still current.

    Raises
    ------
    CaseError
        Another process is writing, a table is damaged, or the records are not those that were read.
    InputError
        The register cannot be read, or the reference case has no rates.
    """
    with case.writing():
        _check(case, who=who, command=command)
        with undone_on_failure(case, _DERIVED):
            _prepare(case)
            case.write(read_reference(case, reference))
            record_source(case, "reference", (s.NamedReference,))
            runs = run_stages(
                case, STAGES, engine=engine, on_start=on_start, on_progress=on_progress
            )
            _log(case, "analyze", runs, who=who, command=command)
        return runs


def calibrate(
    case: Case,
    *,
    who: str,
    command: str,
    wanted: Mapping[Shuffle, int],
    engine: Engine | None = None,
    on_start: Callable[[Stage, bool], None] = lambda stage, skipped: None,
    on_copy: Callable[[int], None] = lambda n_done: None,
) -> list[StageRun]:
    """Measure permuted copies of the actions of a case, and bring its derived tables up to date.

    Where the outcome is that of the analysis before, no other table changes.

    Parameters
    ----------
    case : Case
        With records ingested; held for writing while this runs.
    who, command : str
        For the custody log.
    wanted : mapping
        Copies of each kind; copies that were measured before and still hold count.
    engine : Engine or None
        As for :func:`analyze`.
    on_start : callable
        Called with each stage, and whether it is skipped, before it runs.
    on_copy : callable
        Called after each copy with the number of copies that are done.

    Returns
    -------
    list of StageRun
        What ran and what was still current.

    Raises
    ------
    CaseError, InputError
        As :func:`analyze`.
    """
    names = [stage.name for stage in STAGES]
    with case.writing():
        _check(case, who=who, command=command)
        with undone_on_failure(case, _DERIVED):
            _prepare(case)
            if case.provenance("reference") is None:
                case.write(read_reference(case, None))
                record_source(case, "reference", (s.NamedReference,))
            before = STAGES[: names.index("pair_test")]
            run_stages(case, before, engine=engine, on_start=on_start)
            with DuckDBEngine() if engine is None else nullcontext(engine) as used:
                measured = measure_copies(
                    case.read(s.DirectActions),
                    case.read(s.CalibrationRuns),
                    case.settings.coordination,
                    engine=used,
                    rng_seed=case.settings.seed,
                    wanted=wanted,
                    on_copy=on_copy,
                )
            case.write(measured)
            record_source(case, "calibrate", (s.CalibrationRuns,))
            runs = run_stages(case, STAGES, engine=engine, on_start=on_start)
            copies = ",".join(f"{shuffle}={n}" for shuffle, n in wanted.items())
            _log(case, "calibrate", runs, who=who, command=command, copies=copies)
        return runs


def _check(case: Case, *, who: str, command: str) -> None:
    """Make sure that the records are those that were read."""
    check_untouched(case, who=who, command=command)
    if case.provenance(SOURCES[0]) is None:
        vouch_for_read(case)


def _prepare(case: Case) -> None:
    """Forget what the custody log does not vouch for; read the register and the knowledge base."""
    if VOUCHED_BY_ANALYSIS.is_altered(case):
        case.forget(VOUCHED_BY_ANALYSIS.stages(case))
    register = case.register
    targets = read_register(register) if register else s.Table.empty(s.Targets)
    case.write(targets)
    record_source(case, "register", (s.Targets,))
    case.write(read_known_observables(case))
    case.write(read_known_indicators(case))
    record_source(case, "knowledge", (s.KnownObservables, s.KnownIndicators))
    if unrecorded(case, (s.CalibrationRuns,)):
        # A measurement that nobody vouches for could open the gate.
        case.write(s.Table.empty(s.CalibrationRuns))
        record_source(case, "calibrate", (s.CalibrationRuns,))


def _log(
    case: Case, action: str, runs: list[StageRun], *, who: str, command: str, **more: str
) -> None:
    """Log what ran, with hashes over the provenance of every table."""
    fields = {
        **more,
        "stages_run": ",".join(run.stage for run in runs if run.ran),
        **VOUCHED_BY_INGEST.fields(case),
        **VOUCHED_BY_ANALYSIS.fields(case),
    }
    CustodyLog.of(case).append(action, who=who, command=command, fields=fields)
