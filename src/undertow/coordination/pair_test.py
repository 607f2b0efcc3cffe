"""The pair test, whether two accounts act together more than chance.

Null hypothesis, per layer: within a stratum (week or day x popularity of the object), which account
made which action is exchangeable; the times of each object and the number of actions of each
account in each stratum are fixed; and on objects that thousands acted on, accounts meet as often as
the object's hours and their own habits make them. Pairs are tested in several windows, the windows
are combined, and the false discovery rate is controlled over all layers and all possible pairs at
once.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
from numpy.typing import NDArray

from undertow.coordination.acceptance import AcceptedPairs, accept
from undertow.coordination.accumulator import Accumulator
from undertow.coordination.candidates import PairFinder, PreparedLayer
from undertow.coordination.edge_evidence import find_edge_evidence
from undertow.coordination.multiplicity import benjamini_hochberg, cauchy_combination
from undertow.coordination.screen import MIN_SHARED
from undertow.coordination.synchrony import synchrony_tails
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
)
from undertow.settings import CoordinationSettings

Pairs = set[tuple[str, str]]

SUPPORT_ONLY = frozenset({"hashtag", "near_duplicate_text", "template", "claim"})
"""Layers that follow events, slogans or opinions too closely to validate an edge alone."""

_CLAIM_LAYERS = frozenset({"claim"})
_READ = ("object_uid", "account_uid", "at", "precision_s")


def validate_pairs(
    actions: Table[DirectActions],
    settings: CoordinationSettings,
    *,
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
    rng_seed : int
        Not used: the test is analytic.
    finder : PairFinder, optional
        What walks the co-actions; the accumulator in this process by default. All find the same.

    Returns
    -------
    direct_edges : Table[DirectEdges]
        A row for each validated pair, layer and window in which at least two objects are shared.
    direct_edge_evidence : Table[DirectEdgeEvidence]
        The closest post pair behind each shared object; ``n_shared`` rows an edge.
    direct_coordination_tests : Table[DirectCoordinationTests]
        What was tested, so that the multiplicity can be judged.
    """
    edges, evidence, tests = _test(
        ds.dataset(actions.arrow),
        settings,
        frozenset(settings.windows_s) - _CLAIM_LAYERS,
        None,
        finder or Accumulator(),
    )
    return (
        Table.checked(DirectEdges, edges),
        Table.checked(DirectEdgeEvidence, evidence),
        Table.checked(DirectCoordinationTests, tests),
    )


def support_pairs(
    actions: Table[Actions],
    direct_edges: Table[DirectEdges],
    direct_edge_evidence: Table[DirectEdgeEvidence],
    direct_coordination_tests: Table[DirectCoordinationTests],
    settings: CoordinationSettings,
    *,
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
    rng_seed : int
        Not used.
    finder : PairFinder, optional
        What walks the co-actions.

    Returns
    -------
    edges, edge_evidence, coordination_tests : Table
        The direct ones and those of claims; no pair is in it for its claims alone.
    """
    direct = direct_edges.arrow
    own = direct.filter(pc.invert(pc.is_in(direct["layer"], pa.array(sorted(SUPPORT_ONLY)))))
    validated = set(zip(own["a"].to_pylist(), own["b"].to_pylist(), strict=True))
    edges, evidence, tests = _test(
        ds.dataset(actions.arrow), settings, _CLAIM_LAYERS, validated, finder or Accumulator()
    )
    return (
        Table.checked(Edges, pa.concat_tables([direct, edges])),
        Table.checked(EdgeEvidence, pa.concat_tables([direct_edge_evidence.arrow, evidence])),
        Table.checked(
            CoordinationTests, pa.concat_tables([direct_coordination_tests.arrow, tests])
        ),
    )


def _test(
    actions: ds.Dataset,
    settings: CoordinationSettings,
    names: frozenset[str],
    validated: Pairs | None,
    finder: PairFinder,
) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Test some layers; support-only ones keep ``validated`` pairs, or those of the others."""
    layers = [
        PreparedLayer.of(layer, _of_layer(actions, layer, _READ), windows_s)
        for layer, windows_s in sorted(settings.windows_s.items())
        if windows_s and layer in names
    ]
    accepted = _accept(layers, settings.q, validated, finder)
    edges, evidence, tests = [], [], []
    for layer in accepted:
        own = _edge_rows(layer, settings.q)
        edges.append(own)
        evidence.append(find_edge_evidence(_of_layer(actions, layer.pairs.layer, None), own))
        tests += _test_rows(layer.pairs.prepared, layer, own)
    return (
        pa.concat_tables([*edges, Edges.arrow_schema().empty_table()]),
        pa.concat_tables([*evidence, EdgeEvidence.arrow_schema().empty_table()]),
        pa.Table.from_pylist(tests, schema=CoordinationTests.arrow_schema()),
    )


def _of_layer(actions: ds.Dataset, layer: str, columns: tuple[str, ...] | None) -> pa.Table:
    return actions.to_table(
        columns=list(columns) if columns else None, filter=ds.field("layer") == layer
    )


def _accept(
    layers: list[PreparedLayer], q: float, validated: Pairs | None, finder: PairFinder
) -> list[AcceptedPairs]:
    """Return the edges of each layer; support-only layers keep what others validated."""
    accepted = accept([p for p in layers if p.layer not in SUPPORT_ONLY], q, finder)
    if validated is None:
        validated = {pair for layer in accepted for pair in _ids(layer)}
    for prepared in layers:
        if prepared.layer in SUPPORT_ONLY:
            own = accept([prepared], q, finder)[0]
            accepted.append(own.where(np.array([p in validated for p in _ids(own)], bool)))
    return sorted(accepted, key=lambda layer: layer.pairs.layer)


def _ids(layer: AcceptedPairs) -> list[tuple[str, str]]:
    """Return the account uids of the edges of a layer."""
    pairs = layer.pairs
    ids = pairs.prepared.actions.account_ids
    left = ids.take(pa.array(pairs.left[layer.index])).to_pylist()
    right = ids.take(pa.array(pairs.right[layer.index])).to_pylist()
    return list(zip(left, right, strict=True))


def _edge_rows(layer: AcceptedPairs, q: float) -> pa.Table:
    """Return a row for each edge and window in which it shares enough objects."""
    pairs, prepared = layer.pairs, layer.pairs.prepared
    row, window = np.nonzero(pairs.counts[layer.index] >= MIN_SHARED)
    index = layer.index[row]
    ids = prepared.actions.account_ids
    p_synchrony, meaning = _meaning(layer, q)
    return pa.table(
        {
            "layer": pa.array([prepared.layer] * len(row), pa.string()),
            "window_s": np.array(prepared.windows_s, np.int64)[window],
            "a": ids.take(pa.array(pairs.left[index])),
            "b": ids.take(pa.array(pairs.right[index])),
            "n_shared": pairs.counts[index, window].astype(np.int64),
            "n_together": pairs.together[index].astype(np.int64),
            "n_expected": pairs.expected[index, window],
            "p_value": layer.p_values[row, window],
            "p_combined": layer.p_combined[row],
            "q_value": layer.q_values[row],
            "p_synchrony": p_synchrony[row],
            "meaning": pa.array(meaning[row].tolist(), pa.string()),
        },
        schema=Edges.arrow_schema(),
    )


def _meaning(
    layer: AcceptedPairs, q: float
) -> tuple[NDArray[np.float64], NDArray[np.object_]]:
    """Return what kind of acting together each edge of a layer is, and the p of its synchrony.

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
    meaning = np.where(is_synchronised, "synchronised", "shared_choice")
    return p_synchrony, np.where(is_synchronised & is_choice, "both", meaning)


def _test_rows(
    prepared: PreparedLayer, layer: AcceptedPairs, edges: pa.Table
) -> list[dict[str, object]]:
    """Return what was tested in each window of a layer."""
    windows = edges.column("window_s").to_numpy()
    enough = np.count_nonzero(layer.pairs.counts >= MIN_SHARED, axis=0)
    return [
        {
            "layer": prepared.layer,
            "window_s": window_s,
            "n_actions": prepared.actions.n_actions,
            "n_actions_kept": layer.pairs.n_kept,
            "n_accounts": prepared.n_accounts,
            "n_tests": prepared.n_tests,
            "n_candidates": int(enough[column]),
            "n_validated": int(np.count_nonzero(windows == window_s)),
            "n_refused": 0,
            "calibration": "support_only" if prepared.layer in SUPPORT_ONLY else "not_calibrated",
        }
        for column, window_s in enumerate(prepared.windows_s)
    ]
