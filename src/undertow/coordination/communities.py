"""Validated pairs and accounts to communities."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import graspologic_native
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from undertow.schema import AccountTests, Actions, Communities, Edges, Table
from undertow.settings import CoordinationSettings

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# Beyond this a smaller p says nothing more about how much two accounts belong together.
_LARGEST_EVIDENCE = 12.0
# Weight of sharing a text, for accounts validated by the account test; below that of any edge.
_TEXT_LINK = 0.25
_TEXT_LAYERS = ("text", "near_duplicate_text")
# Each account validated alone is tied to this many others of the same text, so that a text
# published by thousands costs thousands of ties and not millions.
_LINKS_PER_TEXT = 4
# Communities that share this many texts or validated pairs are one.
_JOINED_BY = 3
# Share of the ties kept in each resampled run.
_RESAMPLE = 0.8


@dataclass(frozen=True, slots=True)
class _Graph:
    """Weighted ties between accounts, each pair once, left < right, sorted."""

    accounts: list[str]
    left: Ints
    right: Ints
    weight: Floats
    is_pair: NDArray[np.bool_]  # a validated pair, not only a text in common


def find_communities(
    edges: Table[Edges],
    account_tests: Table[AccountTests],
    actions: Table[Actions],
    settings: CoordinationSettings,
    *,
    rng_seed: int,
) -> Table[Communities]:
    """Group the validated accounts.

    Parameters
    ----------
    edges : Table[Edges]
        Validated pairs; layers are weighted, the strongest evidence of a layer counts once.
    account_tests : Table[AccountTests]
        Accounts validated alone join the graph through the texts they share with each other.
    actions : Table[Actions]
        Source of those texts.
    settings : CoordinationSettings
        Layer weights, resolution, smallest community, resampled runs.
    rng_seed : int
        Seed of Leiden and of the resampling.

    Returns
    -------
    Table[Communities]
        Modularity communities (Leiden; Traag, Waltman and van Eck 2019,
        doi:10.1038/s41598-019-41695-z), joined where they share at least three texts or validated
        pairs, of at least ``settings.min_community`` accounts. An id is a hash of the members, so
        it does not depend on the order of the input.
    """
    graph = _graph(edges.arrow, account_tests.arrow, actions.arrow, settings)
    if not graph.accounts:
        return Table.empty(Communities)
    texts = _texts_of(graph, actions.arrow)
    everything = np.ones(len(graph.weight), bool)
    membership = _partition(graph, everything, texts, settings.resolution, rng_seed)
    stability = _stability(graph, membership, texts, settings, rng_seed)
    inside = membership[graph.left] == membership[graph.right]
    degree = _sum_by_account(graph, graph.weight * inside)
    partners = _sum_by_account(graph, (inside & graph.is_pair).astype(np.float64)).astype(np.int64)
    paired = set(edges.arrow.column("a").to_pylist()) | set(edges.arrow.column("b").to_pylist())
    rows = []
    for members in _groups(membership, settings.min_community):
        names = [graph.accounts[i] for i in members]
        community_id = "g-" + hashlib.sha256("\n".join(names).encode()).hexdigest()[:10]
        strongest = float(degree[members].max()) or 1.0  # joined by common texts alone
        for i, name in zip(members, names, strict=True):
            rows.append(
                {
                    "community_id": community_id,
                    "account_uid": name,
                    "basis": "pair" if name in paired else "account",
                    "strength": float(degree[i]) / strongest,
                    "stability": float(stability[i]),
                    "n_partners": int(partners[i]),
                }
            )
    return Table.checked(Communities, pa.Table.from_pylist(rows, schema=Communities.arrow_schema()))


def _graph(
    edges: pa.Table, account_tests: pa.Table, actions: pa.Table, settings: CoordinationSettings
) -> _Graph:
    """Sum the ties of all layers and those between accounts validated alone."""
    ties: dict[tuple[str, str], float] = {}
    best = edges.group_by(["layer", "a", "b"]).aggregate([("p_combined", "min")])
    for row in best.sort_by("layer").to_pylist():
        evidence = min(-np.log10(row["p_combined_min"]), _LARGEST_EVIDENCE) / _LARGEST_EVIDENCE
        pair = (row["a"], row["b"])
        ties[pair] = ties.get(pair, 0.0) + settings.layer_weights.get(row["layer"], 1.0) * evidence
    # A layer of weight zero is out of the graph.
    validated = {pair for pair, weight in ties.items() if weight > 0}
    ties = {pair: ties[pair] for pair in validated}
    for pair in _text_ties(account_tests, actions, settings.account_q):
        ties[pair] = ties.get(pair, 0.0) + _TEXT_LINK
    pairs = sorted(ties)
    accounts = sorted({account for pair in pairs for account in pair})
    code = {account: i for i, account in enumerate(accounts)}
    return _Graph(
        accounts,
        np.array([code[a] for a, _ in pairs], np.int64),
        np.array([code[b] for _, b in pairs], np.int64),
        np.array([max(round(ties[pair], 9), 1e-9) for pair in pairs]),
        np.array([pair in validated for pair in pairs], bool),
    )


def _text_ties(
    account_tests: pa.Table, actions: pa.Table, account_q: float
) -> Iterable[tuple[str, str]]:
    """Tie each account validated alone to the next few that published nearly the same text."""
    validated = account_tests.filter(pc.less_equal(account_tests.column("q_value"), account_q))
    texts = actions.filter(
        pc.and_(
            pc.is_in(actions.column("layer"), value_set=pa.array(_TEXT_LAYERS)),
            pc.is_in(actions.column("account_uid"), value_set=validated.column("account_uid")),
        )
    )
    texts = texts.group_by(["object_uid", "account_uid"]).aggregate([("at", "min")])
    texts = texts.sort_by(
        [("object_uid", "ascending"), ("at_min", "ascending"), ("account_uid", "ascending")]
    )
    objects, accounts = (texts.column(c).to_pylist() for c in ("object_uid", "account_uid"))
    return {
        (min(accounts[i], accounts[j]), max(accounts[i], accounts[j]))
        for i in range(len(objects))
        for j in range(i + 1, min(i + 1 + _LINKS_PER_TEXT, len(objects)))
        if objects[i] == objects[j]
    }


def _leiden(graph: _Graph, kept: NDArray[np.bool_], resolution: float, seed: int) -> Ints:
    """Return a community number for each account; accounts without a kept tie stand alone."""
    membership = np.arange(len(graph.accounts)) + len(graph.accounts)
    ties = [
        (str(a), str(b), float(w))
        for a, b, w in zip(graph.left[kept], graph.right[kept], graph.weight[kept], strict=True)
    ]
    if ties:
        _, found = graspologic_native.leiden(
            edges=ties,
            starting_communities=None,
            resolution=resolution,
            randomness=0.001,
            iterations=1,
            use_modularity=True,
            seed=seed,
            trials=1,
        )
        for account, community in found.items():
            membership[int(account)] = community
    return membership


def _partition(
    graph: _Graph,
    kept: NDArray[np.bool_],
    texts: sparse.csr_array,
    resolution: float,
    seed: int,
) -> Ints:
    """Divide by modularity, then join what has enough validated pairs or texts in common.

    Modularity divides a large network into cells that still publish the same texts; what a person
    would call one operation is their union.
    """
    membership = _leiden(graph, kept, resolution, seed)
    names, codes = np.unique(membership, return_inverse=True)
    indicator = sparse.csr_array(
        (np.ones(len(codes)), (codes, np.arange(len(codes)))), shape=(len(names), len(codes))
    )
    used = (indicator @ texts > 0).astype(np.int64)
    ties = sparse.coo_array(
        (
            (graph.is_pair & kept).astype(np.int64),
            (codes[graph.left], codes[graph.right]),
        ),
        shape=(len(names), len(names)),
    ).tocsr()
    common = (used @ used.T >= _JOINED_BY) + (ties + ties.T >= _JOINED_BY)
    _, component = connected_components(common, directed=False)
    merged: Ints = component[codes].astype(np.int64)
    return merged


def _texts_of(graph: _Graph, actions: pa.Table) -> sparse.csr_array:
    """Return which account of the graph published which text, (n_accounts, n_texts)."""
    accounts = pa.array(graph.accounts, pa.string())
    texts = actions.filter(
        pc.and_(
            pc.equal(actions.column("layer"), "text"),
            pc.is_in(actions.column("account_uid"), value_set=accounts),
        )
    )
    rows = pc.index_in(texts.column("account_uid"), value_set=accounts).to_numpy()
    coded = texts.column("object_uid").combine_chunks().dictionary_encode()
    shape = (len(graph.accounts), max(len(coded.dictionary), 1))
    return sparse.csr_array((np.ones(len(rows)), (rows, coded.indices.to_numpy())), shape=shape)


def _stability(
    graph: _Graph,
    membership: Ints,
    texts: sparse.csr_array,
    settings: CoordinationSettings,
    seed: int,
) -> Floats:
    """Return the share of resampled runs that leave each account in its community.

    In each run a fifth of the ties is dropped; a community is recognised in the run by the group
    that holds most of its members.
    """
    generator = np.random.default_rng(seed)
    kept_in = np.zeros(len(graph.accounts))
    for run in range(settings.n_resamples):
        kept = generator.random(len(graph.weight)) < _RESAMPLE
        other = _partition(graph, kept, texts, settings.resolution, seed + run + 1)
        for members in _groups(membership, 2):
            names, counts = np.unique(other[members], return_counts=True)
            kept_in[members] += other[members] == names[np.argmax(counts)]
    return kept_in / settings.n_resamples if settings.n_resamples else np.ones_like(kept_in)


def _groups(membership: Ints, min_size: int) -> list[Ints]:
    """Return the members of each community of at least ``min_size``, ascending."""
    order = np.argsort(membership, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(membership[order])) + 1)
    return [np.sort(group) for group in groups if len(group) >= min_size]


def _sum_by_account(graph: _Graph, values: Floats) -> Floats:
    """Sum a value of each tie over both of its ends."""
    n = len(graph.accounts)
    ends = np.concatenate([graph.left, graph.right])
    total: Floats = np.bincount(ends, np.concatenate([values, values]), n).astype(np.float64)
    return total
