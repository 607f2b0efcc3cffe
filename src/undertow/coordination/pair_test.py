"""The pair test, whether two accounts act together more than chance.

Null hypothesis, per layer: within a stratum (week or day x popularity of the object), which account
made which action is exchangeable; the times of each object and the number of actions of each
account in each stratum are fixed; and on objects that thousands acted on, accounts meet as often as
the object's hours and their own habits make them. Pairs are tested in several windows, the windows
are combined, and the false discovery rate is controlled over all layers and all possible pairs at
once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
from numpy.typing import NDArray

from undertow.coordination.acceptance import AcceptedPairs, accept
from undertow.coordination.accumulator import Accumulator
from undertow.coordination.bucket_join import BucketJoin
from undertow.coordination.candidates import PreparedLayer
from undertow.coordination.edge_evidence import LayerEdges
from undertow.coordination.kinds import SUPPORT_ONLY
from undertow.coordination.multiplicity import benjamini_hochberg, cauchy_combination
from undertow.coordination.permutation import digest_of
from undertow.coordination.screen import MIN_SHARED, PairFinder
from undertow.coordination.strata import LayerActions
from undertow.coordination.synchrony import synchrony_tails
from undertow.engine import Engine
from undertow.schema import (
    Actions,
    CoordinationTests,
    DirectActions,
    DirectCoordinationTests,
    DirectEdgeEvidence,
    DirectEdges,
    EdgeEvidence,
    Edges,
    Table,
    TableSpec,
)
from undertow.settings import CoordinationSettings

_CLAIM_LAYERS = frozenset({"claim"})
_READ = ("object_uid", "account_uid", "at", "precision_s")
# Layers in which a post may act on several objects.
_BUNDLING = frozenset({"url", "hashtag", "claim", "media"})
# Edges that are put into words at a time.
_BATCH_ROWS = 200_000


def validate_pairs(
    actions: Table[DirectActions],
    settings: CoordinationSettings,
    *,
    engine: Engine,
    rng_seed: int,
    finder: PairFinder | None = None,
) -> tuple[Table[DirectEdges], Table[DirectEdgeEvidence], Table[DirectCoordinationTests]]:
    """Test all pairs of accounts in all layers but those of claims.

    Parameters
    ----------
    actions : Table[DirectActions]
        What every account acted on.
    settings : CoordinationSettings
        Windows and false discovery rate.
    engine : Engine
        Where co-actions are found: DuckDB's is this process, and there the accumulator is faster.
    rng_seed : int
        Not used: the test is analytic.
    finder : PairFinder, optional
        What walks the co-actions instead; all find the same.

    Returns
    -------
    direct_edges : Table[DirectEdges]
        A row for each validated pair, layer and window in which at least two objects are shared.
    direct_edge_evidence : Table[DirectEdgeEvidence]
        The closest post pair behind each shared object; ``n_shared`` rows an edge.
    direct_coordination_tests : Table[DirectCoordinationTests]
        What was tested, so that the multiplicity can be judged.
    """
    tested = test_direct(dataset_of(actions), settings, finder or finder_of(engine))
    return (
        Table.in_order(DirectEdges, tested.edges()),
        Table.in_order(DirectEdgeEvidence, tested.evidence()),
        Table.checked(DirectCoordinationTests, tested.tests()),
    )


def dataset_of_files(files: Sequence[Path]) -> ds.Dataset:
    """Return the actions in some files, perhaps none."""
    schema = Actions.arrow_schema()
    if not files:
        return ds.dataset(schema.empty_table())
    return ds.dataset([str(f) for f in files], schema=schema)


def validate_stored_pairs(
    files: Sequence[Path],
    settings: CoordinationSettings,
    *,
    engine: Engine,
    rng_seed: int,
    spill: Path,
) -> Iterator[tuple[type[TableSpec], Iterable[pa.RecordBatch]]]:
    """Do what :func:`validate_pairs` does for actions in files, whose edges may be many.

    Parameters
    ----------
    files : sequence of Path
        Parquet files of ``direct_actions``.
    settings, engine, rng_seed
        See :func:`validate_pairs`.
    spill : Path
        Not used.

    Yields
    ------
    (type[TableSpec], batches)
        The three tables, their rows in the order of the key.
    """
    tested = test_direct(dataset_of_files(files), settings, finder_of(engine))
    yield DirectEdges, tested.edges()
    yield DirectEdgeEvidence, tested.evidence()
    yield (
        DirectCoordinationTests,
        Table.checked(CoordinationTests, tested.tests()).arrow.to_batches(),
    )


def support_pairs(
    actions: Table[Actions],
    direct_edges: Table[DirectEdges],
    direct_edge_evidence: Table[DirectEdgeEvidence],
    direct_coordination_tests: Table[DirectCoordinationTests],
    settings: CoordinationSettings,
    *,
    engine: Engine,
    rng_seed: int,
    finder: PairFinder | None = None,
) -> tuple[Table[Edges], Table[EdgeEvidence], Table[CoordinationTests]]:
    """Add what the claims of validated pairs say, tested as a family of their own.

    Parameters
    ----------
    actions : Table[Actions]
        What every account acted on, claims included.
    direct_edges, direct_edge_evidence, direct_coordination_tests : Table
        From :func:`validate_pairs`.
    settings : CoordinationSettings
        Windows and false discovery rate.
    engine, finder
        See :func:`validate_pairs`.
    rng_seed : int
        Not used.

    Returns
    -------
    edges, edge_evidence, coordination_tests : Table
        The direct ones and those of claims; no pair is in it for its claims alone.
    """
    direct = direct_edges.arrow
    own = direct.filter(pc.invert(pc.is_in(direct["layer"], pa.array(sorted(SUPPORT_ONLY)))))
    tested = _test(
        dataset_of(actions), settings, _CLAIM_LAYERS, _pair_keys(own["a"], own["b"]),
        finder or finder_of(engine),
    )  # fmt: skip
    return (
        _added(Edges, direct, tested.edges()),
        _added(EdgeEvidence, direct_edge_evidence.arrow, tested.evidence()),
        Table.checked(
            CoordinationTests,
            pa.concat_tables([direct_coordination_tests.arrow, tested.tests()]),
        ),
    )


def finder_of(engine: Engine) -> PairFinder:
    """Return what finds pairs best where an engine runs."""
    if engine.name == "duckdb":
        return Accumulator(engine.limits.threads)
    return BucketJoin(engine)


def _added(spec: type[TableSpec], rows: pa.Table, more: Iterable[pa.RecordBatch]) -> Table[Any]:
    """Return the rows of direct layers with others; sorted only where there are any."""
    added = pa.Table.from_batches(more, spec.arrow_schema())
    if added.num_rows == 0:
        return Table.in_order(spec, rows.to_batches())
    return Table.checked(spec, pa.concat_tables([rows, added]))


@dataclass(frozen=True, slots=True)
class Tested:
    """The edges of some layers, in the order of their names, ready to be put into words."""

    actions: ds.Dataset
    layers: Sequence[AcceptedPairs]
    q: float
    finder: PairFinder

    def edges(self) -> Iterator[pa.RecordBatch]:
        """Yield a row for each edge and window, in the order of the key."""
        for layer in self.layers:
            p_synchrony, meaning = _meaning(layer, self.q)
            for column in range(len(layer.pairs.prepared.models)):
                yield from _edge_rows(layer, column, p_synchrony, meaning)

    def evidence(self) -> Iterator[pa.RecordBatch]:
        """Yield the closest post pair behind each shared object, in the order of the key."""
        for layer in self.layers:
            if len(layer.index) == 0:
                continue
            rows = _of_layer(self.actions, layer.pairs.layer, self.finder.evidence_from)
            for column in range(len(layer.pairs.prepared.models)):
                edges = _edges_in(layer, column)
                if len(edges.left):
                    yield from self.finder.evidence(layer.pairs.prepared.actions, rows, edges)

    def n_pairs(self) -> dict[str, int]:
        """Return the number of distinct pairs of each layer, whatever their windows."""
        return {
            layer.pairs.layer: int(
                np.count_nonzero((layer.pairs.counts[layer.index] >= MIN_SHARED).any(axis=1))
            )
            for layer in self.layers
        }

    def digests(self) -> dict[str, str]:
        """Return the SHA-256 of the pairs of each layer and how they are judged."""
        return {
            layer.pairs.layer: digest_of(
                pa.table({"pair": _keys_of(layer), "p_combined": layer.p_combined})
            )
            for layer in self.layers
        }

    def tests(self) -> pa.Table:
        """Return what was tested, a row for each layer and window."""
        rows = [row for layer in self.layers for row in _test_rows(layer)]
        return pa.Table.from_pylist(rows, schema=CoordinationTests.arrow_schema())


def test_direct(actions: ds.Dataset, settings: CoordinationSettings, finder: PairFinder) -> Tested:
    """Test all layers but those of claims."""
    return _test(actions, settings, frozenset(settings.windows_s) - _CLAIM_LAYERS, None, finder)


def _test(
    actions: ds.Dataset,
    settings: CoordinationSettings,
    names: frozenset[str],
    validated: pa.Array | None,
    finder: PairFinder,
) -> Tested:
    """Test some layers; support-only ones keep ``validated`` pairs, or those of the others."""
    layers = [
        PreparedLayer.of(layer, _encoded(actions, layer, max(windows_s)), windows_s)
        for layer, windows_s in sorted(settings.windows_s.items())
        if windows_s and layer in names
    ]
    return Tested(actions, _accept(layers, settings.q, validated, finder), settings.q, finder)


def dataset_of(actions: Table[Actions] | Table[DirectActions]) -> ds.Dataset:
    """Return rows that are read a layer and a column at a time where they are in files."""
    files = list(actions.files)
    if files and not any("://" in file for file in files):
        return ds.dataset(files, schema=Actions.arrow_schema(), format="parquet")
    return ds.dataset(actions.arrow)


def _encoded(actions: ds.Dataset, layer: str, widest_s: int) -> LayerActions:
    """Read a layer as codes; its texts are given back before anything is measured."""
    columns = (*_READ, "post_uid") if layer in _BUNDLING else _READ
    encoded = LayerActions.from_arrow(_of_layer(actions, layer, columns), widest_s)
    pa.default_memory_pool().release_unused()
    return encoded


def _of_layer(actions: ds.Dataset, layer: str, columns: tuple[str, ...]) -> pa.Table:
    return actions.to_table(columns=list(columns), filter=ds.field("layer") == layer)


def _accept(
    layers: list[PreparedLayer], q: float, validated: pa.Array | None, finder: PairFinder
) -> list[AcceptedPairs]:
    """Return the edges of each layer; support-only layers keep what others validated."""
    accepted = accept([p for p in layers if p.layer not in SUPPORT_ONLY], q, finder)
    supporting = [accept([p], q, finder)[0] for p in layers if p.layer in SUPPORT_ONLY]
    if validated is None:
        keys = [_keys_of(layer) for layer in accepted if len(layer.index)]
        validated = pa.concat_arrays(keys) if keys else pa.array([], pa.string())
    for own in supporting:
        is_validated = pc.is_in(_keys_of(own), validated).to_numpy(zero_copy_only=False)
        accepted.append(own.where(is_validated))
    return sorted(accepted, key=lambda layer: layer.pairs.layer)


def _keys_of(layer: AcceptedPairs) -> pa.Array:
    """Return a text for each edge of a layer, the same for the same accounts."""
    ids = layer.pairs.prepared.actions.account_ids
    left, right = layer.pairs.left[layer.index], layer.pairs.right[layer.index]
    return _pair_keys(ids.take(pa.array(left)), ids.take(pa.array(right)))


def _pair_keys(a: pa.Array, b: pa.Array) -> pa.Array:
    keys = pc.binary_join_element_wise(a, b, "\n")
    return keys.combine_chunks() if isinstance(keys, pa.ChunkedArray) else keys


def _edges_in(layer: AcceptedPairs, column: int) -> LayerEdges:
    """Return the edges of a layer that share enough objects in a window."""
    pairs = layer.pairs
    index = layer.index[pairs.counts[layer.index, column] >= MIN_SHARED]
    return LayerEdges(
        pairs.layer,
        pairs.prepared.windows_s[column],
        pairs.left[index],
        pairs.right[index],
        pairs.counts[index, column].astype(np.int64),
    )


def _edge_rows(
    layer: AcceptedPairs,
    column: int,
    p_synchrony: NDArray[np.float64],
    meaning: NDArray[np.object_],
) -> Iterator[pa.RecordBatch]:
    """Yield a row for each edge that shares enough objects in a window."""
    pairs, prepared = layer.pairs, layer.pairs.prepared
    ids = prepared.actions.account_ids
    enough = np.flatnonzero(pairs.counts[layer.index, column] >= MIN_SHARED)
    for first in range(0, len(enough), _BATCH_ROWS):
        row = enough[first : first + _BATCH_ROWS]
        index = layer.index[row]
        yield pa.record_batch(
            {
                "layer": pa.repeat(prepared.layer, len(row)),
                "window_s": np.full(len(row), prepared.windows_s[column], np.int64),
                "a": ids.take(pa.array(pairs.left[index])),
                "b": ids.take(pa.array(pairs.right[index])),
                "n_shared": pairs.counts[index, column].astype(np.int64),
                "n_together": pairs.together[index].astype(np.int64),
                "n_expected": pairs.expected[index, column],
                "p_value": layer.p_values[row, column],
                "p_combined": layer.p_combined[row],
                "q_value": layer.q_values[row],
                "p_synchrony": p_synchrony[row],
                "meaning": pa.array(meaning[row], pa.string()),
            },
            schema=Edges.arrow_schema(),
        )


def _meaning(layer: AcceptedPairs, q: float) -> tuple[NDArray[np.float64], NDArray[np.object_]]:
    """Return the p of the synchrony of each edge, and what kind of acting together it is.

    Choice is told by the widest window, where time says the least: the pair passes the cut there,
    too. Where neither passes alone, the edge is called by the smaller p-value.
    """
    pairs, index = layer.pairs, layer.index
    tails = [
        synchrony_tails(model, pairs.left[index], pairs.right[index])
        for model in pairs.prepared.models
    ]
    p_synchrony = cauchy_combination(np.column_stack(tails))
    p_choice = layer.p_values[:, -1]
    is_synchronised = benjamini_hochberg(p_synchrony, len(p_synchrony)) <= q
    is_choice = p_choice <= layer.cut
    neither = ~is_synchronised & ~is_choice
    is_synchronised |= neither & (p_synchrony < p_choice)
    meaning = np.where(is_synchronised, "synchronised", "shared_choice").astype(object)
    return p_synchrony, np.where(is_synchronised & is_choice, "both", meaning)


def _test_rows(layer: AcceptedPairs) -> list[dict[str, object]]:
    """Return what was tested in each window of a layer."""
    pairs, prepared = layer.pairs, layer.pairs.prepared
    candidates = np.count_nonzero(pairs.counts >= MIN_SHARED, axis=0)
    validated = np.count_nonzero(pairs.counts[layer.index] >= MIN_SHARED, axis=0)
    return [
        {
            "layer": prepared.layer,
            "window_s": window_s,
            "n_actions": prepared.actions.n_actions,
            "n_actions_kept": pairs.n_kept,
            "n_accounts": prepared.n_accounts,
            "n_tests": prepared.n_tests,
            "n_candidates": int(candidates[column]),
            "n_validated": int(validated[column]),
            "n_refused": 0,
            "calibration": "support_only" if prepared.layer in SUPPORT_ONLY else "not_calibrated",
        }
        for column, window_s in enumerate(prepared.windows_s)
    ]
