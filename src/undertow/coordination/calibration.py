"""Calibration: whether the pair test finds nothing where there is nothing to find.

Copies of the actions are made in which accounts were exchanged at random (within weeks, within
levels of popularity, within both), and tested exactly as the actions are. A layer in which the
copies give a pair or more on average, and more than a hundredth of what the actions give, fails:
chance alone produces such pairs there, so none of them is called validated.

The layers of a test are one family. When one of them is refused, the others are tested and
calibrated again without it, because its pairs had made the cut of all too lenient.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from undertow._version import __version__
from undertow.coordination.gate import failed_layers
from undertow.coordination.kinds import SHUFFLES, SUPPORT_ONLY, Shuffle
from undertow.coordination.pair_test import (
    Tested,
    dataset_of,
    dataset_of_files,
    finder_of,
    test_direct,
)
from undertow.coordination.permutation import PermutableActions
from undertow.engine import Engine
from undertow.schema import (
    CalibrationRuns,
    Calibrations,
    DirectActions,
    DirectCoordinationTests,
    DirectEdgeEvidence,
    DirectEdges,
    Table,
    TableSpec,
)
from undertow.settings import CoordinationSettings

Counts = dict[str, int]
PairTest = Callable[[ds.Dataset], Tested]


@dataclass(frozen=True, slots=True)
class Round:
    """Layers tested together, with their copies.

    Attributes
    ----------
    basis : str
        SHA-256 of all that the measurement depends on.
    tests : pa.Table
        What was tested in the actions as they are.
    tested : Tested or None
        What was found there; None where copies were measured, which need the room.
    n_real : dict
        Pairs found in each layer.
    copies : dict
        (shuffle, number of the copy) -> pairs found in each layer; empty where none was measured.
    """

    basis: str
    tests: pa.Table
    tested: Tested | None
    n_real: Counts
    copies: Mapping[tuple[Shuffle, int], Counts]


@dataclass(frozen=True, slots=True)
class Measurement:
    """How copies are made and tested.

    Attributes
    ----------
    actions : ds.Dataset
        The actions as they are.
    layers : tuple of str
        Layers with actions that can validate a pair.
    permutable : callable
        Returns the actions of these layers, encoded when first asked for.
    test : callable
        The pair test, the same for actions and copies.
    settings : CoordinationSettings
        Windows and false discovery rate.
    rng_seed : int
        The seeds of the copies follow from it.
    known : mapping
        (basis, shuffle, number of the copy) -> pairs found in each layer, where measured before.
    on_copy : callable
        Called after each copy with the number of copies that are done.
    """

    actions: ds.Dataset
    layers: tuple[str, ...]
    permutable: Callable[[], PermutableActions]
    test: PairTest
    settings: CoordinationSettings
    rng_seed: int
    known: Mapping[tuple[str, str, int], Counts]
    on_copy: Callable[[int], None] = lambda n_done: None

    def rounds(self, wanted: Mapping[Shuffle, int], *, is_lazy: bool) -> Iterator[Round]:
        """Yield one round after the other, each without the layers that failed before it.

        Parameters
        ----------
        wanted : mapping
            Fewest copies of each shuffle; where more are known, they count too.
        is_lazy : bool
            Whether copies are made only where pairs were found: without any there is nothing to
            call validated.
        """
        refused: set[str] = set()
        n_done = 0
        while True:
            layers = tuple(name for name in self.layers if name not in refused)
            tested = self.find(refused)
            tests, n_real, judged = tested.tests(), tested.n_pairs(), tested.digests()
            n_real = {layer: n_real[layer] for layer in layers}
            is_needed = bool(layers) and (any(n_real.values()) or not is_lazy)
            needed = wanted if is_needed else {}
            basis = self._basis(layers, judged) if self.known or needed else ""
            places = list(self._places(basis, needed))
            kept = None if places else tested
            del tested  # before anything else takes room
            copies: dict[tuple[Shuffle, int], Counts] = {}
            for place in places:
                copies[place] = self._count(basis, layers, *place)
                n_done += 1
                self.on_copy(n_done)
            found = Round(basis, tests, kept, n_real, copies)
            yield found
            if not (failed := failed_layers(self.rows(found))):
                return
            refused |= failed

    def find(self, refused: Collection[str]) -> Tested:
        """Test the actions of all layers but some."""
        return self.test(self.actions.filter(~_is_of(refused)))

    def rows(self, found: Round) -> pa.Table:
        """Return the copies of a round, a row for each layer; columns of ``calibration_runs``."""
        rows = [
            {
                "basis": found.basis,
                "layer": layer,
                "shuffle": shuffle,
                "copy": copy,
                "seed": copy_seed(self.rng_seed, shuffle, copy),
                "n_edges": n_edges,
                "n_real": found.n_real[layer],
                "q": self.settings.q,
            }
            for (shuffle, copy), counts in found.copies.items()
            for layer, n_edges in counts.items()
        ]
        return pa.Table.from_pylist(rows, schema=CalibrationRuns.arrow_schema())

    def _places(self, basis: str, wanted: Mapping[Shuffle, int]) -> Iterator[tuple[Shuffle, int]]:
        """Yield the copies to look at: those wanted, and those known beyond."""
        for shuffle in SHUFFLES:
            known = {copy for place, kind, copy in self.known if (place, kind) == (basis, shuffle)}
            for copy in sorted(known | set(range(wanted.get(shuffle, 0)))):
                yield shuffle, copy

    def _count(self, basis: str, layers: tuple[str, ...], shuffle: Shuffle, copy: int) -> Counts:
        known = self.known.get((basis, shuffle, copy))
        if known is not None:
            return known
        seed = copy_seed(self.rng_seed, shuffle, copy)
        copied = self.permutable().copy(shuffle, seed, layers)
        n_pairs = self.test(ds.dataset(copied.arrow)).n_pairs()
        return {layer: n_pairs[layer] for layer in layers}

    def _basis(self, layers: tuple[str, ...], judged: Mapping[str, str]) -> str:
        """Return what a measurement of some layers holds for.

        The pairs really found are part of it: a test that judges them otherwise is another test.
        """
        windows = {name: self.settings.windows_s[name] for name in self.settings.windows_s}
        named = [__version__, self.rng_seed, self.settings.q, windows, layers]
        found = [judged[layer] for layer in layers]
        text = json.dumps([*named, self.permutable().digest(), found], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def validate_calibrated_pairs(
    actions: Table[DirectActions],
    calibration_runs: Table[CalibrationRuns],
    settings: CoordinationSettings,
    *,
    engine: Engine,
    rng_seed: int,
) -> tuple[
    Table[DirectEdges],
    Table[DirectEdgeEvidence],
    Table[DirectCoordinationTests],
    Table[Calibrations],
]:
    """Test all pairs of accounts, and call them validated only in layers that pass calibration.

    Parameters
    ----------
    actions : Table[DirectActions]
        What every account acted on.
    calibration_runs : Table[CalibrationRuns]
        Copies measured by ``undertow calibrate``; those of other actions or settings are not used.
    settings : CoordinationSettings
        Windows, false discovery rate, copies of each shuffle. With none, and none measured before,
        every layer passes and is said not to be calibrated.
    engine : Engine
        As for :func:`~undertow.coordination.validate_pairs`.
    rng_seed : int
        Seed of the copies.

    Returns
    -------
    direct_edges, direct_edge_evidence, direct_coordination_tests : Table
        As :func:`~undertow.coordination.validate_pairs` gives them for the layers that passed;
        tests say what was refused.
    calibrations : Table[Calibrations]
        What was found in each copy.

    Notes
    -----
    A copy costs a pair test of the layers that can validate a pair, and is made only where a pair
    was found. Support-only layers have no gate of their own: they keep pairs that others validate,
    and where those are refused theirs fall with them.
    """
    measured = _measurement(dataset_of(actions), calibration_runs, settings, engine, rng_seed)
    tested, tests, calibrations = _calibrated(measured)
    return (
        Table.in_order(DirectEdges, tested.edges()),
        Table.in_order(DirectEdgeEvidence, tested.evidence()),
        tests,
        calibrations,
    )


def validate_stored_calibrated_pairs(
    files: Sequence[Path],
    run_files: Sequence[Path],
    settings: CoordinationSettings,
    *,
    engine: Engine,
    rng_seed: int,
    spill: Path,
) -> Iterator[tuple[type[TableSpec], Iterable[pa.RecordBatch]]]:
    """Do what :func:`validate_calibrated_pairs` does for tables in files.

    Parameters
    ----------
    files, run_files : sequence of Path
        Parquet files of ``direct_actions`` and ``calibration_runs``.
    settings, engine, rng_seed
        See :func:`validate_calibrated_pairs`.
    spill : Path
        Not used.

    Yields
    ------
    (type[TableSpec], batches)
        The four tables, their rows in the order of the key.
    """
    schema = CalibrationRuns.arrow_schema()
    runs = [pq.read_table(file, schema=schema) for file in run_files]
    known = Table.checked(CalibrationRuns, pa.concat_tables([schema.empty_table(), *runs]))
    measured = _measurement(dataset_of_files(files), known, settings, engine, rng_seed)
    tested, tests, calibrations = _calibrated(measured)
    yield DirectEdges, tested.edges()
    yield DirectEdgeEvidence, tested.evidence()
    yield DirectCoordinationTests, tests.arrow.to_batches()
    yield Calibrations, calibrations.arrow.to_batches()


def _calibrated(
    measurement: Measurement,
) -> tuple[Tested, Table[DirectCoordinationTests], Table[Calibrations]]:
    """Return what the layers that pass have, what is told of all, and the copies behind it."""
    wanted = dict.fromkeys(SHUFFLES, measurement.settings.calibration_copies)
    refused: dict[str, pa.Table] = {}
    calibrations = []
    for found in measurement.rounds(wanted, is_lazy=True):
        last, rows = found, measurement.rows(found)
        failed = failed_layers(rows)
        calibrations.append(_of_layers(rows, failed) if failed else rows)
        refused |= {layer: found.tests for layer in failed}
    return (
        last.tested or measurement.find(refused),
        _told(last, refused),
        Table.checked(Calibrations, pa.concat_tables(calibrations).drop_columns(["basis"])),
    )


def measure_copies(
    actions: Table[DirectActions],
    calibration_runs: Table[CalibrationRuns],
    settings: CoordinationSettings,
    *,
    engine: Engine,
    rng_seed: int,
    wanted: Mapping[Shuffle, int],
    on_copy: Callable[[int], None] = lambda n_done: None,
) -> Table[CalibrationRuns]:
    """Measure copies of every layer, whether or not anything was found in it.

    Parameters
    ----------
    actions, settings, engine, rng_seed
        As for :func:`validate_calibrated_pairs`.
    calibration_runs : Table[CalibrationRuns]
        Copies measured before; those that still hold are kept and not measured again.
    wanted : mapping
        Number of copies of each shuffle.
    on_copy : callable
        Called after each copy with the number of copies that are done.
    """
    measurement = _measurement(
        dataset_of(actions), calibration_runs, settings, engine, rng_seed, on_copy
    )
    rows = [measurement.rows(found) for found in measurement.rounds(wanted, is_lazy=False)]
    return Table.checked(CalibrationRuns, pa.concat_tables(rows))


def copy_seed(rng_seed: int, shuffle: Shuffle, copy: int) -> int:
    """Return the seed of a copy, in the range of a signed 64-bit integer."""
    text = f"{rng_seed} {shuffle} {copy}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 1


def _measurement(
    actions: ds.Dataset,
    calibration_runs: Table[CalibrationRuns],
    settings: CoordinationSettings,
    engine: Engine,
    rng_seed: int,
    on_copy: Callable[[int], None] = lambda n_done: None,
) -> Measurement:
    known: dict[tuple[str, str, int], Counts] = {}
    for row in calibration_runs.arrow.to_pylist():
        place = (row["basis"], row["shuffle"], row["copy"])
        known.setdefault(place, {})[row["layer"]] = row["n_edges"]
    own = {name for name, windows_s in settings.windows_s.items() if windows_s} - SUPPORT_ONLY
    present = pc.unique(actions.to_table(columns=["layer"])["layer"]).to_pylist()
    layers = tuple(sorted(own & set(present)))
    of_layers = _is_of(layers)
    return Measurement(
        actions,
        layers,
        cache(lambda: PermutableActions.of(actions.to_table(filter=of_layers), layers)),
        partial(test_direct, settings=settings, finder=finder_of(engine)),
        settings,
        rng_seed,
        known,
        on_copy,
    )


def _told(last: Round, refused: Mapping[str, pa.Table]) -> Table[DirectCoordinationTests]:
    """Return the tests of all layers with the outcome of their calibration.

    A refused layer is told as it was tested, with the pairs that it would have validated.
    """
    quiet = "not_calibrated" if any(last.n_real.values()) else "nothing_found"
    measured = {shuffle for shuffle, _ in last.copies}
    outcome = "passed" if measured.issuperset(SHUFFLES) else quiet
    rows = [
        row | ({} if row["layer"] in SUPPORT_ONLY else {"calibration": outcome})
        for row in last.tests.to_pylist()
        if row["layer"] not in refused
    ]
    for layer, before in refused.items():
        rows += [
            row | {"calibration": "refused", "n_validated": 0, "n_refused": row["n_validated"]}
            for row in _of_layers(before, [layer]).to_pylist()
        ]
    schema = DirectCoordinationTests.arrow_schema()
    return Table.checked(DirectCoordinationTests, pa.Table.from_pylist(rows, schema=schema))


def _is_of(layers: Collection[str]) -> ds.Expression:
    return ds.field("layer").isin(pa.array(sorted(layers), pa.string()))


def _of_layers(rows: pa.Table, layers: Collection[str]) -> pa.Table:
    return rows.filter(pc.is_in(rows["layer"], pa.array(sorted(layers), pa.string())))
