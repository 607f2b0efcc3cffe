"""The pair test, whether two accounts act together more than chance.

Null hypothesis, per layer: within a stratum (week x popularity of the object), which account made
which action is exchangeable; the times of each object and the number of actions of each account in
each stratum are fixed. Pairs are tested in several windows, the windows are combined, and the false
discovery rate is controlled over all layers and all possible pairs at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from undertow.coordination.candidates import MIN_SHARED, LayerPairs, find_candidates
from undertow.coordination.edge_evidence import find_edge_evidence
from undertow.coordination.multiplicity import benjamini_hochberg, cauchy_combination
from undertow.coordination.null import exact_tails
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

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

SUPPORT_ONLY = frozenset({"hashtag", "near_duplicate_text", "template", "claim"})
"""Layers that follow events, slogans or opinions too closely to validate an edge alone."""

_CLAIM_LAYERS = frozenset({"claim"})

# The exact tail replaces the Poisson bound for p-values this close to the cut, above and below.
_NEAR_CUT = 30.0

# Pairs above this p-value are not kept in memory, if that provably changes nothing.
_SCREEN = 1e-3


def validate_pairs(
    actions: Table[DirectActions], settings: CoordinationSettings, *, rng_seed: int
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
        actions.arrow, settings, frozenset(settings.windows_s) - _CLAIM_LAYERS, None
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

    Returns
    -------
    edges, edge_evidence, coordination_tests : Table
        The direct ones and those of claims; no pair is in it for its claims alone.
    """
    direct = direct_edges.arrow
    own = direct.filter(pc.invert(pc.is_in(direct["layer"], pa.array(sorted(SUPPORT_ONLY)))))
    validated = set(zip(own["a"].to_pylist(), own["b"].to_pylist(), strict=True))
    edges, evidence, tests = _test(actions.arrow, settings, _CLAIM_LAYERS, validated)
    return (
        Table.checked(Edges, pa.concat_tables([direct, edges])),
        Table.checked(EdgeEvidence, pa.concat_tables([direct_edge_evidence.arrow, evidence])),
        Table.checked(
            CoordinationTests, pa.concat_tables([direct_coordination_tests.arrow, tests])
        ),
    )


def _test(
    actions: pa.Table,
    settings: CoordinationSettings,
    names: frozenset[str],
    validated: set[tuple[str, str]] | None,
) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Test some layers; support-only ones keep ``validated`` pairs, or those of the others."""
    layers = _candidates(actions, settings, names, _SCREEN)
    accepted = _accept(layers, settings.q, validated)
    if not _screen_was_exact(layers, settings.q):
        # A combined p-value is at least the smallest it combines: above q nothing is accepted.
        layers = _candidates(actions, settings, names, settings.q)
        accepted = _accept(layers, settings.q, validated)
    edges = pa.concat_tables(
        [_edge_rows(pairs, accepted[pairs.layer]) for pairs in layers]
        + [Edges.arrow_schema().empty_table()]
    )
    evidence = pa.concat_tables(
        [
            find_edge_evidence(
                _of_layer(actions, pairs.layer),
                edges.filter(pc.equal(edges.column("layer"), pairs.layer)),
            )
            for pairs in layers
        ]
        + [EdgeEvidence.arrow_schema().empty_table()]
    )
    tests = [row for pairs in layers for row in _test_rows(pairs, edges)]
    return (
        edges,
        evidence.cast(EdgeEvidence.arrow_schema()),
        pa.Table.from_pylist(tests, schema=CoordinationTests.arrow_schema()),
    )


def _candidates(
    actions: pa.Table, settings: CoordinationSettings, names: frozenset[str], screen: float
) -> list[LayerPairs]:
    """Find the candidates of the layers that have windows."""
    return [
        find_candidates(layer, _of_layer(actions, layer), windows_s, screen=screen, q=settings.q)
        for layer, windows_s in sorted(settings.windows_s.items())
        if windows_s and layer in names
    ]


def _screen_was_exact(layers: list[LayerPairs], q: float) -> bool:
    """Whether the pairs that were not kept could not have been accepted, nor changed the cut.

    A combined p-value is at least the smallest it combines. For the cut to lie above the screen,
    more than ``screen m / q`` pairs would have to have a p-value of at most q; where they are
    fewer, it does not. The exact tail is taken only up to a factor above the cut of the first pass,
    and it can be far below the bound: all pairs up to there must have been kept.
    """
    for family in (
        [pairs for pairs in layers if pairs.layer not in SUPPORT_ONLY],
        *([pairs] for pairs in layers if pairs.layer in SUPPORT_ONLY),
    ):
        if all(pairs.n_doubtful == 0 for pairs in family):
            continue
        screen = min(pairs.screen for pairs in family)
        n_tests = sum(pairs.n_tests for pairs in family)
        n_small = sum(len(pairs.left) + pairs.n_doubtful for pairs in family)
        if n_small >= screen * n_tests / q or _near_cut(family, q)[1] > screen:
            return False
    return True


def _of_layer(actions: pa.Table, layer: str) -> pa.Table:
    return actions.filter(pc.equal(actions.column("layer"), layer))


@dataclass(frozen=True, slots=True)
class _Accepted:
    """Accepted candidates of a layer: their indices, p by window, combined p and q."""

    index: Ints
    p_values: Floats
    p_combined: Floats
    q_values: Floats

    def where(self, mask: NDArray[np.bool_]) -> _Accepted:
        return _Accepted(
            self.index[mask], self.p_values[mask], self.p_combined[mask], self.q_values[mask]
        )


def _accept(
    layers: list[LayerPairs], q: float, validated: set[tuple[str, str]] | None
) -> dict[str, _Accepted]:
    """Return the accepted pairs of each layer; support-only layers keep what others validated."""
    accepted = _accept_family([p for p in layers if p.layer not in SUPPORT_ONLY], q)
    if validated is None:
        validated = {
            pair for p in layers if p.layer in accepted for pair in _ids(p, accepted[p.layer].index)
        }
    for pairs in layers:
        if pairs.layer in SUPPORT_ONLY:
            own = _accept_family([pairs], q)[pairs.layer]
            mask = np.array([pair in validated for pair in _ids(pairs, own.index)], bool)
            accepted[pairs.layer] = own.where(mask)
    return accepted


def _ids(pairs: LayerPairs, index: Ints) -> list[tuple[str, str]]:
    """Return the account uids of some pairs."""
    ids = pairs.actions.account_ids
    left = ids.take(pa.array(pairs.left[index])).to_pylist()
    right = ids.take(pa.array(pairs.right[index])).to_pylist()
    return list(zip(left, right, strict=True))


def _accept_family(layers: list[LayerPairs], q: float) -> dict[str, _Accepted]:
    """Control the false discovery rate over the layers together.

    A first pass with the Poisson bound finds the cut; around it the bound is replaced by the exact
    tail; a second pass decides.
    """
    n_tests = sum(pairs.n_tests for pairs in layers)
    lowest, highest = _near_cut(layers, q)
    refined = [_refine(pairs, lowest, highest) for pairs in layers]
    combined = np.concatenate([np.empty(0), *(p_combined for _, p_combined in refined)])
    q_values = benjamini_hochberg(combined, n_tests)
    accepted, start = {}, 0
    for pairs, (p_values, p_combined) in zip(layers, refined, strict=True):
        own = q_values[start : start + len(p_combined)]
        start += len(p_combined)
        everything = _Accepted(np.arange(len(own)), p_values, p_combined, own)
        accepted[pairs.layer] = everything.where(own <= q)
    return accepted


def _near_cut(layers: list[LayerPairs], q: float) -> tuple[float, float]:
    """Return between which combined bounds the exact tail is taken; never above q.

    The cut is the largest bound that is accepted or, without one, the largest that would be.
    """
    n_tests = sum(pairs.n_tests for pairs in layers)
    bounds = np.concatenate([np.empty(0), *(pairs.p_combined for pairs in layers)])
    significant = bounds[benjamini_hochberg(bounds, n_tests) <= q]
    cut = float(significant.max()) if len(significant) else q / max(n_tests, 1)
    return cut / _NEAR_CUT, min(cut * _NEAR_CUT, q)


def _refine(pairs: LayerPairs, lowest: float, highest: float) -> tuple[Floats, Floats]:
    """Return p by window and combined, exact for the pairs whose bound lies between the two."""
    near = (pairs.p_combined > lowest) & (pairs.p_combined <= highest)
    p_values = pairs.p_values.copy()
    p_values[near] = exact_tails(
        pairs.actions,
        np.array(pairs.windows_s, np.int64),
        pairs.left[near],
        pairs.right[near],
        pairs.counts[near],
        pairs.expected[near],
    )
    return p_values, cauchy_combination(p_values)


def _edge_rows(pairs: LayerPairs, accepted: _Accepted) -> pa.Table:
    """Return a row for each accepted pair and window in which it shares enough objects."""
    row, window = np.nonzero(pairs.counts[accepted.index] >= MIN_SHARED)
    index = accepted.index[row]
    ids = pairs.actions.account_ids
    return pa.table(
        {
            "layer": pa.array([pairs.layer] * len(row), pa.string()),
            "window_s": np.array(pairs.windows_s, np.int64)[window],
            "a": ids.take(pa.array(pairs.left[index])),
            "b": ids.take(pa.array(pairs.right[index])),
            "n_shared": pairs.counts[index, window].astype(np.int64),
            "n_expected": pairs.expected[index, window],
            "p_value": accepted.p_values[row, window],
            "p_combined": accepted.p_combined[row],
            "q_value": accepted.q_values[row],
        },
        schema=Edges.arrow_schema(),
    )


def _test_rows(pairs: LayerPairs, edges: pa.Table) -> list[dict[str, object]]:
    """Return what was tested in each window of a layer."""
    own = edges.filter(pc.equal(edges.column("layer"), pairs.layer))
    windows = own.column("window_s").to_numpy()
    return [
        {
            "layer": pairs.layer,
            "window_s": window_s,
            "n_actions": len(pairs.actions.objects),
            "n_actions_kept": pairs.n_kept,
            "n_accounts": pairs.n_accounts,
            "n_tests": pairs.n_tests,
            "n_candidates": int(pairs.n_candidates[column]),
            "n_validated": int(np.count_nonzero(windows == window_s)),
            "n_refused": 0,
            "calibration": "support_only" if pairs.layer in SUPPORT_ONLY else "not_calibrated",
        }
        for column, window_s in enumerate(pairs.windows_s)
    ]
