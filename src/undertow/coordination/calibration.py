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
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial

import pyarrow as pa
import pyarrow.compute as pc

from undertow._version import __version__
from undertow.coordination.gate import failed_layers
from undertow.coordination.pair_test import SUPPORT_ONLY, validate_pairs
from undertow.coordination.permutation import SHUFFLES, PermutableActions, Shuffle, digest_of
from undertow.schema import (
    CalibrationRuns,
    Calibrations,
    DirectActions,
    DirectCoordinationTests,
    DirectEdgeEvidence,
    DirectEdges,
    Table,
)
from undertow.settings import CoordinationSettings

Counts = dict[str, int]
Tested = tuple[Table[DirectEdges], Table[DirectEdgeEvidence], Table[DirectCoordinationTests]]
PairTest = Callable[[Table[DirectActions]], Tested]


@dataclass(frozen=True, slots=True)
class Round:
    """Layers tested together, with their copies.

    Attributes
    ----------
    basis : str
        SHA-256 of all that the measurement depends on.
    tested : tuple of Table
        Edges, evidence and tests of the actions as they are.
    n_real : dict
        Pairs found in each layer.
    copies : dict
        (shuffle, number of the copy) -> pairs found in each layer; empty where none was measured.
    """

    basis: str
    tested: Tested
    n_real: Counts
    copies: Mapping[tuple[Shuffle, int], Counts]


@dataclass(frozen=True, slots=True)
class Measurement:
    """How copies are made and tested.

    Attributes
    ----------
    actions : Table[DirectActions]
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

    actions: Table[DirectActions]
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
            tested = self.test(_without(self.actions, refused))
            n_real = count_pairs(tested[0], layers)
            is_needed = bool(layers) and (any(n_real.values()) or not is_lazy)
            needed = wanted if is_needed else {}
            basis = self._basis(layers, tested[0]) if self.known or needed else ""
            copies: dict[tuple[Shuffle, int], Counts] = {}
            for place in self._places(basis, needed):
                copies[place] = self._count(basis, layers, *place)
                n_done += 1
                self.on_copy(n_done)
            found = Round(basis, tested, n_real, copies)
            yield found
            if not (failed := failed_layers(self.rows(found))):
                return
            refused |= failed

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
        return count_pairs(self.test(self.permutable().copy(shuffle, seed, layers))[0], layers)

    def _basis(self, layers: tuple[str, ...], edges: Table[DirectEdges]) -> str:
        """Return what a measurement of some layers holds for.

        The pairs really found are part of it: a test that judges them otherwise is another test.
        """
        windows = {name: self.settings.windows_s[name] for name in self.settings.windows_s}
        named = [__version__, self.rng_seed, self.settings.q, windows, layers]
        own = _of_layers(edges.arrow, layers).select(["layer", "a", "b", "p_combined"])
        parts = (json.dumps(named, sort_keys=True), self.permutable().digest(), digest_of(own))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def validate_calibrated_pairs(
    actions: Table[DirectActions],
    calibration_runs: Table[CalibrationRuns],
    settings: CoordinationSettings,
    *,
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
    rng_seed : int
        Seed of the copies.

    Returns
    -------
    direct_edges, direct_edge_evidence, direct_coordination_tests : Table
        As :func:`validate_pairs` gives them for the layers that passed; tests say what was refused.
    calibrations : Table[Calibrations]
        What was found in each copy.

    Notes
    -----
    A copy costs a pair test of the layers that can validate a pair, and is made only where a pair
    was found. Support-only layers have no gate of their own: they keep pairs that others validate,
    and where those are refused theirs fall with them.
    """
    measurement = _measurement(actions, calibration_runs, settings, rng_seed)
    wanted = dict.fromkeys(SHUFFLES, settings.calibration_copies)
    refused: dict[str, pa.Table] = {}
    calibrations = []
    for found in measurement.rounds(wanted, is_lazy=True):
        last, rows = found, measurement.rows(found)
        failed = failed_layers(rows)
        calibrations.append(_of_layers(rows, failed) if failed else rows)
        refused |= {layer: found.tested[2].arrow for layer in failed}
    edges, evidence, tests = last.tested
    return (
        edges,
        evidence,
        _told(tests, last, refused),
        Table.checked(Calibrations, pa.concat_tables(calibrations).drop_columns(["basis"])),
    )


def measure_copies(
    actions: Table[DirectActions],
    calibration_runs: Table[CalibrationRuns],
    settings: CoordinationSettings,
    *,
    rng_seed: int,
    wanted: Mapping[Shuffle, int],
    on_copy: Callable[[int], None] = lambda n_done: None,
) -> Table[CalibrationRuns]:
    """Measure copies of every layer, whether or not anything was found in it.

    Parameters
    ----------
    actions, settings, rng_seed
        As for :func:`validate_calibrated_pairs`.
    calibration_runs : Table[CalibrationRuns]
        Copies measured before; those that still hold are kept and not measured again.
    wanted : mapping
        Number of copies of each shuffle.
    on_copy : callable
        Called after each copy with the number of copies that are done.
    """
    measurement = _measurement(actions, calibration_runs, settings, rng_seed, on_copy)
    rows = [measurement.rows(found) for found in measurement.rounds(wanted, is_lazy=False)]
    return Table.checked(CalibrationRuns, pa.concat_tables(rows))


def count_pairs(edges: Table[DirectEdges], layers: Iterable[str]) -> Counts:
    """Return the number of distinct pairs in each of some layers, whatever their windows."""
    pairs = edges.arrow.group_by(["layer", "a", "b"]).aggregate([])
    counted = Counter(pairs.column("layer").to_pylist())
    return {layer: counted[layer] for layer in layers}


def copy_seed(rng_seed: int, shuffle: Shuffle, copy: int) -> int:
    """Return the seed of a copy, in the range of a signed 64-bit integer."""
    text = f"{rng_seed} {shuffle} {copy}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 1


def _measurement(
    actions: Table[DirectActions],
    calibration_runs: Table[CalibrationRuns],
    settings: CoordinationSettings,
    rng_seed: int,
    on_copy: Callable[[int], None] = lambda n_done: None,
) -> Measurement:
    known: dict[tuple[str, str, int], Counts] = {}
    for row in calibration_runs.arrow.to_pylist():
        place = (row["basis"], row["shuffle"], row["copy"])
        known.setdefault(place, {})[row["layer"]] = row["n_edges"]
    own = {name for name, windows_s in settings.windows_s.items() if windows_s} - SUPPORT_ONLY
    layers = tuple(sorted(own & set(pc.unique(actions.arrow["layer"]).to_pylist())))
    return Measurement(
        actions,
        layers,
        cache(lambda: PermutableActions.of(actions.arrow, layers)),
        partial(validate_pairs, settings=settings, rng_seed=rng_seed),
        settings,
        rng_seed,
        known,
        on_copy,
    )


def _told(
    tests: Table[DirectCoordinationTests], last: Round, refused: Mapping[str, pa.Table]
) -> Table[DirectCoordinationTests]:
    """Return the tests of all layers with the outcome of their calibration.

    A refused layer is told as it was tested, with the pairs that it would have validated.
    """
    quiet = "not_calibrated" if any(last.n_real.values()) else "nothing_found"
    outcome = "passed" if last.copies else quiet
    rows = [
        row | ({} if row["layer"] in SUPPORT_ONLY else {"calibration": outcome})
        for row in tests.arrow.to_pylist()
        if row["layer"] not in refused
    ]
    for layer, before in refused.items():
        rows += [
            row | {"calibration": "refused", "n_validated": 0, "n_refused": row["n_validated"]}
            for row in _of_layers(before, [layer]).to_pylist()
        ]
    schema = DirectCoordinationTests.arrow_schema()
    return Table.checked(DirectCoordinationTests, pa.Table.from_pylist(rows, schema=schema))


def _without(actions: Table[DirectActions], layers: set[str]) -> Table[DirectActions]:
    """Return the actions of all other layers."""
    if not layers:
        return actions
    is_in = pc.is_in(actions.arrow["layer"], pa.array(sorted(layers), pa.string()))
    return Table(DirectActions, actions.arrow.filter(pc.invert(is_in)))


def _of_layers(rows: pa.Table, layers: Collection[str]) -> pa.Table:
    return rows.filter(pc.is_in(rows["layer"], pa.array(sorted(layers), pa.string())))
